package main

const values = 100_000

// manyToMany has so many senders and as many receivers on one channel; an operation is one value moved.
func manyToMany(pairs, capacity int) workload {
	c := make(chan int, capacity)
	var members []func() int
	for i := 0; i < pairs; i++ {
		members = append(members,
			func() int { return send(c, values/pairs) },
			func() int { return receive(c, values/pairs) })
	}
	return workload{values / pairs * pairs, newCrew(members...).round}
}

// pingPong sends one value back and forth over two unbuffered channels; an operation is one round trip.
func pingPong() workload {
	const trips = 20_000
	there, back := make(chan int), make(chan int)
	return workload{trips, newCrew(
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
		}).round}
}

// chain hands values on through a thousand goroutines; an operation is one value moved over one hop.
func chain(capacity int) workload {
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
	return workload{goroutines * each, newCrew(members...).round}
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
