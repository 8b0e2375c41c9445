#ifndef REDQUILL_TESTS_SUPPORT_SAMPLE_RECORDS_H_
#define REDQUILL_TESTS_SUPPORT_SAMPLE_RECORDS_H_

#include <string>

#include "store/records.h"

namespace redquill::store {

/// A record like any other; `number` makes its id, time, text and person.
inline ScoreRecord SampleRecord(int number) {
  ScoreRecord record;
  record.id = std::string(24, 'a') + std::to_string(10'000'000 + number);
  record.when_ms = 1'700'000'000'000 + number;
  record.key = "office";
  record.person = "pupil-" + std::to_string(number % 3);
  record.model = "features";
  record.model_digest = std::string(64, 'd');
  record.text_sha256 = std::string(60, '7') + std::to_string(1000 + number % 7);
  record.score = 3.1 + number % 3;
  record.receipt = "{\"raw\": 0.1, \"words\": \"\\u00e9 ü\"}";
  return record;
}

}  // namespace redquill::store

#endif  // REDQUILL_TESTS_SUPPORT_SAMPLE_RECORDS_H_
