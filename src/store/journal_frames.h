#ifndef REDQUILL_STORE_JOURNAL_FRAMES_H_
#define REDQUILL_STORE_JOURNAL_FRAMES_H_

#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace redquill::store {

/// A record as a frame of the journal.
std::string FrameOf(const ScoreRecord& record);

/// What a journal's file holds.
struct Frames {
  std::vector<ScoreRecord> records;
  bool whole = true;  ///< Whether all of it was read.
};

/// Reads a file's bytes up to the first frame that is not whole.
Frames ReadFrames(std::string_view bytes);

}  // namespace redquill::store

#endif  // REDQUILL_STORE_JOURNAL_FRAMES_H_
