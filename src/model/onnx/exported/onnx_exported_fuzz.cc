// Any bytes are refused or become a graph that can be read again, without a file being opened that
// lies outside the folder.
#include <cstdlib>

#include "model/onnx/exported/adopt.h"
#include "model/onnx/summary.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model::onnx;
  const std::string_view model(reinterpret_cast<const char*>(data), size);
  const auto outline = ReadOutline(model);
  if (!outline) return 0;
  auto interface = ReadInterface(*outline);
  if (!interface) {  // The rewriting is to be met all the same.
    interface =
        Interface{.inputs = {{"input_ids", Element::kInt64}, {"position_ids", Element::kInt32}},
                  .output = "logits",
                  .labels = 2,
                  .batches = true};
  }
  ExternalFiles files("/nowhere");
  const auto adopted =
      AdoptModel(model, *outline, *interface,
                 {.max_tokens = 8, .vocabulary = 9, .padding = 0, .class_values = {1, 2}}, &files);
  if (!files.files().empty()) std::abort();
  if (!adopted) return 0;
  if (!Summarise(adopted->onnx) || !ReadOutline(adopted->onnx)) std::abort();
  return 0;
}
