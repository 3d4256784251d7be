// Command benchmarks measures one workload on Go's own channels, so that Heddle's can be held against them on the same machine.
//
// It warms up, measures a number of iterations, and prints three lines for the program that started it: "nanos" with the wall
// time of an operation in each iteration, "bytes" with what an operation allocates, "cpu" with its CPU time on all cores.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	name := flag.String("workload", "", "the workload, such as one-to-one/16")
	warmups := flag.Int("warmups", 2, "iterations that are not measured")
	warmup := flag.Duration("warmup", 300*time.Millisecond, "how long such an iteration takes")
	iterations := flag.Int("iterations", 5, "iterations that are measured")
	iteration := flag.Duration("iteration", 400*time.Millisecond, "how long such an iteration takes")
	flag.Parse()

	w, err := find(*name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for i := 0; i < *warmups; i++ {
		measure(w, *warmup)
	}
	before := usageNow()
	var ops int64
	fmt.Print("nanos")
	for i := 0; i < *iterations; i++ {
		elapsed, done := measure(w, *iteration)
		ops += done
		fmt.Printf(" %.3f", float64(elapsed.Nanoseconds())/float64(done))
	}
	used := usageNow().since(before)
	fmt.Printf("\nbytes %.3f\ncpu %.3f\n", float64(used.bytes)/float64(ops), float64(used.cpuNanos)/float64(ops))
}

// measure runs rounds until they have taken as long as asked for.
func measure(w workload, atLeast time.Duration) (elapsed time.Duration, ops int64) {
	start := time.Now()
	for elapsed < atLeast {
		w.round()
		ops += int64(w.ops)
		elapsed = time.Since(start)
	}
	return elapsed, ops
}
