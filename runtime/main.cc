// The process's entry: main of every managed program.  The compiler renames
// the program's own main to pag_main (docs/abi.md, section 2).
#include "arch/entries.h"
#include "runtime/arena.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/sched/sched.h"
#include "runtime/switches.h"
#include "runtime/trace/writer.h"

namespace {

struct MainArgs {
  long argc;
  char** argv;
  char** envp;
};

}  // namespace

int main(int argc, char** argv, char** envp) {
  using namespace pagurus;
  AttachThread();
  InitSched(ProcsFromEnvironment());
  StartTraceWriter();
  static MainArgs args;
  args = {argc, argv, envp};
  G* g = NewG(__pag_main_start, &args);
  if (g == nullptr) Fatal("no memory for the main goroutine");
  PrepareArena(g);
  // C's main may rely on its thread's own state.  Under sched=SEED there is but
  // one thread for all.
  if (switches.sched == 0 && switches.lockmain != 0) LockToThisThread(g);
  // This M will run it: nobody is to be woken, which would start a thread.
  ReadyNext(g);
  __pag_mstart(Schedule);
}
