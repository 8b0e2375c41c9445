// cache_bench ESSAY [ENTRIES]: what a lookup in the exact cache costs, from the essay's bytes to
// the answer, with that many entries (1,000,000), and what an entry takes in memory.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "base/random.h"
#include "cache/exact.h"
#include "text/normalize.h"

namespace {

using namespace redquill;
using Clock = std::chrono::steady_clock;

std::shared_ptr<const scoring::Answer> AnswerOf(size_t number) {
  auto answer = std::make_shared<scoring::Answer>();
  const double score = 1 + static_cast<double>(number % 6);
  answer->outputs.push_back({"holistic", score, score, score, {1, 6, 1}});
  answer->model = "features";
  answer->notes = {std::string(120, 'n')};
  answer->receipt.package_digest = answer->receipt.text_sha256 = std::string(64, 'd');
  answer->receipt.runtime = "xgboost 1.7.4";
  return answer;
}

double At(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int count, char** arguments) {
  const auto essay = ReadFile(count > 1 ? arguments[1] : "", 1 << 20);
  if (!essay) {
    std::fprintf(stderr, "cache_bench: %s\n", essay.error().message.c_str());
    return 2;
  }
  const size_t entries = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 1'000'000;
  scoring::ModelInfo model;
  model.digest = std::string(64, 'd');
  cache::ExactCache cache({.bytes = uint64_t{16} << 30, .ttl_ms = 0});
  const size_t before = ::mallinfo2().uordblks;
  for (size_t i = 0; i < entries; ++i) {
    cache.Put(cache::KeyOf(*essay + std::to_string(i), model, "", false), AnswerOf(i), 1);
  }
  const double each =
      static_cast<double>(::mallinfo2().uordblks - before) / static_cast<double>(entries);

  Random random(3);
  std::vector<double> whole, found;
  for (int i = 0; i < 100'000; ++i) {
    const std::string text = *essay + std::to_string(random.Below(entries));
    const auto start = Clock::now();
    const auto normalised = text::Normalize(text);
    const auto key = cache::KeyOf(normalised->utf8(), model, "", false);
    const auto middle = Clock::now();
    if (!cache.Find(key, 1).answer) return 1;
    const auto end = Clock::now();
    whole.push_back(std::chrono::duration<double, std::micro>(end - start).count());
    found.push_back(std::chrono::duration<double, std::micro>(end - middle).count());
  }
  std::sort(whole.begin(), whole.end());
  std::sort(found.begin(), found.end());
  std::printf("%zu entries, %.0f bytes each; an essay of %zu bytes\n", entries, each,
              essay->size());
  std::printf("lookup by key:     median %6.1f us, p99 %6.1f us\n", At(found, 0.5),
              At(found, 0.99));
  std::printf("essay to answer:   median %6.1f us, p99 %6.1f us\n", At(whole, 0.5),
              At(whole, 0.99));
}
