#ifndef REDQUILL_CACHE_S3_FIFO_H_
#define REDQUILL_CACHE_S3_FIFO_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace redquill::cache {

/// A map bounded in bytes that keeps what is asked for again: S3-FIFO (Yang, Zhang, Qiu, Yue and
/// Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023). A new item goes to the
/// small queue (a tenth of the bytes) and from there to the main one only if it was read again;
/// else only its key is remembered for a while, and its return is then admitted to the main queue
/// at once. So a class's essays, each scored once, don't push out what is read often. Every
/// operation takes constant time, amortised. Used by one thread at a time.
template <typename Key, typename Item, typename Hash = std::hash<Key>>
class S3Fifo {
 public:
  explicit S3Fifo(uint64_t bytes) : limit_(bytes) {}

  /// The item, or nullptr; valid until the next call of another method.
  const Item* Find(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    found->second->reads = std::min(found->second->reads + 1, 3);
    return &found->second->item;
  }

  /// The same without counting as a read.
  const Item* Peek(const Key& key) const {
    const auto found = index_.find(key);
    return found == index_.end() ? nullptr : &found->second->item;
  }

  /// Puts an item of that size, in place of one of the same key. One larger than a tenth of the
  /// whole is not kept.
  void Put(const Key& key, Item item, uint64_t bytes) {
    Erase(key);
    if (bytes > limit_ / 10) return;
    const bool back = ghosts_.contains(key);
    Queue& queue = back ? main_ : small_;
    queue.slots.push_front({key, std::move(item), bytes, 0, !back});
    queue.bytes += bytes;
    index_[key] = queue.slots.begin();
    while (small_.bytes + main_.bytes > limit_) Evict();
  }

  bool Erase(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return false;
    Queue& queue = found->second->small ? small_ : main_;
    queue.bytes -= found->second->bytes;
    queue.slots.erase(found->second);
    index_.erase(found);
    return true;
  }

  void Clear() {
    index_.clear();
    small_ = {};
    main_ = {};
    ghosts_.clear();
    ghost_order_.clear();
  }

  size_t size() const { return index_.size(); }
  uint64_t bytes() const { return small_.bytes + main_.bytes; }

 private:
  struct Slot {
    Key key;
    Item item;
    uint64_t bytes;
    int reads;  // Since it came into its queue, at most 3.
    bool small;
  };
  struct Queue {
    std::list<Slot> slots;  // The newest in front.
    uint64_t bytes = 0;
  };

  void Evict() {
    if (!small_.slots.empty() && (small_.bytes > limit_ / 10 || main_.slots.empty())) {
      EvictSmall();
    } else {
      EvictMain();
    }
  }

  void EvictSmall() {
    const auto oldest = std::prev(small_.slots.end());
    small_.bytes -= oldest->bytes;
    if (oldest->reads > 0) {
      oldest->reads = 0;
      oldest->small = false;
      main_.bytes += oldest->bytes;
      main_.slots.splice(main_.slots.begin(), small_.slots, oldest);
      return;
    }
    Remember(oldest->key);
    index_.erase(oldest->key);
    small_.slots.erase(oldest);
  }

  void EvictMain() {
    const auto oldest = std::prev(main_.slots.end());
    if (oldest->reads > 0) {
      --oldest->reads;
      main_.slots.splice(main_.slots.begin(), main_.slots, oldest);
      return;
    }
    main_.bytes -= oldest->bytes;
    index_.erase(oldest->key);
    main_.slots.erase(oldest);
  }

  /// As many keys as there are items in the main queue.
  void Remember(const Key& key) {
    if (ghosts_.insert(key).second) ghost_order_.push_front(key);
    while (ghost_order_.size() > std::max<size_t>(main_.slots.size(), 64)) {
      ghosts_.erase(ghost_order_.back());
      ghost_order_.pop_back();
    }
  }

  const uint64_t limit_;
  Queue small_, main_;
  std::unordered_map<Key, typename std::list<Slot>::iterator, Hash> index_;
  std::unordered_set<Key, Hash> ghosts_;
  std::list<Key> ghost_order_;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_S3_FIFO_H_
