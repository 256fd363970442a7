// The stack maps that the linker put into the executable this header is
// compiled into.
#ifndef PAGURUS_STACKMAPS_LINKED_MODULE_H_
#define PAGURUS_STACKMAPS_LINKED_MODULE_H_

#include "stackmaps/decode.h"

// Weak: a program without, say, extended records has no such section, and then
// both symbols are null.  Hidden: another module's are none of ours.
#define PAGURUS_LINKER_SYMBOL(name) \
  extern "C" [[gnu::weak, gnu::visibility("hidden")]] const uint8_t name[]
PAGURUS_LINKER_SYMBOL(__start_pagurus_text);
PAGURUS_LINKER_SYMBOL(__stop_pagurus_text);
PAGURUS_LINKER_SYMBOL(__start_pagurus_frames);
PAGURUS_LINKER_SYMBOL(__stop_pagurus_frames);
PAGURUS_LINKER_SYMBOL(__start_pagurus_frames_ext);
PAGURUS_LINKER_SYMBOL(__stop_pagurus_frames_ext);
PAGURUS_LINKER_SYMBOL(__start_pagurus_safepoints);
PAGURUS_LINKER_SYMBOL(__stop_pagurus_safepoints);
#undef PAGURUS_LINKER_SYMBOL

namespace pagurus {

inline ModuleSections LinkedModule() {
  auto view = [](const uint8_t* start, const uint8_t* stop) {
    const uintptr_t address = reinterpret_cast<uintptr_t>(start);
    return SectionView{start, reinterpret_cast<uintptr_t>(stop) - address,
                       address};
  };
  ModuleSections sections;
  sections.text_begin = reinterpret_cast<uintptr_t>(__start_pagurus_text);
  sections.text_end = reinterpret_cast<uintptr_t>(__stop_pagurus_text);
  sections.frames = view(__start_pagurus_frames, __stop_pagurus_frames);
  sections.ext = view(__start_pagurus_frames_ext, __stop_pagurus_frames_ext);
  sections.safepoints =
      view(__start_pagurus_safepoints, __stop_pagurus_safepoints);
  return sections;
}

}  // namespace pagurus

#endif  // PAGURUS_STACKMAPS_LINKED_MODULE_H_
