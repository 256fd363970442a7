// Goroutine-local values, as the collector sees them.
#ifndef PAGURUS_RUNTIME_LOCAL_H_
#define PAGURUS_RUNTIME_LOCAL_H_

#include "runtime/extra.h"
#include "runtime/roots.h"

namespace pagurus {

// The world is stopped: values, and arguments of pag_at_goexit's functions.
void VisitLocalValues(const Extra* extra, const RootVisitor& visit);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_LOCAL_H_
