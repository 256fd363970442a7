// Is the heap what it should be?  For tests and debugging.
#ifndef PAGURUS_GC_VERIFY_H_
#define PAGURUS_GC_VERIFY_H_

namespace pagurus {

// Null, or what is wrong, as static text: pages, spans, bits, and that live
// objects refer to live objects only.  When everything has been swept, while
// nobody allocates (it holds them back) and nobody changes objects.
const char* VerifyHeap();

}  // namespace pagurus

#endif  // PAGURUS_GC_VERIFY_H_
