// x86-64 instructions, as far as the headroom check has to know.
#ifndef PAGURUS_HEADROOM_DECODER_H_
#define PAGURUS_HEADROOM_DECODER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "llvm/ADT/ArrayRef.h"

namespace pagurus {

struct Instruction {
  enum Kind : uint8_t {
    kOther,
    kJump,          // to `target`
    kBranch,        // to `target` if `condition`, else on
    kCall,          // of `target`
    kIndirectJump,  // through the word at `target`, or anywhere if that is 0
    kIndirectCall,  // likewise
    kReturn,
    kEnd,  // nothing follows: ud2, hlt, int3
  };
  // How SP changes.
  enum Pointer : uint8_t { kSame, kDeeper /* by `change` */, kUnknown };
  // The steps of the tests that the check recognises.
  enum Test : uint8_t {
    kNone,
    kLeaR11,          // r11 = SP − `change`
    kCompareGuard,    // guard with `reg`: SP or r11
    kCompareGuard0,   // guard with 0
    kLoadSystemSp,    // reg = pag_tls.sys_sp
    kTest,            // reg with itself
    kCompareSystem0,  // pag_tls.sys_sp with 0
  };

  uint64_t address = 0;
  uint64_t target = 0;
  int64_t change = 0;
  unsigned reg = 0;
  unsigned condition = 0;
  uint8_t size = 0;
  Kind kind = kOther;
  Pointer pointer = kSame;
  Test test = kNone;
  bool padding = false;

  uint64_t next() const { return address + size; }
};

// Condition codes, as the hardware encodes them.
inline constexpr unsigned kConditionNotOverflow = 1;
inline constexpr unsigned kConditionEqual = 4;
inline constexpr unsigned kConditionNotEqual = 5;

class Decoder {
 public:
  // `system_sp`: what %fs-relative address pag_tls.sys_sp has.
  explicit Decoder(int64_t system_sp);
  ~Decoder();

  // Decodes the first instruction of `code`, which lies at `address`.  False if
  // there is none.
  bool Decode(llvm::ArrayRef<uint8_t> code, uint64_t address,
              Instruction* instruction) const;

  unsigned stack_pointer() const;

 private:
  struct Llvm;
  std::unique_ptr<Llvm> llvm_;
  int64_t system_sp_;
};

}  // namespace pagurus

#endif  // PAGURUS_HEADROOM_DECODER_H_
