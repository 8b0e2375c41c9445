#include "text/tokenizer/vocabulary.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/quote.h"

namespace redquill::text {
namespace {

uint32_t Hash(std::string_view token) {
  const size_t hash = std::hash<std::string_view>()(token);
  return static_cast<uint32_t>(hash ^ hash >> 32);
}

}  // namespace

Vocabulary::Slot* Vocabulary::Place(std::string_view token, uint32_t hash) {
  const size_t mask = slots_.size() - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.id < 0) return &slot;
    if (slot.hash == hash && tokens_[static_cast<size_t>(slot.id)] == token) return &slot;
  }
}

void Vocabulary::Grow() {
  std::vector<Slot> old(std::max<size_t>(64, slots_.size() * 2));
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.id >= 0) *Place(tokens_[static_cast<size_t>(slot.id)], slot.hash) = slot;
  }
}

bool Vocabulary::Add(std::string_view token, int32_t id) {
  if (2 * (size_ + 1) > slots_.size()) Grow();
  const auto at = static_cast<size_t>(id);
  const uint32_t hash = Hash(token);
  Slot* slot = Place(token, hash);
  if (slot->id >= 0 || (at < taken_.size() && taken_[at])) return false;
  if (at >= tokens_.size()) {
    tokens_.resize(at + 1);
    taken_.resize(at + 1);
  }
  *slot = {hash, id};
  tokens_[at] = token;
  taken_[at] = true;
  ++size_;
  longest_ = std::max(longest_, token.size());
  return true;
}

int32_t Vocabulary::Find(std::string_view token) const {
  if (slots_.empty() || token.size() > longest_) return -1;
  const uint32_t hash = Hash(token);
  const size_t mask = slots_.size() - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.id < 0) return -1;
    if (slot.hash == hash && tokens_[static_cast<size_t>(slot.id)] == token) return slot.id;
  }
}

std::string_view Vocabulary::Token(int32_t id) const {
  return id >= 0 && static_cast<size_t>(id) < tokens_.size() ? tokens_[static_cast<size_t>(id)]
                                                             : std::string_view();
}

void Vocabulary::Read(Part* part) {
  const auto& vocab = part->At("vocab");
  if (!vocab.is_object()) return part->SetFault("vocab", "must be an object");
  if (vocab.size() > kMaxVocabulary) return part->SetFault("vocab", "has more than 2000000 tokens");
  for (const auto& [token, id] : vocab.items()) {
    if (!id.is_number_unsigned() || id.get<uint64_t>() >= 2 * kMaxVocabulary) {
      return part->SetFault(
          "vocab", "has an id for " + Quoted(token) + " that is no whole number below 4000000");
    }
    if (!Add(token, id.get<int32_t>())) {
      return part->SetFault("vocab",
                            "gives the id " + std::to_string(id.get<int32_t>()) + " twice");
    }
  }
}

}  // namespace redquill::text
