module io.heddle/benchmarks

go 1.22
