// Where a trace goes.
#ifndef PAGURUS_RUNTIME_TRACE_FILE_H_
#define PAGURUS_RUNTIME_TRACE_FILE_H_

#include "runtime/switches.h"

namespace pagurus {

// Once, before there are goroutines: makes the file and begins the trace, or
// the process dies and says why.  In `name`, "%p" stands for the process's
// number.  If another process writes that file there is no trace, which is
// said, too: most likely it is this one's parent, with the same environment.
void OpenTrace(SwitchText name);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_FILE_H_
