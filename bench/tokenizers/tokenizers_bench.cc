// Encodes texts with our tokenizer on one thread, as often as it is told, and prints what the
// peer's `encode` prints: the CPU time of the fastest pass, the tokens, and a digest of all ids and
// offsets, by which bench/run sees that both sides did the same work.
//
// Usage: tokenizers_bench TOKENIZER_JSON TEXTS_JSONL PASSES      (one JSON string a line)
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/file.h"
#include "text/tokenizer/tokenizer.h"

namespace {

using redquill::text::Encoding;

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// FNV-1a over ids and offsets as 32-bit words.
uint64_t Digest(const std::vector<Encoding>& encodings) {
  uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](uint32_t word) { hash = (hash ^ word) * 0x100000001b3; };
  for (const Encoding& encoding : encodings) {
    for (const int32_t id : encoding.ids) add(static_cast<uint32_t>(id));
    for (const redquill::text::Range& range : encoding.offsets) {
      add(range.begin);
      add(range.end);
    }
  }
  return hash;
}

std::vector<std::string> ReadTexts(const char* path) {
  std::vector<std::string> texts;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    texts.push_back(nlohmann::json::parse(line).get<std::string>());
  }
  return texts;
}

int Fail(const redquill::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: tokenizers_bench TOKENIZER_JSON TEXTS_JSONL PASSES\n");
    return 2;
  }
  const auto json = redquill::ReadFile(arguments[1], uint64_t{128} << 20);
  if (!json) return Fail(json.error());
  const auto tokenizer = redquill::text::Tokenizer::FromJson(*json);
  if (!tokenizer) return Fail(tokenizer.error());
  const std::vector<std::string> texts = ReadTexts(arguments[2]);
  const int passes = std::atoi(arguments[3]);
  double best = std::numeric_limits<double>::infinity();
  std::vector<Encoding> encodings;
  for (int pass = 0; pass <= passes; ++pass) {
    encodings.clear();
    const double start = CpuSeconds();
    for (const std::string& text : texts) {
      auto encoding = (*tokenizer)->Encode(text, 0);
      if (!encoding) return Fail(encoding.error());
      encodings.push_back(std::move(*encoding));
    }
    best = std::min(best, CpuSeconds() - start);
  }
  size_t tokens = 0;
  for (const Encoding& encoding : encodings) tokens += encoding.ids.size();
  std::printf("{\"seconds\": {\"bytes\": %.6f}, \"tokens\": %zu, \"digest\": \"%016llx\"}\n", best,
              tokens, static_cast<unsigned long long>(Digest(encodings)));
}
