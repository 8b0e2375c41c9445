// Any bytes as a text for the committed tokenizers: the first byte says which one.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/file.h"
#include "tests/support/paths.h"
#include "text/tokenizer/tokenizer.h"

using redquill::text::Encoding;
using redquill::text::Tokenizer;

namespace {

void Require(bool held) {
  if (!held) std::abort();
}

struct Loaded {
  std::unique_ptr<const Tokenizer> tokenizer;
  bool trims;  // Its post-processor cuts spaces off offsets.
};

std::vector<Loaded> Load() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(redquill::tests::SourcePath("tests/data/tokenizers"))) {
    if (entry.path().extension() == ".json" && entry.path().stem() != "hard_cases") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Loaded> tokenizers;
  for (const auto& path : paths) {
    const auto json = redquill::ReadFile(path.string(), 1 << 24);
    Require(json.has_value());
    auto tokenizer = Tokenizer::FromJson(*json);
    Require(tokenizer.has_value());
    const std::string post = nlohmann::json::parse(*json)["post_processor"].dump();
    tokenizers.push_back({std::move(*tokenizer), post.find("\"trim_offsets\":true") != post.npos});
  }
  Require(!tokenizers.empty());
  return tokenizers;
}

// Offsets stay within the text, and no token begins before the one before it. (Trimmed ones may, as
// in the reference: a space put before a character stands where that does, and is then cut off.)
void RequireSound(const Encoding& tokens, std::string_view text, const Loaded& by) {
  Require(tokens.offsets.size() == tokens.ids.size() && tokens.special.size() == tokens.ids.size());
  Require(tokens.total >= tokens.ids.size());
  uint32_t before = 0;
  for (size_t i = 0; i < tokens.ids.size(); ++i) {
    Require(tokens.ids[i] >= 0 && static_cast<size_t>(tokens.ids[i]) < by.tokenizer->vocabulary());
    const redquill::text::Range range = tokens.offsets[i];
    Require(range.begin <= range.end && range.end <= text.size());
    if (tokens.special[i]) continue;
    Require(by.trims || range.begin >= before);
    before = range.begin;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto tokenizers = Load();
  if (size == 0) return 0;
  const Loaded& by = tokenizers[data[0] % tokenizers.size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = by.tokenizer->Encode(text, 0);
  if (!whole) {
    Require(!whole.error().message.empty());
    return 0;
  }
  RequireSound(*whole, text, by);
  Require(whole->total == whole->ids.size());
  const auto cut = by.tokenizer->Encode(text, 5);
  Require(cut && cut->ids.size() <= 5 && cut->total == whole->total);
  RequireSound(*cut, text, by);
  return 0;
}
