package main

import (
	"fmt"
	"time"

	"io.heddle/benchmarks/measure"
)

// selectReceive has a sender on each of so many channels and one receiver that selects over all of them; an operation is one
// value moved.
func selectReceive(cases, capacity int) measure.Workload {
	const moved = 40_000
	channels := make([]chan int, cases)
	var members []func() int
	for i := range channels {
		channels[i] = make(chan int, capacity)
		members = append(members, func() int { return send(channels[i], moved/cases) })
	}
	receivers := map[int]func() int{
		2: func() int { return receiveOf2(channels, moved) },
		8: func() int { return receiveOf8(channels, moved) },
	}
	receiver, known := receivers[cases]
	if !known {
		panic(fmt.Sprintf("a select over %d channels has not been written", cases))
	}
	return measure.Workload{Ops: moved, Round: measure.NewCrew(append(members, receiver)...).Round}
}

func receiveOf2(c []chan int, count int) int {
	received := 0
	for i := 0; i < count; i++ {
		select {
		case v := <-c[0]:
			received += v
		case v := <-c[1]:
			received += v
		}
	}
	return received
}

func receiveOf8(c []chan int, count int) int {
	received := 0
	for i := 0; i < count; i++ {
		select {
		case v := <-c[0]:
			received += v
		case v := <-c[1]:
			received += v
		case v := <-c[2]:
			received += v
		case v := <-c[3]:
			received += v
		case v := <-c[4]:
			received += v
		case v := <-c[5]:
			received += v
		case v := <-c[6]:
			received += v
		case v := <-c[7]:
			received += v
		}
	}
	return received
}

// selectDefault selects over two empty channels with a default; an operation is one select.
func selectDefault() measure.Workload {
	const rounds = 100_000
	a, b := make(chan int, 1), make(chan int, 1)
	return measure.Workload{Ops: rounds, Round: measure.NewCrew(func() int {
		received := 0
		for i := 0; i < rounds; i++ {
			select {
			case v := <-a:
				received += v
			case v := <-b:
				received += v
			default:
			}
		}
		return received
	}).Round}
}

// selectDefaultReady sends into one of two channels and selects over both with a default; an operation is both.
func selectDefaultReady() measure.Workload {
	const rounds = 100_000
	c := []chan int{make(chan int, 1), make(chan int, 1)}
	return measure.Workload{Ops: rounds, Round: measure.NewCrew(func() int {
		balance := 0
		for i := 0; i < rounds; i++ {
			c[i&1] <- value(i)
			select {
			case v := <-c[0]:
				balance += v
			case v := <-c[1]:
				balance += v
			default:
			}
			balance -= value(i)
		}
		return balance
	}).Round}
}

// selectTimeout has two senders and a receiver that selects over their channels and a timeout that is never reached; an operation is
// one value moved.
func selectTimeout() measure.Workload {
	const moved = 40_000
	a, b := make(chan int), make(chan int)
	return measure.Workload{Ops: moved, Round: measure.NewCrew(
		func() int { return send(a, moved/2) },
		func() int { return send(b, moved/2) },
		func() int {
			received := 0
			for i := 0; i < moved; i++ {
				select {
				case v := <-a:
					received += v
				case v := <-b:
					received += v
				case <-time.After(timeout):
					panic("timed out")
				}
			}
			return received
		}).Round}
}

// besideShared has pairs with a channel each, whose receivers select beside one that all share and on which nothing ever comes; an
// operation is one value moved.
func besideShared(pairs, capacity, moved int) measure.Workload {
	shared := make(chan int)
	var members []func() int
	for i := 0; i < pairs; i++ {
		c := make(chan int, capacity)
		members = append(members,
			func() int { return send(c, moved/pairs) },
			func() int {
				received := 0
				for i := 0; i < moved/pairs; i++ {
					select {
					case v := <-c:
						received += v
					case v := <-shared:
						received += v
					}
				}
				return received
			})
	}
	return measure.Workload{Ops: moved / pairs * pairs, Round: measure.NewCrew(members...).Round}
}
