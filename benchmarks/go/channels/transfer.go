package main

import (
	"time"

	"io.heddle/benchmarks/measure"
)

const values = 100_000

// timeout is long enough never to be reached.
const timeout = 10 * time.Second

// manyToMany has so many senders and as many receivers on one channel; an operation is one value moved.
func manyToMany(pairs, capacity int) measure.Workload {
	c := make(chan int, capacity)
	var members []func() int
	for i := 0; i < pairs; i++ {
		members = append(members,
			func() int { return send(c, values/pairs) },
			func() int { return receive(c, values/pairs) })
	}
	return measure.Workload{Ops: values / pairs * pairs, Round: measure.NewCrew(members...).Round}
}

// pingPong sends one value back and forth over two unbuffered channels; an operation is one round trip.
func pingPong() measure.Workload {
	const trips = 20_000
	there, back := make(chan int), make(chan int)
	return measure.Workload{Ops: trips, Round: measure.NewCrew(
		func() int {
			balance := 0
			for i := 0; i < trips; i++ {
				there <- value(i)
				balance += <-back - value(i)
			}
			return balance
		},
		func() int {
			for i := 0; i < trips; i++ {
				back <- <-there
			}
			return 0
		}).Round}
}

// chain hands values on through a thousand goroutines; an operation is one value moved over one hop.
func chain(capacity int) measure.Workload {
	const goroutines, each = 1_000, 100
	first := make(chan int, capacity)
	members := []func() int{func() int { return send(first, each) }}
	in := first
	for i := 0; i < goroutines-1; i++ {
		from, to := in, make(chan int, capacity)
		members = append(members, func() int {
			for i := 0; i < each; i++ {
				to <- <-from
			}
			return 0
		})
		in = to
	}
	last := in
	members = append(members, func() int { return receive(last, each) })
	return measure.Workload{Ops: goroutines * each, Round: measure.NewCrew(members...).Round}
}

// uncontended is one goroutine that sends and receives in turn; an operation is both.
func uncontended(capacity int) measure.Workload {
	c := make(chan int, capacity)
	return measure.Workload{Ops: values, Round: measure.NewCrew(func() int {
		balance := 0
		for i := 0; i < values; i++ {
			c <- value(i)
			balance += <-c - value(i)
		}
		return balance
	}).Round}
}

// timed has a sender and a receiver with a timeout that is never reached; an operation is one value moved.
func timed(capacity int) measure.Workload {
	const moved = 40_000
	c := make(chan int, capacity)
	return measure.Workload{Ops: moved, Round: measure.NewCrew(
		func() int {
			sent := 0
			for i := 0; i < moved; i++ {
				select {
				case c <- value(i):
					sent += value(i)
				case <-time.After(timeout):
					panic("timed out")
				}
			}
			return -sent
		},
		func() int {
			received := 0
			for i := 0; i < moved; i++ {
				select {
				case v := <-c:
					received += v
				case <-time.After(timeout):
					panic("timed out")
				}
			}
			return received
		}).Round}
}

// iterate ranges over a channel until its sender closes it; a round is a channel, an operation one value moved.
func iterate() measure.Workload {
	var c chan int
	crew := measure.NewCrew(
		func() int {
			sent := send(c, values)
			close(c)
			return sent
		},
		func() int { return drain(c) })
	return measure.Workload{Ops: values, Round: func() {
		c = make(chan int, 128)
		crew.Round()
	}}
}

func drain(c <-chan int) int {
	received := 0
	for v := range c {
		received += v
	}
	return received
}

func send(c chan<- int, count int) int {
	sent := 0
	for i := 0; i < count; i++ {
		c <- value(i)
		sent += value(i)
	}
	return -sent
}

func receive(c <-chan int, count int) int {
	received := 0
	for i := 0; i < count; i++ {
		received += <-c
	}
	return received
}

// value is small and never zero, so that losing it is seen.
func value(i int) int {
	return i&63 + 1
}
