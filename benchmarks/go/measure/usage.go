package measure

import (
	"runtime"
	"syscall"
)

// usage is what the process has used since it started.
type usage struct {
	bytes    uint64
	cpuNanos int64
}

func usageNow() usage {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	var process syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &process); err != nil {
		panic(err)
	}
	return usage{memory.TotalAlloc, process.Utime.Nano() + process.Stime.Nano()}
}

func (u usage) since(before usage) usage {
	return usage{u.bytes - before.bytes, u.cpuNanos - before.cpuNanos}
}

// Live is the bytes of heap and stacks in use, after a collection.
func Live() int64 {
	runtime.GC()
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc + memory.StackInuse)
}
