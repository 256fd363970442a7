// The thread that writes the trace while the program runs.
#ifndef PAGURUS_RUNTIME_TRACE_THREAD_H_
#define PAGURUS_RUNTIME_TRACE_THREAD_H_

namespace pagurus {

// Any thread, in signal handlers too.
bool TraceThreadRuns();
// There is much to write.
void WakeTraceThread();

// writer.cc's: what there is to write.  By the thread.
void WriteTrace();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_THREAD_H_
