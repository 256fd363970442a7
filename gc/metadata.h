// Memory for the heap's own data structures: from the OS, and kept for ever.
#ifndef PAGURUS_GC_METADATA_H_
#define PAGURUS_GC_METADATA_H_

#include <stddef.h>

namespace pagurus {

// `bytes` bytes, zero, aligned to a cache line.  Without memory a fatal error.
// Any thread, with any of the heap's locks held.
void* AllocMetadata(size_t bytes);

// The same as address space that takes memory only where it is written; null
// if there is none.
void* ReserveMetadata(size_t bytes);

// A list that grows at its end.  Under its owner's lock.
template <typename T>
class Vector {
 public:
  constexpr Vector() = default;
  Vector(const Vector&) = delete;
  Vector& operator=(const Vector&) = delete;

  size_t size() const { return size_; }
  T& operator[](size_t i) { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  void Clear() { size_ = 0; }
  T Pop() { return data_[--size_]; }

  // What a smaller one occupied is not used again: all of them together are
  // less than the last.
  void Push(const T& value) {
    if (size_ == capacity_) {
      const size_t capacity = capacity_ == 0 ? 64 : 2 * capacity_;
      T* data = static_cast<T*>(AllocMetadata(capacity * sizeof(T)));
      for (size_t i = 0; i < size_; ++i) data[i] = data_[i];
      data_ = data;
      capacity_ = capacity;
    }
    data_[size_++] = value;
  }

 private:
  T* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace pagurus

#endif  // PAGURUS_GC_METADATA_H_
