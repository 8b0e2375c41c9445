#ifndef REDQUILL_STORE_AUDIT_H_
#define REDQUILL_STORE_AUDIT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "store/records.h"

namespace redquill::store {

/// Something that happened, before it has its place in the chain.
struct AuditEvent {
  TimeMs when_ms = 0;
  std::string action;   ///< "score", "override", "erase", "expire", "clear cache".
  std::string actor;    ///< Who: an API key's name, a person's, "" where nobody asked.
  std::string subject;  ///< The record's id; may be empty.
  std::string detail;   ///< A digest or a count; never essay text, never a person's id.
};

/// One link of the chain.
struct AuditEntry {
  int64_t seq = 0;  ///< 1, 2, 3, … without a gap.
  AuditEvent event;
  std::string previous;  ///< The entry before's hash; kChainStart for the first.
  std::string hash;      ///< LinkHash of this entry.
};

/// The "hash" before the first entry: 64 zeros.
extern const std::string kChainStart;

/// SHA-256 over the entry's number, the previous hash and the event's members, each written with
/// its length before it, so that no two entries have one preimage (the construction of Schneier
/// and Kelsey, "Secure audit logs to support computer forensics", 1999, without their MAC keys).
std::string LinkHash(int64_t seq, const std::string& previous, const AuditEvent& event);

/// Checks a chain entry by entry, in order.
///
/// A chain proves that nothing inside it was changed, put in or taken out. That its end was not cut
/// off can be told only by somebody who kept an earlier head (seq and hash): see `expected`.
class ChainCheck {
 public:
  /// `expected_hash`: the hash of some entry noted earlier; empty for none.
  explicit ChainCheck(std::string expected_hash = {});

  /// False once the chain is broken; `fault` then says where and how.
  bool Take(const AuditEntry& entry);
  /// After the last entry; false where the expected hash was nowhere.
  bool Finish();

  int64_t entries() const { return next_ - 1; }
  const std::string& head() const { return previous_; }
  const std::string& fault() const { return fault_; }

 private:
  int64_t next_ = 1;
  std::string previous_, expected_, fault_;
  bool met_;
};

}  // namespace redquill::store

#endif  // REDQUILL_STORE_AUDIT_H_
