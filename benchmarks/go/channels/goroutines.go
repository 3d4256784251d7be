package main

import (
	"fmt"
	"io.heddle/benchmarks/measure"
	"sync"
)

// start starts goroutines that do nothing and waits for them, a thousand at a time; an operation is one goroutine.
func start() measure.Workload {
	const batch, batches = 1_000, 10
	return measure.Workload{Ops: batch * batches, Round: measure.NewCrew(func() int {
		for i := 0; i < batches; i++ {
			var all sync.WaitGroup
			all.Add(batch)
			for j := 0; j < batch; j++ {
				go all.Done()
			}
			all.Wait()
		}
		return 0
	}).Round}
}

// sieve finds the first 500 primes with one goroutine for each, which receives in a select beside a channel that stays quiet; an
// operation is the whole sieve.
func sieve() measure.Workload {
	const primes, last, end = 500, 3_571, 0
	return measure.Workload{Ops: 1, Round: func() {
		quiet := make(chan int)
		found := make(chan int)
		first := make(chan int)
		go func() {
			for i := 2; i <= last; i++ {
				first <- i
			}
			first <- end
		}()
		go filter(first, quiet, found)
		count, prime := 0, 0
		for p := range found {
			count, prime = count+1, p
		}
		if count != primes || prime != last {
			panic(fmt.Sprintf("the sieve found %d primes up to %d", count, prime))
		}
	}}
}

// filter takes its prime from the channel, reports it, and hands on what it does not divide. The last one closes found.
func filter(in, quiet <-chan int, found chan<- int) {
	prime := receiveBeside(in, quiet)
	if prime == 0 {
		close(found)
		return
	}
	found <- prime
	out := make(chan int)
	go filter(out, quiet, found)
	for {
		i := receiveBeside(in, quiet)
		if i%prime != 0 || i == 0 {
			out <- i
		}
		if i == 0 {
			return
		}
	}
}

func receiveBeside(in, quiet <-chan int) int {
	select {
	case i := <-in:
		return i
	case i := <-quiet:
		return i
	}
}
