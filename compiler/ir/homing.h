// Pass "homing": makes I1 true.
//
// A tracked pointer (into a movable local, or a tracked parameter) must not be
// kept over a safepoint anywhere but in a home.
//
//  1. Wherever a safepoint may lie between a derived pointer's definition and
//     one of its uses, it is recomputed at the use from base and offset
//     (base_offset.h).  An offset is an integer; a move does not change it.
//  2. A base that lives over a safepoint and is no local's address gets a
//     home: a store at its definition, a load after each safepoint where it is
//     live.  The loads are definitions of the same variable, so SSA form is
//     rebuilt.
//  3. Bases that do not interfere share a home.
//  4. Differences of addresses are fenced (differences.h).
//
// The homes are one array whose address has escaped as far as LLVM knows, so
// its own memory model forbids it to carry a value over a call.
//
// In a function that calls a returns-twice function no home is shared and all
// are initialised at entry: control can come back to where a home is needed
// from anywhere.
#ifndef PAGURUS_COMPILER_IR_HOMING_H_
#define PAGURUS_COMPILER_IR_HOMING_H_

#include "compiler/ir/escape.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

// What homing did to a function, for CheckHoming to prove right.
struct Homing {
  llvm::AllocaInst* homes = nullptr;  // null: none needed
  // Load of a home -> the base that it must find there.
  llvm::MapVector<llvm::Instruction*, llvm::Value*> reloads;

  unsigned Words() const {
    return homes == nullptr
               ? 0
               : llvm::cast<llvm::ArrayType>(homes->getAllocatedType())
                     ->getNumElements();
  }
};

// All allocas left in `f` must be movable.
Homing HomePointers(llvm::Function& f, const EscapeAnalysis& escape);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_HOMING_H_
