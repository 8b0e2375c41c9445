#ifndef REDQUILL_TESTS_SUPPORT_WORD_COUNTER_H_
#define REDQUILL_TESTS_SUPPORT_WORD_COUNTER_H_

#include <algorithm>
#include <memory>

#include "http/serving.h"
#include "text/essay.h"

namespace redquill::http {

/// A scorer for tests of what stands around one: a point a word, on a scale of 1 to 6. Knows the
/// models "counter" (default) and "other", and refuses essays as the real one does.
inline std::shared_ptr<const Scorer> WordCounter() {
  auto scorer = std::make_shared<Scorer>();
  for (const char* name : {"counter", "other"}) {
    scoring::ModelInfo info;
    info.digest = std::string(64, 'a');
    info.manifest.name = name;
    info.manifest.title = "Counts words";
    info.manifest.version = "1";
    info.manifest.outputs = {{"holistic", {1, 6, 1}}};
    info.manifest.prompts = {"Gardens"};
    info.is_default = info.manifest.name == "counter";
    scorer->models.push_back(info);
  }
  scorer->score = [](const scoring::Request& request) -> Result<scoring::Answer> {
    if (!request.model.empty() && request.model != "counter" && request.model != "other") {
      return Fail(Code::kNotFound, "There is no such model. Known: counter, other.", "model");
    }
    auto essay = text::ReadEssay(request.essay);
    if (!essay) {
      Error error = essay.error();
      error.field = "essay";
      return Failure(std::move(error));
    }
    scoring::Answer answer;
    answer.words = static_cast<int>(essay->words.size());
    answer.model = request.model.empty() ? "counter" : request.model;
    const double score = std::min(6, answer.words);
    answer.outputs = {{"holistic", score, score + 0.25, score / 10, {1, 6, 1}}};
    answer.receipt.prompt = request.prompt;
    answer.receipt.package_digest = answer.receipt.text_sha256 = std::string(64, 'a');
    answer.receipt.score = score;
    answer.notes = {"Counted, not read."};
    if (request.explain) answer.influences = {{"words", "many words", score, "words", 0.5}};
    return answer;
  };
  return scorer;
}

}  // namespace redquill::http

#endif  // REDQUILL_TESTS_SUPPORT_WORD_COUNTER_H_
