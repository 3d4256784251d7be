package main

import "fmt"

// selectReceive has a sender on each of so many channels and one receiver that selects over all of them; an operation is one
// value moved.
func selectReceive(cases, capacity int) workload {
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
	return workload{moved, newCrew(append(members, receiver)...).round}
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
func selectDefault() workload {
	const rounds = 100_000
	a, b := make(chan int, 1), make(chan int, 1)
	return workload{rounds, newCrew(func() int {
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
	}).round}
}
