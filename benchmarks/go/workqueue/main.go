// Command workqueue measures the workloads of the workqueue suite on client-go's queue and on controller-runtime's. Their names and
// numbers are those of WorkQueueSuite.
package main

import (
	"fmt"
	"math/rand"
	"runtime"
	"slices"
	"time"

	"io.heddle/benchmarks/measure"
	"k8s.io/client-go/util/workqueue"
	// It also makes client-go's queues count and time in Prometheus metrics.
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
)

const (
	times   = 100_000
	fewKeys = 1024
	keys    = 65_536
	many    = 1_000_000
	waiting = 200_000
	soon    = 2_000
)

type queue = workqueue.TypedRateLimitingInterface[string]

// made numbers the queues: each has metrics of its own.
var made int

func newQueue(peer string) queue {
	limiter := workqueue.NewTypedItemExponentialFailureRateLimiter[string](5*time.Millisecond, 1000*time.Second)
	made++
	name := fmt.Sprintf("bench-%d", made)
	switch peer {
	case "controller-runtime":
		return priorityqueue.New[string](name)
	case "client-go-bare":
		name = "" // and so without metrics
	}
	return workqueue.NewTypedRateLimitingQueueWithConfig(limiter, workqueue.TypedRateLimitingQueueConfig[string]{Name: name})
}

func main() {
	measure.Main(map[string]measure.Kind{
		"cycle":     {Make: cycle},
		"queued":    {Make: queued},
		"many":      {Numbers: 2, Make: manyToMany},
		"add-after": {Make: addAfter},
		"late":      {Make: late},
		"live":      {Make: live},
	})
}

func names(count int) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("default/pod-%d", i)
	}
	return names
}

func work(q queue) {
	key, _ := q.Get()
	q.Done(key)
}

func cycle(peer string, _ []int) measure.Workload {
	q, names := newQueue(peer), names(fewKeys)
	return measure.Workload{Ops: times, Round: func() {
		for i := 0; i < times; i++ {
			q.Add(names[i%fewKeys])
			work(q)
		}
	}}
}

func queued(peer string, _ []int) measure.Workload {
	q, names := newQueue(peer), names(fewKeys)
	q.Add(names[0])
	return measure.Workload{Ops: times, Round: func() {
		for i := 0; i < times; i++ {
			q.Add(names[0])
		}
	}}
}

func manyToMany(peer string, numbers []int) measure.Workload {
	q, names := newQueue(peer), names(keys)
	producers, workers := numbers[0], numbers[1]
	var members []func() int
	for producer := range producers {
		members = append(members, func() int {
			added := 0
			for key := producer; key < keys; key += producers {
				q.Add(names[key])
				added++
			}
			return -added
		})
	}
	for worker := range workers {
		share := keys / workers
		if worker < keys%workers {
			share++
		}
		members = append(members, func() int {
			for range share {
				work(q)
			}
			return share
		})
	}
	return measure.Workload{Ops: keys, Round: measure.NewCrew(members...).Round}
}

func addAfter(peer string, _ []int) measure.Workload {
	names, delays := names(many), make([]time.Duration, many)
	random := rand.New(rand.NewSource(1))
	for i := range delays {
		delays[i] = time.Hour + time.Duration(random.Int63n(int64(time.Hour)))
	}
	return measure.Workload{Ops: many, Round: func() {
		q := newQueue(peer)
		for i := 1; i < many; i++ {
			q.AddAfter(names[i], delays[i])
		}
		q.AddAfter(names[0], 1)
		work(q)
		q.ShutDown()
	}}
}

func late(peer string, _ []int) measure.Workload {
	const first, span = 20 * time.Millisecond, 200 * time.Millisecond
	q, names := newQueue(peer), names(soon+many)
	for i := soon; i < soon+many; i++ {
		q.AddAfter(names[i], time.Hour+time.Duration(i)*time.Millisecond)
	}
	due := map[string]time.Time{}
	var found []float64
	return measure.Workload{
		Ops: soon,
		Round: func() {
			for i := range soon {
				delay := first + time.Duration(i)*span/soon
				due[names[i]] = time.Now().Add(delay)
				q.AddAfter(names[i], delay)
			}
			var late []float64
			for range soon {
				key, _ := q.Get()
				q.Done(key)
				late = append(late, float64(time.Since(due[key])))
			}
			slices.Sort(late)
			found = append(found, late[soon*99/100])
		},
		Found: func() []float64 { return found },
	}
}

func live(peer string, _ []int) measure.Workload {
	names := names(waiting)
	filled := func() queue {
		q := newQueue(peer)
		for _, name := range names {
			q.Add(name)
		}
		return q
	}
	empty := func(q queue) {
		for range names {
			work(q)
		}
		q.ShutDown()
	}
	return measure.Workload{
		Ops:   waiting,
		Round: func() { empty(filled()) },
		Retained: func() float64 {
			before := used()
			q := filled()
			bytes := used() - before
			empty(q)
			return float64(bytes) / waiting
		},
	}
}

func used() int64 {
	var memory runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc)
}
