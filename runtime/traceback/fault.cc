#include "runtime/traceback/fault.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/m.h"
#include "runtime/signals.h"
#include "runtime/switches.h"
#include "runtime/trace/writer.h"
#include "runtime/traceback/dump.h"
#include "runtime/traceback/goroutines.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {
namespace {

struct Fault {
  int sig;
  const char* name;
  bool has_address;  // siginfo_t tells which memory could not be used
};

constexpr Fault kFaults[] = {
    {SIGSEGV, "SIGSEGV", true},  {SIGBUS, "SIGBUS", true},
    {SIGFPE, "SIGFPE", false},   {SIGILL, "SIGILL", false},
    {SIGTRAP, "SIGTRAP", false}, {SIGSYS, "SIGSYS", false},
    {SIGABRT, "SIGABRT", false},
};

// How far from its low end a stack that is used up faults: by a large frame,
// or in what the kernel keeps free below the main thread's.
constexpr uintptr_t kBelow = uintptr_t{2} << 20;
constexpr uintptr_t kAbove = uintptr_t{256} << 10;

// At once if sig is not blocked, or before the interrupted code goes on.
void DieOf(int sig) {
  UseKernelsDefault(sig);
  syscall(SYS_tgkill, getpid(), gettid(), sig);
}

bool StackUsedUp(uintptr_t address, uintptr_t sp) {
  const M* m = pag_tls.m;
  if (m == nullptr || m->g0->stack_lo == 0) return false;
  const uintptr_t lo = m->g0->stack_lo;
  return address - (lo - kBelow) < kBelow + kAbove &&
         sp - (address - kBelow) < 2 * kBelow;
}

void PrintWhat(Printer* out, const Fault& fault, const siginfo_t* info,
               const Registers& r) {
  out->Text("pagurus: fatal error: ").Text(fault.name);
  const bool from_kernel = info->si_code > 0;
  if (!from_kernel && info->si_pid != getpid()) {
    out->Text(" from process ").Dec(static_cast<uint64_t>(info->si_pid));
  } else if (from_kernel && fault.has_address && info->si_code == SI_KERNEL) {
    out->Text(" at an address that is none");
  } else if (from_kernel && fault.has_address) {
    out->Text(" at address ").Hex(reinterpret_cast<uintptr_t>(info->si_addr));
  }
  out->Text(" (pc ").Address(r.pc()).Text(")\n");
  if (from_kernel && fault.has_address &&
      StackUsedUp(reinterpret_cast<uintptr_t>(info->si_addr), r.sp())) {
    out->Text("the thread's stack, which native code runs on, is used up\n");
  }
}

void PrintWho(Printer* out, const Registers& r) {
  if (switches.traceback == kTracebackNone) return;
  PrintCurrent(out, r, true);
  // Others read memory that other threads change: what is known already is
  // shown first.
  out->Flush();
  if (switches.traceback >= kTracebackAll) return PrintOtherGoroutines(out);
  const uint64_t others = CountOtherGoroutines();
  if (others == 0) return;
  out->Text("\n").Dec(others).Text(others == 1 ? " other goroutine"
                                               : " other goroutines");
  out->Text(" (PAGURUS=traceback=all shows all)\n");
}

void OnFault(int sig, siginfo_t* info, void* context) {
  const Registers r = RegistersOf(context);
  DumpScope scope;
  if (!scope.entered()) {
    Printer()
        .Text("pagurus: a second fault, while printing, at pc ")
        .Hex(r.pc())
        .Text(": no more\n");
    return DieOf(sig);
  }
  Printer out;
  for (const Fault& fault : kFaults) {
    if (fault.sig == sig) PrintWhat(&out, fault, info, r);
  }
  out.Flush();
  PrintWho(&out, r);
  out.Flush();
  FinishTrace();
  DieOf(sig);
}

void OnQuit(int sig, siginfo_t*, void* context) {
  const int saved = errno;
  DumpScope scope;
  if (scope.entered()) {
    Printer out;
    out.Text("pagurus: SIGQUIT\n");
    PrintCurrent(&out, RegistersOf(context), true);
    PrintOtherGoroutines(&out);
  }
  errno = saved;
  if (switches.sigquit != 0) return;
  FinishTrace();
  DieOf(sig);
}

}  // namespace

void HandleFaults() {
  // A fault in a handler is to come here, too.
  sigset_t blocked;
  sigfillset(&blocked);
  for (const Fault& fault : kFaults) sigdelset(&blocked, fault.sig);
  for (const Fault& fault : kFaults) {
    SetDefaultHandler(fault.sig, OnFault, blocked);
  }
  SetDefaultHandler(SIGQUIT, OnQuit, blocked);
}

}  // namespace pagurus
