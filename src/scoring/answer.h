#ifndef REDQUILL_SCORING_ANSWER_H_
#define REDQUILL_SCORING_ANSWER_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/manifest.h"
#include "scoring/receipt.h"

namespace redquill::scoring {

/// What a caller asks. Views are borrowed for the call.
struct Request {
  std::string_view essay;   ///< Bytes as given: any line ends, any normalisation form, UTF-8.
  std::string_view model;   ///< A model's name or an alias; empty for the default model.
  std::string_view prompt;  ///< The prompt's name; empty if the caller doesn't say.
  bool explain = false;     ///< Fill Answer::influences where the model can.
  /// Given up if it waits for a batch of texts until then.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

/// One thing that moved the score, in words for a teacher.
struct Influence {
  std::string name;   ///< The feature's name, or "ngrams".
  std::string words;  ///< "long sentences", "few spelling errors".
  double value = 0;   ///< The feature's value for this essay.
  std::string unit;   ///< The unit of `value`; empty for the n-gram part.
  double effect = 0;  ///< In points of the scale; positive raised the score.
};

/// What one model of an ensemble said.
struct MemberShare {
  std::string name;
  double raw = 0;     ///< Its raw value.
  double weight = 0;  ///< Of the raw value in the ensemble's.
  double effect = 0;  ///< In points of the scale, against the mean essay learned from.
};

inline constexpr size_t kMostInfluences = 8;

/// Milliseconds by stage.
struct Timings {
  double read = 0, measure = 0, engine = 0, total = 0;
};

/// The score of one output.
struct OutputScore {
  std::string name;       ///< "holistic" or a trait.
  double score = 0;       ///< On the scale.
  double calibrated = 0;  ///< Before clamping and rounding.
  double raw = 0;         ///< The engine's value.
  model::Scale scale;
};

/// A score and everything that goes with it.
struct Answer {
  /// One per output of the model, at least one; the first is the score, and the receipt's.
  std::vector<OutputScore> outputs;
  std::string model;
  /// Remarks a person should read beside the score: "short: 12 words, trained on 150 and more".
  std::vector<std::string> notes;
  std::vector<Influence> influences;  ///< Strongest first; at most kMostInfluences.
  std::vector<MemberShare> members;   ///< Of an ensemble that was asked to explain; its order.
  int words = 0;
  /// Tokens that the model read, of how many that the essay has; 0 of 0 where it reads no tokens.
  int tokens_read = 0, tokens = 0;
  Receipt receipt;
  Timings timings;
};

}  // namespace redquill::scoring

#endif  // REDQUILL_SCORING_ANSWER_H_
