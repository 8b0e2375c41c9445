#include "cache/key.h"

#include "base/cpu.h"
#include "base/sha256.h"
#include "base/version.h"

namespace redquill::cache {
namespace {

void AddPart(Sha256& hash, std::string_view part) {
  hash.Update(std::to_string(part.size()) + ":");
  hash.Update(part);
}

/// `of`: "answer" or "raw", so that neither is ever taken for the other.
CacheKey KeyUnder(std::string_view of, std::string_view digest, std::string_view text_sha256,
                  const scoring::ModelInfo& model, std::string_view prompt, bool explain) {
  Sha256 hash;
  AddPart(hash, of);
  AddPart(hash, text_sha256);
  AddPart(hash, digest);
  AddPart(hash, prompt);
  AddPart(hash, explain ? "explain" : "");
  AddPart(hash, kVersion);
  AddPart(hash, model.runtime);
  AddPart(hash, InstructionSet());
  return hash.FinishHex();
}

}  // namespace

CacheKey KeyOf(std::string_view normalised_text, const scoring::ModelInfo& model,
               std::string_view prompt, bool explain) {
  return KeyUnder("answer", model.digest, Sha256Hex(normalised_text), model, prompt, explain);
}

Keys KeysOf(std::string_view normalised_text, const scoring::ModelInfo& model,
            std::string_view prompt, bool explain) {
  const std::string text = Sha256Hex(normalised_text);
  Keys keys{KeyUnder("answer", model.digest, text, model, prompt, explain), {}};
  if (!model.raw_digest.empty()) {
    keys.raw = KeyUnder("raw", model.raw_digest, text, model, prompt, explain);
  }
  return keys;
}

}  // namespace redquill::cache
