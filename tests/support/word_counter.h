#ifndef REDQUILL_TESTS_SUPPORT_WORD_COUNTER_H_
#define REDQUILL_TESTS_SUPPORT_WORD_COUNTER_H_

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "http/serving.h"
#include "text/essay.h"

namespace redquill::http {

/// Refuses essays as a real model does.
inline Result<scoring::RawScore> CountWords(const scoring::Request& request) {
  auto essay = text::ReadEssay(request.essay);
  if (!essay) {
    Error error = essay.error();
    error.field = "essay";
    return Failure(std::move(error));
  }
  scoring::RawScore raw;
  raw.words = essay->words.size();
  raw.output.raw = {static_cast<double>(std::min<size_t>(6, raw.words)) / 10};
  raw.text_sha256 = std::string(64, 'a');
  return raw;
}

/// A point a word, on a scale of 1 to 6.
inline Result<scoring::Answer> PointsOf(const scoring::RawScore& raw,
                                        const scoring::Request& request, const std::string& model) {
  scoring::Answer answer;
  answer.words = static_cast<int>(raw.words);
  answer.model = model;
  const double score = std::min(6, answer.words);
  answer.outputs = {{"holistic", score, score + 0.25, raw.output.raw[0], {1, 6, 1}}};
  answer.receipt.prompt = request.prompt;
  answer.receipt.package_digest = std::string(64, 'a');
  answer.receipt.text_sha256 = raw.text_sha256;
  answer.receipt.score = score;
  answer.notes = {"Counted, not read."};
  if (request.explain) answer.influences = {{"words", "many words", score, "words", 0.5}};
  return answer;
}

/// A scorer for tests of what stands around one. Knows the models "counter" (default) and "other",
/// which both count words.
inline std::shared_ptr<const Scorer> WordCounter(const std::string& digest = std::string(64, 'a')) {
  auto scorer = std::make_shared<Scorer>();
  std::map<std::string, std::shared_ptr<const Served>, std::less<>> served;
  for (const std::string name : {"counter", "other"}) {
    scoring::ModelInfo info;
    info.digest = digest;
    info.manifest.name = name;
    info.manifest.title = "Counts words";
    info.manifest.version = "1";
    info.manifest.outputs = {{"holistic", {1, 6, 1}}};
    info.manifest.prompts = {"Gardens"};
    info.is_default = name == "counter";
    scorer->models.push_back(info);
    served[name] = std::make_shared<Served>(
        Served{info, CountWords, [name](const scoring::RawScore& raw, const scoring::Request& r) {
                 return PointsOf(raw, r, name);
               }});
  }
  scorer->find =
      [served](const scoring::Request& request) -> Result<std::shared_ptr<const Served>> {
    const auto found = served.find(request.model.empty() ? "counter" : request.model);
    if (found != served.end()) return found->second;
    return Fail(Code::kNotFound, "There is no such model. Known: counter, other.", "model");
  };
  return scorer;
}

}  // namespace redquill::http

#endif  // REDQUILL_TESTS_SUPPORT_WORD_COUNTER_H_
