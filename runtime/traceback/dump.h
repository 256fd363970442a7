// Who prints about goroutines: one thread at a time.
//
// The first thread that dies prints and ends the process; others that want to
// print meanwhile wait for that (for ten seconds: who lists goroutines may have
// been killed in the middle).  One that comes here a second time, because
// printing itself has gone wrong, finds that out and must not try again.
#ifndef PAGURUS_RUNTIME_TRACEBACK_DUMP_H_
#define PAGURUS_RUNTIME_TRACEBACK_DUMP_H_

namespace pagurus {

class DumpScope {
 public:
  DumpScope();
  ~DumpScope();
  DumpScope(const DumpScope&) = delete;
  DumpScope& operator=(const DumpScope&) = delete;

  // False: this thread is printing already, or another one without an end.
  bool entered() const { return entered_; }

 private:
  bool entered_;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_DUMP_H_
