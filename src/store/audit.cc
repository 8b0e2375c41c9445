#include "store/audit.h"

#include <utility>

#include "base/sha256.h"

namespace redquill::store {
namespace {

void AddPart(std::string& whole, const std::string& part) {
  whole += std::to_string(part.size());
  whole += ':';
  whole += part;
}

}  // namespace

const std::string kChainStart(64, '0');

std::string LinkHash(int64_t seq, const std::string& previous, const AuditEvent& event) {
  std::string whole;
  AddPart(whole, std::to_string(seq));
  AddPart(whole, previous);
  AddPart(whole, std::to_string(event.when_ms));
  AddPart(whole, event.action);
  AddPart(whole, event.actor);
  AddPart(whole, event.subject);
  AddPart(whole, event.detail);
  return Sha256Hex(whole);
}

ChainCheck::ChainCheck(std::string expected_hash)
    : previous_(kChainStart), expected_(std::move(expected_hash)), met_(expected_.empty()) {}

bool ChainCheck::Take(const AuditEntry& entry) {
  if (!fault_.empty()) return false;
  const std::string where = "Entry " + std::to_string(entry.seq);
  if (entry.seq != next_) {
    fault_ = where + " stands where entry " + std::to_string(next_) +
             " should: an entry was taken out or put in.";
  } else if (entry.previous != previous_) {
    fault_ = where + " does not follow the entry before it: one of them was changed.";
  } else if (entry.hash != LinkHash(entry.seq, entry.previous, entry.event)) {
    fault_ = where + " was changed: its hash is not that of its content.";
  }
  if (!fault_.empty()) return false;
  previous_ = entry.hash;
  met_ = met_ || entry.hash == expected_;
  ++next_;
  return true;
}

bool ChainCheck::Finish() {
  if (fault_.empty() && !met_) {
    fault_ =
        "The expected hash is not in the chain: entries at its end were cut off, or it is "
        "another log.";
  }
  return fault_.empty();
}

}  // namespace redquill::store
