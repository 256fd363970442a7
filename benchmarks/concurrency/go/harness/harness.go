// Package harness measures as ../harness.h does, which says what is printed.
package harness

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// Stopwatch adds up what passes between Begin and End.
type Stopwatch struct {
	cpu, wall int64
	started   time.Time
}

const clockProcessCPUTime = 2 // CLOCK_PROCESS_CPUTIME_ID

func cpuTime() int64 {
	var t syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockProcessCPUTime,
		uintptr(unsafe.Pointer(&t)), 0)
	return t.Nano()
}

// Begin starts the watch, or lets it go on.
func (w *Stopwatch) Begin() {
	w.started = time.Now()
	w.cpu -= cpuTime()
}

// End stops it.
func (w *Stopwatch) End() {
	w.cpu += cpuTime()
	w.wall += time.Since(w.started).Nanoseconds()
}

// CPU is the CPU time so far, of a watch that does not run.
func (w *Stopwatch) CPU() int64 { return w.cpu }

// Add adds what another watch has measured.
func (w *Stopwatch) Add(other *Stopwatch) {
	w.cpu += other.cpu
	w.wall += other.wall
}

// Report prints what a measure took.
func Report(measure string, operations int, w *Stopwatch) {
	ReportTime(measure, operations, w.cpu, w.wall)
}

// ReportDifference prints what `with` took more than `without`, and at least
// something.
func ReportDifference(measure string, operations int, with, without *Stopwatch) {
	cpu, wall := with.cpu-without.cpu, with.wall-without.wall
	if cpu < 1 {
		cpu = 1
	}
	if wall < 1 {
		wall = 1
	}
	ReportTime(measure, operations, cpu, wall)
}

// ReportTime prints times in ns that no Stopwatch has measured.
func ReportTime(measure string, operations int, cpu, wall int64) {
	fmt.Printf("{\"measure\": %q, \"operations\": %d, \"cpu_ns\": %d, "+
		"\"wall_ns\": %d, \"ns_per_operation\": %.2f}\n", measure, operations,
		cpu, wall, float64(cpu)/float64(operations))
}

// ReportBytes prints how many bytes of memory `operations` things take.
func ReportBytes(operations, bytes int) {
	fmt.Printf("{\"measure\": \"bytes\", \"operations\": %d, \"bytes\": %d}\n",
		operations, bytes)
}

// ReportRatio prints how many times `to` goes into `of`.
func ReportRatio(of, to int) {
	fmt.Printf("{\"measure\": \"ratio\", \"of\": %d, \"to\": %d}\n", of, to)
}

// Require ends the program if something else has been done than should be.
func Require(condition bool, what string) {
	if !condition {
		fmt.Fprintln(os.Stderr, "wrong result:", what)
		os.Exit(1)
	}
}

// ResidentBytes is how much memory the process has.
func ResidentBytes() int {
	text, err := os.ReadFile("/proc/self/statm")
	Require(err == nil, "statm")
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	Require(err == nil, "statm")
	return pages * os.Getpagesize()
}

// PeakResidentBytes is the most that it has been.
func PeakResidentBytes() int {
	text, err := os.ReadFile("/proc/self/status")
	Require(err == nil, "status")
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			kilobytes, err := strconv.Atoi(fields[1])
			Require(err == nil, "VmHWM")
			return kilobytes * 1024
		}
	}
	Require(false, "VmHWM")
	return 0
}

// Run does the work that the command line names.
func Run(works map[string]func(count int)) {
	count := 0
	if len(os.Args) == 3 {
		count, _ = strconv.Atoi(os.Args[2])
	}
	if count <= 0 {
		fmt.Fprintf(os.Stderr, "usage: %s WORK COUNT\n", os.Args[0])
		os.Exit(2)
	}
	work := works[os.Args[1]]
	if work == nil {
		fmt.Fprintf(os.Stderr, "no work '%s'\n", os.Args[1])
		os.Exit(2)
	}
	work(count)
}
