#ifndef REDQUILL_TRAIN_FEATURE_SAMPLE_ESSAYS_H_
#define REDQUILL_TRAIN_FEATURE_SAMPLE_ESSAYS_H_

// Made-up essays for tests: the higher the score, the more and the better sentences.

#include <string>

#include "train/feature/essay_set.h"

namespace redquill::train {

/// The text of essay `number`; its score is 1 + number % 5.
std::string SampleEssay(int number);

/// A table essay_id,score,prompt_name,full_text of essays [first, last), with ids "e7"; essay i's
/// prompt is number i % prompts of Parks, Trains, Zoos.
std::string SampleTable(int first, int last, int prompts);

/// Writes a file for the test that runs; its path.
std::string WriteSample(const std::string& name, const std::string& content);

/// The essays of SampleTable, read. The test fails where they can't be.
EssaySet SampleSet(int essays, int prompts);

}  // namespace redquill::train

#endif  // REDQUILL_TRAIN_FEATURE_SAMPLE_ESSAYS_H_
