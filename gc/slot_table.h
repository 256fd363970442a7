// A table from addresses to values that can be walked a piece at a time, while
// others add and remove between the pieces: an entry stays in its slot.
//
//   index   address → slot            (address_map.h)
//   slots   | key, value | key 0 | key, value | ...
//
// Who walks the slots from the first to the last sees each entry that was there
// at the beginning and has not been removed.  Of those that are added meanwhile
// it sees some.  Under its owner's lock.
#ifndef PAGURUS_GC_SLOT_TABLE_H_
#define PAGURUS_GC_SLOT_TABLE_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/address_map.h"
#include "gc/metadata.h"

namespace pagurus {

// T is trivially copyable.
template <typename T>
class SlotTable {
 public:
  struct Slot {
    uintptr_t key;  // 0: free
    T value;
    size_t next;  // of a free one, the next free one's number + 1
  };

  constexpr SlotTable() = default;
  SlotTable(const SlotTable&) = delete;
  SlotTable& operator=(const SlotTable&) = delete;

  // Null if it is not there.  Good until the next change.
  T* Find(uintptr_t key) {
    const size_t* slot = index_.Find(key);
    return slot == nullptr ? nullptr : &slots_[*slot].value;
  }

  // The key is not there yet.
  void Add(uintptr_t key, const T& value) {
    size_t i = slots_.size();
    if (first_free_ != 0) {
      i = first_free_ - 1;
      first_free_ = slots_[i].next;
      slots_[i] = {key, value, 0};
    } else {
      slots_.Push({key, value, 0});
    }
    index_.Add(key, i);
  }

  // The key is there.
  void Remove(uintptr_t key) {
    const size_t i = *index_.Find(key);
    index_.Remove(key);
    slots_[i] = {0, {}, first_free_};
    first_free_ = i + 1;
  }

  // Entries; slots, free ones among them.
  size_t size() const { return index_.size(); }
  size_t slots() const { return slots_.size(); }
  const Slot& slot(size_t i) { return slots_[i]; }

 private:
  AddressMap<size_t> index_;
  Vector<Slot> slots_;
  size_t first_free_ = 0;  // its number + 1
};

}  // namespace pagurus

#endif  // PAGURUS_GC_SLOT_TABLE_H_
