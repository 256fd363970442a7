// The process's entry: main of every managed program.  The compiler renames
// the program's own main to pag_main (docs/abi.md, section 2).
#include "arch/entries.h"
#include "runtime/arena.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/sched.h"

namespace {

struct MainArgs {
  long argc;
  char** argv;
  char** envp;
};

}  // namespace

int main(int argc, char** argv, char** envp) {
  pagurus::AttachThread();
  static MainArgs args;
  args = {argc, argv, envp};
  pagurus::G* g = pagurus::NewG(__pag_main_start, &args);
  if (g == nullptr) pagurus::Fatal("no memory for the main goroutine");
  pagurus::PrepareArena(g);
  pagurus::Ready(g);
  __pag_mstart(pagurus::Schedule);
}
