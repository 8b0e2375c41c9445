#ifndef REDQUILL_SCORING_RECEIPT_H_
#define REDQUILL_SCORING_RECEIPT_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/error.h"

namespace redquill::scoring {

/// Everything a score depends on, so that anyone with the essay and the package can repeat it.
/// Holds no essay text and no secret.
struct Receipt {
  std::string package_digest;   ///< Names the model package, 64 hexadecimal digits.
  std::string model;            ///< The package's name, for people.
  std::string program_version;  ///< kVersion of the program that scored.
  std::string instruction_set;  ///< InstructionSet() of the machine.
  std::string runtime;          ///< Engine::Runtime().
  std::string text_sha256;      ///< Of the normalised text, UTF-8.
  std::string prompt;           ///< The prompt gone by; empty if none was named or recognised.
  std::string part;             ///< The part of the model that spoke; empty if it has one.
  std::string recognised;       ///< "named", "recognised" or "" : how the prompt was known.
  double raw = 0;               ///< The engine's value before calibration.
  double calibrated = 0;        ///< After calibration, before clamping and rounding.
  double score = 0;             ///< On the scale.
  uint64_t tokens_read = 0;     ///< Tokens that the model read; 0 where it reads none.
  uint64_t tokens = 0;          ///< Tokens that the essay has.
};

/// The receipt as JSON. Numbers are written so that reading gives the same bits.
nlohmann::json ToJson(const Receipt& receipt);

/// Reads a receipt, or an answer of `redquill score --json` or POST /v1/score that holds one under
/// "receipt". kInvalidArgument names the first missing or mistyped member.
Result<Receipt> ReceiptFromJson(const nlohmann::json& json);

/// One member in which two receipts differ, with what that means.
struct Difference {
  std::string member, claimed, repeated;
  /// True where the difference alone disproves the receipt (text, digest, numbers); false for
  /// circumstances (version, instruction set, runtime) that may explain one.
  bool disproves = false;
};

/// Compares a receipt with the scoring repeated now; empty if all agree bit for bit.
std::vector<Difference> Compare(const Receipt& claimed, const Receipt& repeated);

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_RECEIPT_H_
