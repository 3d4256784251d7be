package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"io.heddle/benchmarks/measure"
)

// kept holds on to the channels that were made last, so that each is really made.
var kept [256]chan int

// create makes channels; an operation is one.
func create(capacity int) measure.Workload {
	const count = 10_000
	return measure.Workload{Ops: count, Round: func() {
		for i := 0; i < count; i++ {
			kept[i%len(kept)] = make(chan int, capacity)
		}
	}}
}

// closing closes a channel on which goroutines wait; a round is one channel, an operation one waiter.
func closing(waiters int) measure.Workload {
	var c chan int
	var arrived atomic.Int32
	var members []func() int
	for i := 0; i < waiters; i++ {
		members = append(members, func() int {
			arrived.Add(1)
			return drain(c)
		})
	}
	members = append(members, func() int {
		for int(arrived.Load()) < waiters {
			runtime.Gosched()
		}
		arrived.Store(0)
		close(c)
		return 0
	})
	crew := measure.NewCrew(members...)
	return measure.Workload{Ops: waiters, Round: func() {
		c = make(chan int)
		crew.Round()
	}}
}

// contextCancel makes a context with children and cancels it; an operation is one child.
func contextCancel(children int) measure.Workload {
	return measure.Workload{Ops: children, Round: func() {
		parent, cancel := context.WithCancel(context.Background())
		made := make([]context.Context, children)
		for i := range made {
			child, cancelChild := context.WithCancel(parent)
			defer cancelChild()
			made[i] = child
		}
		cancel()
		if made[children-1].Err() == nil {
			panic("the last child was not cancelled")
		}
	}}
}

// waiters is goroutines that each wait for one value on the same channel and then end.
type waiters struct {
	c     chan int
	count int
	ended sync.WaitGroup
}

// block starts the goroutines and waits until each is about to receive.
func block(count int) *waiters {
	w := &waiters{c: make(chan int), count: count}
	w.ended.Add(count)
	var arrived atomic.Int32
	for i := 0; i < count; i++ {
		go func() {
			arrived.Add(1)
			<-w.c
			w.ended.Done()
		}()
	}
	for int(arrived.Load()) < count {
		runtime.Gosched()
	}
	return w
}

func (w *waiters) release() {
	for i := 0; i < w.count; i++ {
		w.c <- 1
	}
	w.ended.Wait()
}

// blocked has goroutines wait for a value each, which they are sent; an operation is one of them.
func blocked(count int) measure.Workload {
	// Go keeps what goroutines that have ended leave for those to come, so that this must come before the rounds.
	before := measure.Live()
	waiting := block(count)
	retained := float64(measure.Live()-before) / float64(count)
	waiting.release()
	return measure.Workload{
		Ops:      count,
		Round:    func() { block(count).release() },
		Retained: func() float64 { return retained },
	}
}

// idle does nothing while goroutines wait; an operation is a millisecond of that.
func idle(goroutines int) measure.Workload {
	const millis = 500
	block(goroutines)
	return measure.Workload{Ops: millis, Round: func() { time.Sleep(millis * time.Millisecond) }}
}
