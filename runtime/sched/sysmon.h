// sysmon: the thread that looks after the others.  It holds no P.
//
//   - a P whose M stays in native code goes to another M (native.h);
//   - a goroutine that has run for long gives way (preempt.h), by a signal if
//     it comes to no check (preempt_signal.h);
//   - a goroutine that waits in a busy P's runnext while another P is idle is
//     run there;
//   - timers that are due go off (../timers/).
//
// It looks every 20 microseconds while there is something to do for it, else
// ever more seldom, and sleeps while all Ps are idle.  The figures are Go's
// (runtime/proc.go, sysmon).
#ifndef PAGURUS_RUNTIME_SCHED_SYSMON_H_
#define PAGURUS_RUNTIME_SCHED_SYSMON_H_

#include <stdint.h>

namespace pagurus {

// Starts the thread, once; not before a program has a second goroutine, so
// that one without goroutines has no second thread.
void StartSysmon();
bool SysmonRuns();
// In a child process, which has not got the thread.
void ForgetSysmon();
// The same for the timers' sake, also with the switch sysmon=0.
void StartSysmonForTimers();

// Makes sysmon look at once.
void WakeSysmon();
// The same if sysmon sleeps for want of work: a P has something to do again.
void WakeSleepingSysmon();
// The next timer is due at `when`: sysmon, or who runs timers in its place, is
// not to sleep longer.
void WakeSysmonFor(int64_t when);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_SYSMON_H_
