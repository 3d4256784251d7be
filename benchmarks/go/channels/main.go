// Command channels measures the workloads of the channels suite on Go's own channels. Their names and numbers are those of
// ChannelSuite.
package main

import "io.heddle/benchmarks/measure"

func main() {
	measure.Main(map[string]measure.Kind{
		"one-to-one":           {Numbers: 1, Make: with(func(n []int) measure.Workload { return manyToMany(1, n[0]) })},
		"many-to-many":         {Numbers: 2, Make: with(func(n []int) measure.Workload { return manyToMany(n[0], n[1]) })},
		"ping-pong":            {Make: alone(pingPong)},
		"chain":                {Numbers: 1, Make: with(func(n []int) measure.Workload { return chain(n[0]) })},
		"uncontended":          {Numbers: 1, Make: with(func(n []int) measure.Workload { return uncontended(n[0]) })},
		"timed":                {Numbers: 1, Make: with(func(n []int) measure.Workload { return timed(n[0]) })},
		"iterate":              {Make: alone(iterate)},
		"select":               {Numbers: 2, Make: with(func(n []int) measure.Workload { return selectReceive(n[0], n[1]) })},
		"select-anew":          {Numbers: 2, Make: with(func(n []int) measure.Workload { return selectReceive(n[0], n[1]) })},
		"select-default":       {Make: alone(selectDefault)},
		"select-default-ready": {Make: alone(selectDefaultReady)},
		"select-quiet":         {Make: alone(func() measure.Workload { return besideShared(1, 0, 1_000_000) })},
		"select-timeout":       {Make: alone(selectTimeout)},
		"select-done":          {Numbers: 1, Make: with(func(n []int) measure.Workload { return besideShared(n[0]/2, 16, values) })},
		"sieve":                {Make: alone(sieve)},
		"start":                {Make: alone(start)},
		"create":               {Numbers: 1, Make: with(func(n []int) measure.Workload { return create(n[0]) })},
		"create-bytes":         {Numbers: 1, Make: with(func(n []int) measure.Workload { return create(n[0]) })},
		"close":                {Numbers: 1, Make: with(func(n []int) measure.Workload { return closing(n[0]) })},
		"context-cancel":       {Numbers: 1, Make: with(func(n []int) measure.Workload { return contextCancel(n[0]) })},
		"blocked":              {Numbers: 1, Make: with(func(n []int) measure.Workload { return blocked(n[0]) })},
		"idle":                 {Numbers: 1, Make: with(func(n []int) measure.Workload { return idle(n[0]) })},
	})
}

// There is one peer here, so that its name is of no interest.

func with(make func([]int) measure.Workload) func(string, []int) measure.Workload {
	return func(_ string, numbers []int) measure.Workload { return make(numbers) }
}

func alone(make func() measure.Workload) func(string, []int) measure.Workload {
	return func(string, []int) measure.Workload { return make() }
}
