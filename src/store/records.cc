#include "store/records.h"

#include <openssl/rand.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/sha256.h"

namespace redquill::store {
namespace {

using nlohmann::json;

json MembersOf(const ScoreRecord& record) {
  return {{"id", record.id},
          {"when_ms", record.when_ms},
          {"key", record.key},
          {"person", record.person},
          {"model", record.model},
          {"model_digest", record.model_digest},
          {"text_sha256", record.text_sha256},
          {"score", record.score},
          {"receipt", record.receipt}};
}

std::string Line(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

TimeMs Now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string NewId() {
  unsigned char bytes[16];
  // RAND_bytes fails only where the system has no random source at all.
  if (::RAND_bytes(bytes, sizeof bytes) != 1) std::terminate();
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id;
  for (const unsigned char byte : bytes) {
    id += kDigits[byte >> 4];
    id += kDigits[byte & 15];
  }
  return id;
}

std::string IdOf(const ScoreRecord& record, std::string_view idempotency_key) {
  return Sha256Hex(Line({{"once", idempotency_key},
                         {"key", record.key},
                         {"person", record.person},
                         {"model_digest", record.model_digest},
                         {"text_sha256", record.text_sha256}}))
      .substr(0, 32);
}

std::string DigestOf(const ScoreRecord& record) {
  json members = MembersOf(record);
  members["text_kept"] = record.text.empty() ? "" : Sha256Hex(record.text);
  return Sha256Hex(Line(members));
}

std::string DigestOf(const Override& override) {
  return Sha256Hex(Line({{"record", override.record},
                         {"when_ms", override.when_ms},
                         {"by", override.by},
                         {"score", override.score},
                         {"reason", override.reason}}));
}

std::string ToJsonLine(const ScoreRecord& record) {
  json members = MembersOf(record);
  members["text"] = record.text;
  return Line(members);
}

std::optional<ScoreRecord> FromJsonLine(std::string_view line) {
  // An essay has at most 1 MiB; escaped, six times that.
  const auto parsed = ParseJson(line, {.bytes = 16 << 20});
  if (!parsed || !parsed->is_object()) return std::nullopt;
  try {
    ScoreRecord record;
    parsed->at("id").get_to(record.id);
    // A number that is none of int64_t's would be cast, not refused.
    if (!parsed->at("when_ms").is_number_integer()) return std::nullopt;
    parsed->at("when_ms").get_to(record.when_ms);
    parsed->at("key").get_to(record.key);
    parsed->at("person").get_to(record.person);
    parsed->at("model").get_to(record.model);
    parsed->at("model_digest").get_to(record.model_digest);
    parsed->at("text_sha256").get_to(record.text_sha256);
    parsed->at("text").get_to(record.text);
    parsed->at("score").get_to(record.score);
    parsed->at("receipt").get_to(record.receipt);
    return record;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace redquill::store
