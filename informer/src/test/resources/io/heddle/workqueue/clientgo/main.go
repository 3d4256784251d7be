// Prints what client-go's workqueue answers to seeded sequences of operations, for WorkQueueDifferentialTest to replay:
//
//	go run . > traces.txt
//
// A line is an operation, its arguments, "->" and what came of it; every line ends with the length of the queue after it.
package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"time"

	"k8s.io/client-go/util/workqueue"
	clocktesting "k8s.io/utils/clock/testing"
)

const (
	traces     = 40
	operations = 250
)

// The delaying queue takes delayed adds and the passing of time in with a goroutine of its own; it has nothing that says when it has done so.
func settle() {
	time.Sleep(4 * time.Millisecond)
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for seed := int64(1); seed <= traces; seed++ {
		trace(seed, out)
	}
}

func trace(seed int64, out *bufio.Writer) {
	random := rand.New(rand.NewSource(seed))
	clock := clocktesting.NewFakeClock(time.Unix(0, 0))
	limiter := workqueue.NewTypedItemExponentialFailureRateLimiter[string](time.Millisecond, time.Second)
	queue := workqueue.NewTypedRateLimitingQueueWithConfig(limiter, workqueue.TypedRateLimitingQueueConfig[string]{Clock: clock})
	keys := 1 + random.Intn(8)
	held := []string{}
	key := func() string { return fmt.Sprintf("k%d", random.Intn(keys)) }
	// No two delayed adds at one time: the order of equal deadlines is client-go's heap's own affair.
	tick := func(most int) {
		by := time.Duration(1 + random.Intn(most))
		clock.Step(by)
		settle()
		fmt.Fprintf(out, "step %d -> %d\n", by.Nanoseconds(), queue.Len())
	}
	get := func() {
		k, shutDown := queue.Get()
		if shutDown {
			fmt.Fprintf(out, "get -> shutdown %d\n", queue.Len())
			return
		}
		held = append(held, k)
		fmt.Fprintf(out, "get -> %s %d\n", k, queue.Len())
	}
	done := func() {
		i := random.Intn(len(held))
		k := held[i]
		held = append(held[:i], held[i+1:]...)
		queue.Done(k)
		fmt.Fprintf(out, "done %s -> %d\n", k, queue.Len())
	}
	fmt.Fprintf(out, "trace %d -> 0\n", seed)
	for i := 0; i < operations; i++ {
		switch choice := random.Intn(100); {
		case choice < 30:
			k := key()
			queue.Add(k)
			fmt.Fprintf(out, "add %s -> %d\n", k, queue.Len())
		case choice < 55:
			if queue.Len() > 0 {
				get()
			}
		case choice < 75:
			if len(held) > 0 {
				done()
			}
		case choice < 84:
			tick(1000)
			k := key()
			delay := time.Duration(random.Intn(50_000_000) - 2_000_000)
			queue.AddAfter(k, delay)
			settle()
			fmt.Fprintf(out, "addAfter %s %d -> %d\n", k, delay.Nanoseconds(), queue.Len())
		case choice < 90:
			tick(1000)
			k := key()
			queue.AddRateLimited(k)
			settle()
			fmt.Fprintf(out, "addRateLimited %s -> %d %d\n", k, queue.NumRequeues(k), queue.Len())
		case choice < 93:
			k := key()
			queue.Forget(k)
			fmt.Fprintf(out, "forget %s -> %d %d\n", k, queue.NumRequeues(k), queue.Len())
		default:
			tick(20_000_000)
		}
	}
	queue.ShutDown()
	fmt.Fprintf(out, "shutDown -> %d\n", queue.Len())
	for i := 0; i < 20; i++ {
		switch choice := random.Intn(10); {
		case choice < 4:
			get()
		case choice < 8:
			if len(held) > 0 {
				done()
			}
		default:
			k := key()
			queue.Add(k)
			fmt.Fprintf(out, "add %s -> %d\n", k, queue.Len())
		}
	}
}
