package measure

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Crew is goroutines that live as long as the program and do one round of work each time they are told to. What the members
// return adds up to zero if no value was lost or doubled on its way.
type Crew struct {
	starts  []chan struct{}
	working sync.WaitGroup
	balance atomic.Int64
}

// NewCrew starts a goroutine for each member; they wait for the first round.
func NewCrew(members ...func() int) *Crew {
	c := &Crew{}
	for _, member := range members {
		start := make(chan struct{}, 1)
		c.starts = append(c.starts, start)
		go func() {
			for range start {
				c.balance.Add(int64(member()))
				c.working.Done()
			}
		}()
	}
	return c
}

// Round wakes every member and waits until each has done its round.
func (c *Crew) Round() {
	c.balance.Store(0)
	c.working.Add(len(c.starts))
	for _, start := range c.starts {
		start <- struct{}{}
	}
	c.working.Wait()
	if balance := c.balance.Load(); balance != 0 {
		panic(fmt.Sprintf("what was received differs by %d from what was sent", balance))
	}
}
