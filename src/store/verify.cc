#include <unordered_map>
#include <unordered_set>

#include "store/store.h"

namespace redquill::store {
namespace {

constexpr size_t kPage = 1000;

/// The digests that a record and its overrides should have.
struct Digests {
  std::string record;
  std::vector<std::string> overrides;
  friend bool operator==(const Digests&, const Digests&) = default;
};
using ById = std::unordered_map<std::string, Digests>;

Digests DigestsOf(const JudgedRecord& judged) {
  Digests digests{DigestOf(judged.record), {}};
  for (const Override& override : judged.overrides) digests.overrides.push_back(DigestOf(override));
  return digests;
}

/// What should be there by the log, and what it says was removed on the way.
struct Logged {
  ById expected;
  std::unordered_set<std::string> removed;

  void Apply(const AuditEvent& event) {
    if (event.action == "score") expected[event.subject].record = event.detail;
    if (event.action == "override") expected[event.subject].overrides.push_back(event.detail);
    if (event.action != "erase" && event.action != "expire") return;
    expected.erase(event.subject);
    removed.insert(event.subject);
  }
};

/// Checks the chain from where `chain` is to its present end; false where it is broken.
Result<bool> WalkChain(Store& store, ChainCheck& chain, Logged& logged,
                       const std::function<void(int64_t)>& progress) {
  for (bool more = true; more;) {
    const auto page = store.Audit(chain.entries(), kPage);
    if (!page) return Failure(page.error());
    for (const AuditEntry& entry : *page) {
      if (!chain.Take(entry)) return false;
      logged.Apply(entry.event);
    }
    more = page->size() == kPage;
    if (progress) progress(chain.entries());
  }
  return true;
}

/// Removes from `expected` the records that are as they should be, and returns the others.
Result<ById> Differing(Store& store, ById& expected, uint64_t& same) {
  ById differing;
  Position at;
  for (bool more = true; more;) {
    const auto page = store.List({}, at, kPage);
    if (!page) return Failure(page.error());
    for (const auto& judged : *page) {
      const auto found = expected.find(judged.record.id);
      Digests digests = DigestsOf(judged);
      if (found != expected.end() && found->second == digests) {
        expected.erase(found);
        ++same;
      } else {
        differing.emplace(judged.record.id, std::move(digests));
      }
      at = {judged.record.when_ms, judged.record.id};
    }
    more = page->size() == kPage;
  }
  return differing;
}

std::string Fault(const ById& differing, const ById& logged, const ById& missing) {
  for (const auto& [id, digests] : differing) {
    const auto found = logged.find(id);
    if (found == logged.end()) return "Record " + id + " is not in the audit log.";
    if (found->second != digests) return "Record " + id + " was changed since it was written.";
  }
  for (const auto& [id, digests] : missing) {
    if (!differing.contains(id)) return "Record " + id + " of the audit log is missing.";
  }
  return "";
}

}  // namespace

Result<AuditFinding> VerifyAudit(Store& store, const std::string& expected_hash,
                                 const std::function<void(int64_t)>& progress) {
  ChainCheck chain(expected_hash);
  AuditFinding finding;
  Logged logged;
  auto whole = WalkChain(store, chain, logged, progress);
  if (!whole) return Failure(whole.error());
  if (*whole) {
    auto differing = Differing(store, logged.expected, finding.records);
    if (!differing) return Failure(differing.error());
    // A server may be writing meanwhile: what it logged since then explains its part.
    ById missing = logged.expected;
    logged.removed.clear();
    whole = WalkChain(store, chain, logged, progress);
    if (!whole) return Failure(whole.error());
    const auto gone = [&](const auto& item) { return logged.removed.contains(item.first); };
    std::erase_if(missing, gone);
    std::erase_if(*differing, gone);
    if (*whole && chain.Finish()) finding.fault = Fault(*differing, logged.expected, missing);
  }
  finding.entries = chain.entries();
  finding.head = chain.head();
  if (!chain.fault().empty()) finding.fault = chain.fault();
  return finding;
}

}  // namespace redquill::store
