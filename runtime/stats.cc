#include "runtime/stats.h"

#include "runtime/print.h"

namespace pagurus {

constinit Stats stats{};

namespace {

constexpr struct {
  const char* name;
  uint64_t Stats::* field;
} kFields[] = {
    {"moves", &Stats::moves},
    {"grows", &Stats::grows},
    {"shrinks", &Stats::shrinks},
    {"bytes_copied", &Stats::bytes_copied},
    {"frames", &Stats::frames},
    {"slots", &Stats::slots},
    {"pointers_rewritten", &Stats::pointers_rewritten},
    {"max_stack_bytes", &Stats::max_stack_bytes},
    {"goroutines", &Stats::goroutines},
};

}  // namespace

void PrintStats() {
  Printer out;
  const char* before = "pagurus-stats: {";
  for (const auto& f : kFields) {
    out.Text(before).Text("\"").Text(f.name).Text("\": ");
    out.Dec(stats.*f.field);
    before = ", ";
  }
  out.Text("}\n");
}

}  // namespace pagurus
