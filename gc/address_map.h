// A table from addresses to a word: open addressing, linear probing, and no
// tombstones (what follows is moved up when something is removed; D. Knuth, The
// Art of Computer Programming 3, 6.4, algorithm R).  Under its owner's lock.
#ifndef PAGURUS_GC_ADDRESS_MAP_H_
#define PAGURUS_GC_ADDRESS_MAP_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/metadata.h"

namespace pagurus {

// T is trivially copyable.
template <typename T>
class AddressMap {
 public:
  struct Entry {
    uintptr_t key;  // 0: empty
    T value;
  };

  constexpr AddressMap() = default;
  AddressMap(const AddressMap&) = delete;
  AddressMap& operator=(const AddressMap&) = delete;

  size_t size() const { return size_; }
  // Of all entries, empty ones among them.
  Entry* begin() { return entries_; }
  Entry* end() { return entries_ + capacity_; }

  // Null if it is not there.  Good until the next change.
  T* Find(uintptr_t key) {
    if (capacity_ == 0) return nullptr;
    Entry* e = Probe(key);
    return e->key == 0 ? nullptr : &e->value;
  }

  // The key is not there yet.
  void Add(uintptr_t key, const T& value) {
    if (4 * (size_ + 1) > 3 * capacity_) Enlarge();
    *Probe(key) = {key, value};
    ++size_;
  }

  // The key is there.
  void Remove(uintptr_t key) {
    size_t hole = static_cast<size_t>(Probe(key) - entries_);
    for (size_t i = hole;;) {
      i = (i + 1) & (capacity_ - 1);
      const uintptr_t k = entries_[i].key;
      if (k == 0) break;
      // It may be moved up unless its home lies between the hole and it.
      const size_t from_home = (i - Home(k)) & (capacity_ - 1);
      const size_t from_hole = (i - hole) & (capacity_ - 1);
      if (from_home < from_hole) continue;
      entries_[hole] = entries_[i];
      hole = i;
    }
    entries_[hole] = {};
    --size_;
  }

 private:
  size_t Home(uintptr_t key) const {
    return (key * 0x9e3779b97f4a7c15 >> 20) & (capacity_ - 1);
  }

  Entry* Probe(uintptr_t key) {
    size_t i = Home(key);
    while (entries_[i].key != 0 && entries_[i].key != key) {
      i = (i + 1) & (capacity_ - 1);
    }
    return &entries_[i];
  }

  // What the smaller table occupied is not used again.
  void Enlarge() {
    Entry* const old = entries_;
    const size_t n = capacity_;
    capacity_ = n == 0 ? 64 : 2 * n;
    entries_ = static_cast<Entry*>(AllocMetadata(capacity_ * sizeof(Entry)));
    for (size_t i = 0; i < n; ++i) {
      if (old[i].key != 0) *Probe(old[i].key) = old[i];
    }
  }

  Entry* entries_ = nullptr;
  size_t capacity_ = 0;  // a power of two
  size_t size_ = 0;
};

}  // namespace pagurus

#endif  // PAGURUS_GC_ADDRESS_MAP_H_
