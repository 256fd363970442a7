// The section pagurus_roots (docs/stackmap-format.md): an entry for each
// variable with references, from which the runtime finds them all.
#include "compiler/ir/reference_types.h"
#include "compiler/ir/references.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

namespace pagurus {

namespace {

using llvm::Constant;
using llvm::ConstantExpr;
using llvm::GlobalVariable;
using llvm::Type;

constexpr char kRootsSection[] = "pagurus_roots";

// target − the field number `field` of `entry`, which is not made yet.
Constant* Distance(Constant* target, GlobalVariable* entry, unsigned field) {
  llvm::LLVMContext& context = entry->getContext();
  auto* i64 = Type::getInt64Ty(context);
  auto* i32 = Type::getInt32Ty(context);
  Constant* indices[] = {llvm::ConstantInt::get(i32, 0),
                         llvm::ConstantInt::get(i32, field)};
  Constant* place = ConstantExpr::getInBoundsGetElementPtr(
      entry->getValueType(), entry, indices);
  return ConstantExpr::getTrunc(
      ConstantExpr::getSub(ConstantExpr::getPtrToInt(target, i64),
                           ConstantExpr::getPtrToInt(place, i64)),
      i32);
}

}  // namespace

llvm::GlobalVariable* TypeDescriptors::Of(Type* type) {
  GlobalVariable*& made = made_[type];
  if (made != nullptr) return made;
  llvm::LLVMContext& context = m_.getContext();
  auto* i64 = Type::getInt64Ty(context);
  auto* ptr = llvm::PointerType::getUnqual(context);
  llvm::BitVector words;
  ReferenceWords(type, m_.getDataLayout(), words);
  llvm::SmallVector<uint64_t, 4> bitmap((words.size() + 63) / 64);
  for (unsigned word : words.set_bits()) {
    bitmap[word / 64] |= uint64_t{1} << (word % 64);
  }
  auto constant = [&](Constant* value, const char* name) {
    auto* v = new GlobalVariable(m_, value->getType(), /*isConstant=*/true,
                                 GlobalVariable::PrivateLinkage, value, name);
    v->setUnnamedAddr(GlobalVariable::UnnamedAddr::Global);
    return v;
  };
  const auto* record = llvm::dyn_cast<llvm::StructType>(type);
  const llvm::StringRef name =
      record != nullptr && record->hasName() ? record->getName() : "variable";
  auto* reserved = llvm::ArrayType::get(i64, 2);
  auto* layout = llvm::StructType::get(context, {i64, ptr, ptr, ptr, reserved});
  Constant* value = llvm::ConstantStruct::get(
      layout,
      {llvm::ConstantInt::get(i64, m_.getDataLayout().getTypeAllocSize(type)),
       constant(llvm::ConstantDataArray::get(context, bitmap),
                "pagurus.references"),
       constant(llvm::ConstantDataArray::getString(context, name),
                "pagurus.type_name"),
       llvm::ConstantPointerNull::get(ptr), Constant::getNullValue(reserved)});
  // The last words are the runtime's.
  made =
      new GlobalVariable(m_, layout, /*isConstant=*/false,
                         GlobalVariable::PrivateLinkage, value, "pagurus.type");
  return made;
}

void ListGlobalReferences(llvm::Module& m, Refusals& refusals) {
  llvm::SmallVector<GlobalVariable*, 8> variables;
  for (GlobalVariable& v : m.globals()) {
    if (!v.isDeclarationForLinker() && !v.isConstant() && !v.isThreadLocal() &&
        ContainsReference(v.getValueType())) {
      variables.push_back(&v);
    }
  }
  if (variables.empty()) return;
  TypeDescriptors types(m);
  llvm::LLVMContext& context = m.getContext();
  auto* i32 = Type::getInt32Ty(context);
  auto* i64 = Type::getInt64Ty(context);
  auto* layout = llvm::StructType::get(context, {i32, i32, i64});
  llvm::SmallVector<llvm::GlobalValue*, 8> entries;
  for (GlobalVariable* v : variables) {
    // An array is its elements, so many times.
    Type* type = v->getValueType();
    uint64_t n = 1;
    while (auto* array = llvm::dyn_cast<llvm::ArrayType>(type)) {
      n *= array->getNumElements();
      type = array->getElementType();
    }
    llvm::BitVector words;
    if (!ReferenceWords(type, m.getDataLayout(), words) ||
        (n != 1 && m.getDataLayout().getTypeAllocSize(type) % 8 != 0) ||
        v->getPointerAlignment(m.getDataLayout()).value() < 8) {
      refusals.Add(*v, "a variable with references that are not aligned");
      continue;
    }
    auto* entry = new GlobalVariable(m, layout, /*isConstant=*/true,
                                     GlobalVariable::PrivateLinkage, nullptr,
                                     "pagurus.roots");
    entry->setInitializer(llvm::ConstantStruct::get(
        layout, {Distance(v, entry, 0), Distance(types.Of(type), entry, 1),
                 llvm::ConstantInt::get(i64, n)}));
    entry->setSection(kRootsSection);
    entry->setAlignment(llvm::Align(8));
    // The linker that drops a copy of the variable drops its entry.
    if (v->hasComdat()) entry->setComdat(v->getComdat());
    entries.push_back(entry);
  }
  llvm::appendToCompilerUsed(m, entries);
}

}  // namespace pagurus
