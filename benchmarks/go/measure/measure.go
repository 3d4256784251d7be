// Package measure is what the Go programs beside Heddle's benchmarks share: each measures one workload of one peer and tells what
// it found in a line that the program that started it reads.
package measure

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Workload is something to measure: a round is Ops operations.
type Workload struct {
	Ops   int
	Round func()
	// Retained says what an operation holds on to, for workloads that are about that and not about what an operation allocates.
	Retained func() (bytesPerOp float64)
	// Found says what each round found, for workloads that are about another time than the one that a round takes.
	Found func() (nanos []float64)
}

// Kind makes the workloads of one kind. In a workload's name the numbers follow the kind, with slashes between them.
type Kind struct {
	Numbers int
	Make    func(peer string, numbers []int) Workload
}

// Main measures the workload that the command line names: it warms up, measures a number of iterations, and prints "nanos" with the
// wall time of an operation in each iteration, "bytes" with what an operation allocates, "cpu" with its CPU time on all cores.
func Main(kinds map[string]Kind) {
	peer := flag.String("peer", "go", "whose workload it is, where a program measures several peers")
	name := flag.String("workload", "", "the workload, such as one-to-one/16")
	warmups := flag.Int("warmups", 2, "iterations that are not measured")
	warmup := flag.Duration("warmup", 300*time.Millisecond, "how long such an iteration takes")
	iterations := flag.Int("iterations", 5, "iterations that are measured")
	iteration := flag.Duration("iteration", 400*time.Millisecond, "how long such an iteration takes")
	flag.Parse()

	w, err := find(kinds, *peer, *name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for i := 0; i < *warmups; i++ {
		repeat(w, *warmup)
	}
	before := usageNow()
	var ops int64
	var nanos []string
	for i := 0; i < *iterations; i++ {
		elapsed, done := repeat(w, *iteration)
		ops += done
		nanos = append(nanos, fmt.Sprintf("%.3f", float64(elapsed.Nanoseconds())/float64(done)))
	}
	used := usageNow().since(before)
	bytes := float64(used.bytes) / float64(ops)
	if w.Retained != nil {
		bytes = w.Retained()
	}
	if w.Found != nil {
		nanos = nil
		for _, found := range w.Found() {
			nanos = append(nanos, fmt.Sprintf("%.3f", found))
		}
	}
	fmt.Printf("nanos %s bytes %.3f cpu %.3f\n", strings.Join(nanos, " "), bytes, float64(used.cpuNanos)/float64(ops))
}

// repeat does rounds until they have taken as long as asked for.
func repeat(w Workload, atLeast time.Duration) (elapsed time.Duration, ops int64) {
	start := time.Now()
	for elapsed < atLeast {
		w.Round()
		ops += int64(w.Ops)
		elapsed = time.Since(start)
	}
	return elapsed, ops
}

// find makes the workload of a name.
func find(kinds map[string]Kind, peer, name string) (Workload, error) {
	parts := strings.Split(name, "/")
	var numbers []int
	for _, part := range parts[1:] {
		number, err := strconv.Atoi(part)
		if err != nil {
			return Workload{}, fmt.Errorf("workload %q: %q is no number", name, part)
		}
		numbers = append(numbers, number)
	}
	kind, known := kinds[parts[0]]
	if !known {
		return Workload{}, fmt.Errorf("no workload %q, only %s", name, strings.Join(names(kinds), ", "))
	}
	if len(numbers) != kind.Numbers {
		return Workload{}, fmt.Errorf("workload %q: %s takes %d numbers", name, parts[0], kind.Numbers)
	}
	return kind.Make(peer, numbers), nil
}

func names(kinds map[string]Kind) []string {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
