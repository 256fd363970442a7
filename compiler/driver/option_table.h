#ifndef PAGURUS_COMPILER_DRIVER_OPTION_TABLE_H_
#define PAGURUS_COMPILER_DRIVER_OPTION_TABLE_H_

#include "absl/types/span.h"
#include "compiler/driver/options.h"

namespace pagurus {

// All options the driver knows.  In no order; FindOption takes the longest
// match.
absl::Span<const OptionRow> OptionTable();

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_OPTION_TABLE_H_
