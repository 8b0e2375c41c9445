// What reading and measuring an essay of 400 words costs on one thread. The project's limit for
// both together is 2 ms.
#include <benchmark/benchmark.h>

#include <string>

#include "features/data/embedded.h"
#include "features/features.h"
#include "features/reading.h"
#include "features/word_list.h"

namespace {

using redquill::text::Essay;
using redquill::text::ReadEssay;

// A student's essay as they come: 100 words in two paragraphs with a few slips, written for this.
constexpr std::string_view kParagraphs =
    "Many people beleive that school should start later in the morning. I agree with them, because "
    "students who sleep longer learn more and get sick less often. For example, my cousin's school "
    "moved its first lesson to nine o'clock, and the teachers said that everyones grades went up.\n"
    "\n"
    "However, some parents dont like the idea since they have to leave for work early. That is a "
    "real problem, but it can be solved: the libary could open at seven, and older children could "
    "look after the younger ones until the bell rings. In conclusion, a later start would "
    "help.\n\n";

std::string EssayOfWords(size_t words) {
  std::string text;
  for (size_t n = 0; n < words; n += 100) {
    text += kParagraphs;
    text += "Paragraph number " + std::to_string(n) +
            " repeats nothing uncommonly "
            "sophisticated.\n\n";
  }
  return text;
}

void ReadsAnEssay(benchmark::State& state) {
  const std::string text = EssayOfWords(static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(ReadEssay(text));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ReadsAnEssay)->Arg(400);

void LooksWordsUp(benchmark::State& state) {
  const Essay essay = *ReadEssay(EssayOfWords(static_cast<size_t>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(redquill::features::Reading(essay).types.size());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(LooksWordsUp)->Arg(400);

void MeasuresAnEssay(benchmark::State& state) {
  const Essay essay = *ReadEssay(EssayOfWords(static_cast<size_t>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(redquill::features::Measure(essay));
  state.counters["words"] = static_cast<double>(essay.words.size());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(MeasuresAnEssay)->Arg(400)->Arg(4000);

void ReadsAndMeasures(benchmark::State& state) {
  const std::string text = EssayOfWords(static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(redquill::features::Measure(*ReadEssay(text)));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ReadsAndMeasures)->Arg(400)->Unit(benchmark::kMicrosecond);

// Once a process: reading the word list that is built in.
void LoadsTheWordList(benchmark::State& state) {
  const std::string_view words = redquill::features::EmbeddedWords();
  for (auto _ : state) benchmark::DoNotOptimize(redquill::features::WordList(words).size());
}
BENCHMARK(LoadsTheWordList)->Unit(benchmark::kMillisecond);

}  // namespace
