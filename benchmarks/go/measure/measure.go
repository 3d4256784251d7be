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
// wall time of an operation in each iteration, "bytes" with what an operation allocates, "cpu" with its CPU time on all cores in each
// iteration, "apart" with how far from each other the processors were in it.
func Main(kinds map[string]Kind) {
	peer := flag.String("peer", "go", "whose workload it is, where a program measures several peers")
	name := flag.String("workload", "", "the workload, such as one-to-one/16")
	warmups := flag.Int("warmups", 2, "iterations that are not measured")
	warmup := flag.Duration("warmup", 300*time.Millisecond, "how long such an iteration takes")
	iterations := flag.Int("iterations", 5, "iterations that are measured")
	iteration := flag.Duration("iteration", 400*time.Millisecond, "how long such an iteration takes")
	near := flag.Float64("near", 0, "how far apart processors may be for an iteration to begin at once, in nanoseconds; 0 for no matter, negative for not to look")
	flag.Parse()

	w, err := find(kinds, *peer, *name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for i := 0; i < *warmups; i++ {
		repeat(w, *warmup)
	}
	var bytes, ops float64
	var nanos, cpu, apart []float64
	look := func() float64 {
		if *near < 0 {
			return 0
		}
		return coresApart()
	}
	distance := look()
	for i := 0; i < *iterations; i++ {
		for start := time.Now(); *near > 0 && distance > *near && time.Since(start) < *iteration; {
			time.Sleep(pause)
			distance = look()
		}
		before := usageNow()
		elapsed, done := repeat(w, *iteration)
		used := usageNow().since(before)
		earlier := distance
		distance = look()
		ops += float64(done)
		bytes += float64(used.bytes)
		nanos = append(nanos, float64(elapsed.Nanoseconds())/float64(done))
		cpu = append(cpu, float64(used.cpuNanos)/float64(done))
		apart = append(apart, max(earlier, distance))
	}
	bytesPerOp := bytes / ops
	if w.Retained != nil {
		bytesPerOp = w.Retained()
	}
	if w.Found != nil {
		nanos = w.Found()
		apart = nil
	}
	fmt.Println(strings.TrimSpace(
		fmt.Sprintf("nanos %s bytes %.3f cpu %s apart %s", words(nanos), bytesPerOp, words(cpu), words(apart))))
}

func words(figures []float64) string {
	var words []string
	for _, figure := range figures {
		words = append(words, fmt.Sprintf("%.3f", figure))
	}
	return strings.Join(words, " ")
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
