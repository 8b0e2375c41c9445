#ifndef REDQUILL_STORE_RECORDS_H_
#define REDQUILL_STORE_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace redquill::store {

/// Milliseconds since 1970-01-01 UTC.
using TimeMs = int64_t;

/// The system's clock.
TimeMs Now();

/// One score that was given to somebody.
struct ScoreRecord {
  std::string id;            ///< 32 hexadecimal digits; names the record everywhere (NewId).
  TimeMs when_ms = 0;        ///< When it was scored.
  std::string key;           ///< The API key's name that asked; empty: none was needed.
  std::string person;        ///< Whose essay, by an id of the caller's choosing; may be empty.
  std::string model;         ///< The model's name.
  std::string model_digest;  ///< The package's digest.
  std::string text_sha256;   ///< Of the normalised text.
  std::string text;          ///< The essay; empty unless the operator wants texts kept.
  double score = 0;          ///< On the scale, the receipt's.
  std::string receipt;       ///< Canonical JSON of scoring::Receipt.
};

/// A fresh id: 128 bits from the operating system's random source, in hexadecimal digits.
std::string NewId();

/// The id of a record that is asked for under an idempotency key: the same for the same asker,
/// person, model and text, so that a request that was sent twice is recorded once (Store::Append
/// adds no id twice). 128 bits of a SHA-256.
std::string IdOf(const ScoreRecord& record, std::string_view idempotency_key);

/// What the audit log says of a record: the digest of its members, the text by its hash alone, so
/// that the log holds nothing of the essay and the record can be proven unchanged.
std::string DigestOf(const ScoreRecord& record);

/// The record as one line of the journal and of an export, without a line feed. Text that is not
/// UTF-8 can't be in a record; it is replaced.
std::string ToJsonLine(const ScoreRecord& record);
/// Nothing where the line is not such a record.
std::optional<ScoreRecord> FromJsonLine(std::string_view line);

/// A person's judgement in place of the machine's. The machine's record stays as it is.
struct Override {
  std::string record;  ///< ScoreRecord::id.
  TimeMs when_ms = 0;
  std::string by;  ///< Who decided.
  double score = 0;
  std::string reason;
};

/// What the audit log says of an override.
std::string DigestOf(const Override& override);

/// A record and what people said of it, oldest first.
struct JudgedRecord {
  ScoreRecord record;
  std::vector<Override> overrides;
};

/// Which records; members that are empty don't restrict.
struct Selection {
  std::string id, person, model_digest, text_sha256;
  std::optional<TimeMs> before_ms;  ///< Scored earlier than this.
  /// Whether it chooses at all: an empty one means every record.
  bool restricts() const {
    return !id.empty() || !person.empty() || !model_digest.empty() || !text_sha256.empty() ||
           before_ms.has_value();
  }
};

/// A place in the listing: records are in the order of (when_ms, id).
struct Position {
  TimeMs when_ms = INT64_MIN;
  std::string id;
};

}  // namespace redquill::store

#endif  // REDQUILL_STORE_RECORDS_H_
