// Any bytes as a journal's file: what is read of them writes back to the same frames.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "store/journal_frames.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::store;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Frames frames = ReadFrames(bytes);
  std::string again;
  for (const auto& record : frames.records) again += FrameOf(record);
  const Frames reread = ReadFrames(again);
  if (!reread.whole || reread.records.size() != frames.records.size()) std::abort();
  for (size_t i = 0; i < reread.records.size(); ++i) {
    if (DigestOf(reread.records[i]) != DigestOf(frames.records[i])) std::abort();
  }
  return 0;
}
