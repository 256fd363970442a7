#include "compiler/ir/barrier_notes.h"

#include <utility>
#include <vector>

#include "compiler/callees.h"
#include "compiler/ir/overwrites.h"
#include "compiler/ir/references.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace pagurus {

namespace {

using llvm::Instruction;
using llvm::Value;

constexpr int64_t kWordBytes = 8;
// As many words in a row are noted one by one.
constexpr int64_t kMostSingleWords = 2;

// The notes of one barrier.
class Notes {
 public:
  explicit Notes(Instruction* at)
      : b_(at), m_(*at->getModule()), layout_(m_.getDataLayout()) {}

  void Add(const Overwrite& o) {
    if (o.mask != nullptr && o.compressed) return AddCompressed(o);
    if (o.mask != nullptr) return AddLanes(o);
    if (o.type == nullptr) return AddBytes(o);
    const uint64_t size = layout_.getTypeStoreSize(o.type).getFixedValue();
    if (o.alignment.value() < kWordBytes) {
      return NoteRange(o.address, b_.getInt64(size));
    }
    llvm::BitVector words;
    if (!ContainsReference(o.type) || !ReferenceWords(o.type, layout_, words)) {
      words.clear();
      words.resize(size / kWordBytes, true);
    }
    for (unsigned word : words.set_bits()) {
      AddWord(o.address, word * kWordBytes);
    }
  }

  // Words in a row are a range.
  void Finish() {
    llvm::sort(words_, [](const Word& a, const Word& b) {
      return std::pair(a.object, a.offset) < std::pair(b.object, b.offset);
    });
    for (size_t i = 0, n; i < words_.size(); i += n) {
      for (n = 1; i + n < words_.size() &&
                  Follows(words_[i + n - 1], words_[i + n]);) {
        ++n;
      }
      const auto begin = words_.begin() + i;
      const int64_t bytes = begin[n - 1].offset + kWordBytes - begin->offset;
      if (bytes > kMostSingleWords * kWordBytes) {
        NoteRange(AddressOf(*begin), b_.getInt64(bytes));
        continue;
      }
      for (size_t j = 0; j < n; ++j) {
        if (j == 0 || begin[j].offset != begin[j - 1].offset) {
          NoteWord(AddressOf(begin[j]));
        }
      }
    }
  }

 private:
  // At `offset` bytes from `base`, which is number `object`.
  struct Word {
    unsigned object;
    int64_t offset;
    Value* base;
  };

  static bool Follows(const Word& a, const Word& b) {
    return a.object == b.object && b.offset - a.offset <= kWordBytes &&
           b.offset % kWordBytes == a.offset % kWordBytes;
  }

  void AddWord(Value* address, int64_t delta) {
    // Not through casts: a plain pointer may be good where the reference that
    // it comes from has to be taken from its home again.
    llvm::APInt offset(layout_.getIndexTypeSizeInBits(address->getType()), 0);
    Value* base = address;
    while (auto* gep = llvm::dyn_cast<llvm::GEPOperator>(base)) {
      if (!gep->accumulateConstantOffset(layout_, offset)) break;
      base = gep->getPointerOperand();
    }
    const unsigned number =
        objects_.try_emplace(base, objects_.size()).first->second;
    words_.push_back({number, offset.getSExtValue() + delta, base});
  }

  void AddBytes(const Overwrite& o) {
    const auto* count = llvm::dyn_cast<llvm::ConstantInt>(o.bytes);
    if (count == nullptr || o.alignment.value() < kWordBytes ||
        count->getZExtValue() > kMostSingleWords * kWordBytes) {
      return NoteRange(o.address, o.bytes);
    }
    const int64_t bytes = count->getSExtValue();
    for (int64_t at = 0; at + kWordBytes <= bytes; at += kWordBytes) {
      AddWord(o.address, at);
    }
  }

  // A lane that is left out may lie where nothing can be read.
  void AddLanes(const Overwrite& o) {
    auto* type = llvm::cast<llvm::FixedVectorType>(o.type);
    const bool scattered = o.address->getType()->isVectorTy();
    for (unsigned i = 0; i < type->getNumElements(); ++i) {
      Value* address = scattered ? b_.CreateExtractElement(o.address, i)
                                 : At(o.address, i * kWordBytes);
      Value* nowhere =
          b_.CreatePointerBitCastOrAddrSpaceCast(NoWord(), address->getType());
      NoteWord(b_.CreateSelect(b_.CreateExtractElement(o.mask, i), address,
                               nowhere));
    }
  }

  void AddCompressed(const Overwrite& o) {
    auto* type = llvm::cast<llvm::FixedVectorType>(o.type);
    Value* lanes =
        b_.CreateBitCast(o.mask, b_.getIntNTy(type->getNumElements()));
    lanes = b_.CreateZExtOrTrunc(lanes, b_.getInt64Ty());
    lanes = b_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, lanes);
    NoteRange(o.address, b_.CreateMul(lanes, b_.getInt64(kWordBytes)));
  }

  Value* At(Value* address, int64_t offset) {
    return offset == 0 ? address
                       : b_.CreateConstGEP1_64(b_.getInt8Ty(), address, offset);
  }
  Value* AddressOf(const Word& word) { return At(word.base, word.offset); }

  // A word that can always be read.
  Value* NoWord() {
    constexpr char kName[] = "pagurus.no_word";
    llvm::GlobalVariable* word = m_.getGlobalVariable(kName, true);
    if (word != nullptr) return word;
    return new llvm::GlobalVariable(m_, b_.getInt64Ty(), /*isConstant=*/true,
                                    llvm::GlobalValue::PrivateLinkage,
                                    b_.getInt64(0), kName);
  }

  void NoteWord(Value* address) {
    Call(kNoteName, {b_.CreateAlignedLoad(b_.getInt64Ty(), address,
                                          llvm::Align(kWordBytes))});
  }

  void NoteRange(Value* address, Value* bytes) {
    Call(kNoteRangeName,
         {b_.CreatePointerBitCastOrAddrSpaceCast(address, b_.getPtrTy()),
          b_.CreateZExtOrTrunc(bytes, b_.getInt64Ty())});
  }

  void Call(const char* name, llvm::ArrayRef<Value*> arguments) {
    llvm::SmallVector<llvm::Type*, 2> types;
    for (Value* argument : arguments) types.push_back(argument->getType());
    llvm::FunctionCallee callee = m_.getOrInsertFunction(
        name, llvm::FunctionType::get(b_.getVoidTy(), types, false));
    llvm::CallInst* call = b_.CreateCall(callee, arguments);
    call->setCallingConv(llvm::CallingConv::PreserveAll);
    call->setDoesNotThrow();
  }

  llvm::IRBuilder<> b_;
  llvm::Module& m_;
  const llvm::DataLayout& layout_;
  llvm::DenseMap<const Value*, unsigned> objects_;
  std::vector<Word> words_;
};

}  // namespace

void InsertNotes(llvm::ArrayRef<Instruction*> overwriting, Instruction* at) {
  Notes notes(at);
  for (Instruction* i : overwriting) {
    for (const Overwrite& o : OverwritesOf(*i)) notes.Add(o);
  }
  notes.Finish();
}

}  // namespace pagurus
