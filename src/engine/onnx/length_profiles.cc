#include "engine/onnx/length_profiles.h"

#include <algorithm>

namespace redquill::engine::onnx {

std::vector<LengthProfile> ProfilesOver(const Lengths& lengths, int64_t most) {
  Lengths ends;
  std::copy_if(lengths.begin(), lengths.end(), std::back_inserter(ends),
               [most](int64_t length) { return length >= 1 && length < most; });
  ends.push_back(most);
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  std::vector<LengthProfile> profiles;
  int64_t begin = 1;
  for (int64_t end : ends) {
    profiles.push_back({begin, end, end});
    begin = end + 1;
  }
  return profiles;
}

ProfileShapes ShapesOf(const LengthProfile& profile, int64_t rows) {
  const auto shapes = [rows](int64_t length) {
    const std::string shape = std::to_string(rows) + "x" + std::to_string(length);
    return "input_ids:" + shape + ",attention_mask:" + shape;
  };
  return {shapes(profile.min), shapes(profile.opt), shapes(profile.max)};
}

}  // namespace redquill::engine::onnx
