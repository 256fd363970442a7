module pagurus/benchmarks/concurrency/go

go 1.19
