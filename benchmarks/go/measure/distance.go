package measure

import (
	"runtime"
	"sync/atomic"
	"time"
)

const (
	tries            = 3
	trips            = 2_000
	looksBeforeYield = 100_000 // some 100 µs, in which another processor takes over a goroutine that waits to run
	longest          = 5 * time.Millisecond
	pause            = 5 * time.Millisecond // between two looks of one who waits: processors that rest now and then are near sooner
)

// coresApart is how far from each other the two processors of the machine are now: the nanoseconds that one word takes from the one to
// the other and back. Those of a virtual machine are neighbours now, and in different parts of the real one a second later. With more
// than two no two of them stand for all, and the answer is 0, as it is with one.
func coresApart() float64 {
	if runtime.NumCPU() != 2 {
		return 0
	}
	distance := roundTrip()
	for i := 1; i < tries; i++ {
		distance = min(distance, roundTrip())
	}
	return distance
}

// roundTrip has two goroutines hand a word to and fro; a try in which another process or the scheduler comes between takes longer.
func roundTrip() float64 {
	var turn, over atomic.Int32
	turn.Store(1)
	giveUpAt := time.Now().Add(longest)
	take := func(me int32) bool {
		for looks := 1; turn.Load() != me; looks++ {
			if looks%looksBeforeYield == 0 {
				if over.Load() != 0 || time.Now().After(giveUpAt) {
					return false
				}
				runtime.Gosched()
			}
		}
		turn.Store(1 - me)
		return true
	}
	ended := make(chan struct{})
	go func() {
		for take(1) {
		}
		close(ended)
	}()
	goesOn := take(0) // the turn comes when the other goroutine has begun
	start := time.Now()
	for i := 0; goesOn && i < trips; i++ {
		goesOn = take(0)
	}
	took := time.Since(start)
	over.Store(1)
	<-ended
	if !goesOn {
		return float64(longest.Nanoseconds())
	}
	return float64(took.Nanoseconds()) / trips
}
