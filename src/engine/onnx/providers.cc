#include "engine/onnx/providers.h"

#include <filesystem>
#include <utility>

#include "base/quote.h"

namespace redquill::engine::onnx {
namespace {

using KeyValues = std::vector<std::pair<std::string, std::string>>;

// Calls `update` with the pairs as the C API takes them.
template <typename Update>
OrtStatus* WithPairs(const KeyValues& pairs, Update update) {
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : pairs) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  return update(keys.data(), values.data(), keys.size());
}

Result<void> AddCuda(const OrtApi& api, const ProviderSettings& settings,
                     OrtSessionOptions* options) {
  OrtCUDAProviderOptionsV2* raw = nullptr;
  if (auto made = Check(api, api.CreateCUDAProviderOptions(&raw), "CUDA"); !made) return made;
  const auto cuda = Own(raw, api.ReleaseCUDAProviderOptions);
  // The largest shape's memory is not doubled for the next one.
  const KeyValues pairs = {{"device_id", std::to_string(settings.device)},
                           {"arena_extend_strategy", "kSameAsRequested"},
                           {"cudnn_conv_algo_search", "HEURISTIC"}};
  OrtStatus* updated =
      WithPairs(pairs, [&](const char* const* keys, const char* const* values, size_t count) {
        return api.UpdateCUDAProviderOptions(cuda.get(), keys, values, count);
      });
  if (auto set = Check(api, updated, "CUDA"); !set) return set;
  return Check(api, api.SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda.get()), "CUDA");
}

Result<void> AddTensorRt(const OrtApi& api, const ProviderSettings& settings,
                         const std::optional<LengthProfile>& profile, OrtSessionOptions* options) {
  OrtTensorRTProviderOptionsV2* raw = nullptr;
  if (auto made = Check(api, api.CreateTensorRTProviderOptions(&raw), "TensorRT"); !made) {
    return made;
  }
  const auto tensorrt = Own(raw, api.ReleaseTensorRTProviderOptions);
  KeyValues pairs = {{"device_id", std::to_string(settings.device)},
                     {"trt_fp16_enable", settings.fp16 ? "1" : "0"}};
  if (profile) {
    const ProfileShapes shapes = ShapesOf(*profile, 1);
    pairs.insert(pairs.end(), {{"trt_profile_min_shapes", shapes.min},
                               {"trt_profile_opt_shapes", shapes.opt},
                               {"trt_profile_max_shapes", shapes.max}});
  }
  if (!settings.cache_folder.empty()) {
    const std::string engines =
        settings.cache_folder + "/" + (profile ? std::to_string(profile->max) : "any");
    std::error_code failed;
    std::filesystem::create_directories(engines, failed);
    if (failed) {
      return Fail(Code::kIo, "the folder " + engines + " can't be made: " + failed.message(),
                  "engine.cache_folder");
    }
    pairs.insert(pairs.end(), {{"trt_engine_cache_enable", "1"},
                               {"trt_engine_cache_path", engines},
                               {"trt_timing_cache_enable", "1"},
                               {"trt_timing_cache_path", settings.cache_folder}});
  }
  OrtStatus* updated =
      WithPairs(pairs, [&](const char* const* keys, const char* const* values, size_t count) {
        return api.UpdateTensorRTProviderOptions(tensorrt.get(), keys, values, count);
      });
  if (auto set = Check(api, updated, "TensorRT"); !set) return set;
  return Check(api, api.SessionOptionsAppendExecutionProvider_TensorRT_V2(options, tensorrt.get()),
               "TensorRT");
}

Result<void> Add(const OrtApi& api, Provider provider, const ProviderSettings& settings,
                 const std::optional<LengthProfile>& profile, OrtSessionOptions* options) {
  switch (provider) {
    case Provider::kCuda:
      return AddCuda(api, settings, options);
    case Provider::kTensorRt:
      return AddTensorRt(api, settings, profile, options);
    case Provider::kCpu:
      break;
  }
  return {};  // Every session has the CPU.
}

}  // namespace

std::string_view NameOf(Provider provider) {
  switch (provider) {
    case Provider::kCuda:
      return "cuda";
    case Provider::kTensorRt:
      return "tensorrt";
    case Provider::kCpu:
      break;
  }
  return "cpu";
}

Result<std::vector<Provider>> ReadProviders(std::string_view list) {
  std::vector<Provider> providers;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    std::string_view name = list.substr(begin, end - begin);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    bool known = false;
    for (Provider provider : {Provider::kCpu, Provider::kCuda, Provider::kTensorRt}) {
      if (NameOf(provider) != name) continue;
      providers.push_back(provider);
      known = true;
    }
    if (!known) {
      return Fail(Code::kInvalidArgument,
                  "There is no provider " + Quoted(name) + "; name some of cpu, cuda, tensorrt");
    }
    begin = end + 1;
  }
  return providers;
}

Result<ChosenProvider> AddProviders(const Library& library, const ProviderSettings& settings,
                                    const std::optional<LengthProfile>& profile,
                                    OrtSessionOptions* options) {
  ChosenProvider chosen;
  bool found = false;
  for (Provider provider : settings.order) {
    auto added = Add(library.api(), provider, settings, profile, options);
    if (added) {
      if (!found) chosen.provider = provider;
      found = true;
      if (provider != Provider::kTensorRt) break;
      continue;  // CUDA behind TensorRT takes the operators that TensorRT leaves.
    }
    const std::string reason = "The provider " + std::string(NameOf(provider)) +
                               " can't be used: " + added.error().message;
    if (found) continue;
    if (!settings.fallback) {
      return Fail(Code::kUnavailable,
                  reason + ". Install it, name another provider, or allow falling back.");
    }
    chosen.passed_over.push_back(reason);
  }
  if (found) return chosen;
  std::string reasons;
  for (const std::string& reason : chosen.passed_over) reasons += reason + ". ";
  return Fail(
      Code::kUnavailable,
      reasons + "None of the providers named can be used; name cpu to allow the processor.");
}

}  // namespace redquill::engine::onnx
