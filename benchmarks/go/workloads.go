package main

import (
	"fmt"
	"strconv"
	"strings"
)

// workload is something to measure: a round is ops operations. The numbers are those of the JMH classes of the same name.
type workload struct {
	ops   int
	round func()
}

// find makes the workload of a name: its kind and then its numbers, with slashes between them.
func find(name string) (workload, error) {
	parts := strings.Split(name, "/")
	var numbers []int
	for _, part := range parts[1:] {
		number, err := strconv.Atoi(part)
		if err != nil {
			return workload{}, fmt.Errorf("workload %q: %q is no number", name, part)
		}
		numbers = append(numbers, number)
	}
	kind, known := kinds[parts[0]]
	if !known {
		return workload{}, fmt.Errorf("no workload %q", name)
	}
	if len(numbers) != kind.numbers {
		return workload{}, fmt.Errorf("workload %q: %s takes %d numbers", name, parts[0], kind.numbers)
	}
	return kind.make(numbers), nil
}

type kind struct {
	numbers int
	make    func(numbers []int) workload
}

var kinds = map[string]kind{
	"one-to-one":     {1, func(n []int) workload { return manyToMany(1, n[0]) }},
	"many-to-many":   {2, func(n []int) workload { return manyToMany(n[0], n[1]) }},
	"ping-pong":      {0, func([]int) workload { return pingPong() }},
	"chain":          {1, func(n []int) workload { return chain(n[0]) }},
	"select":         {2, func(n []int) workload { return selectReceive(n[0], n[1]) }},
	"select-default": {0, func([]int) workload { return selectDefault() }},
	"start":          {0, func([]int) workload { return start() }},
	"sieve":          {0, func([]int) workload { return sieve() }},
}
