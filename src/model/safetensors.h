#ifndef REDQUILL_MODEL_SAFETENSORS_H_
#define REDQUILL_MODEL_SAFETENSORS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/tensor.h"

namespace redquill::model {

/// What a safetensors header may cost. Over one is kTooLarge, before anything is allocated for it.
struct SafetensorsLimits {
  uint64_t header_bytes = 32 << 20;  ///< Of the JSON header; 100 MB is the format's own bound.
  uint64_t tensors = 100'000;
};

/// The tensors of one safetensors file: eight bytes with the header's length, a JSON header that
/// gives each tensor's type, shape and place, then the data.
///
/// Reads strictly. Every tensor's place must be as long as its type and shape say, and the places
/// must cover the data one after another, without gap or overlap, to its last byte. The views point
/// into the bytes given, which the caller keeps alive.
class Safetensors final : public TensorSource {
 public:
  /// kCorrupt where a file breaks those rules, is cut off or is no safetensors file; kUnsupported
  /// for an element type that this program does not know; kTooLarge over a limit. Messages name
  /// the tensor.
  static Result<Safetensors> Read(std::span<const std::byte> file,
                                  const SafetensorsLimits& limits = {});

  const TensorView* Find(std::string_view name) const override;
  std::vector<std::string> Names() const override;
  size_t size() const { return tensors_.size(); }
  /// A remark of the header ("__metadata__"); nullptr if there is none of that key.
  const std::string* Metadata(const std::string& key) const {
    const auto found = metadata_.find(key);
    return found == metadata_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, TensorView, std::less<>> tensors_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_SAFETENSORS_H_
