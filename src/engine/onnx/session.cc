#include "engine/onnx/session.h"

#include <array>
#include <utility>

#include "base/cpu.h"

namespace redquill::engine::onnx {
namespace {

Result<Handle<OrtSessionOptions>> MakeOptions(const Library& library,
                                              const SessionSettings& settings) {
  const OrtApi& api = library.api();
  OrtSessionOptions* raw = nullptr;
  if (auto made = Check(api, api.CreateSessionOptions(&raw), "options"); !made) {
    return Failure(made.error());
  }
  auto options = Own(raw, api.ReleaseSessionOptions);
  const char* spin = settings.spin ? "1" : "0";
  // Without VNNI, products of unsigned and signed bytes overflow 16 bits; this makes them exact
  // there, so that a score is the same on every processor. With it they are, and this would cost
  // two thirds of the speed.
  const char* avoid_overflow = InstructionSet().find("vnni") == std::string::npos ? "1" : "0";
  const std::array<std::pair<const char*, const char*>, 3> entries = {
      {{"session.intra_op.allow_spinning", spin},
       {"session.inter_op.allow_spinning", spin},
       {"session.x64quantprecision", avoid_overflow}}};
  std::vector<OrtStatus*> statuses = {
      api.SetIntraOpNumThreads(raw, settings.threads),
      api.SetInterOpNumThreads(raw, 1),
      api.SetSessionExecutionMode(raw, ORT_SEQUENTIAL),
      api.SetSessionGraphOptimizationLevel(raw, ORT_ENABLE_ALL),
      // A plan of memory is kept for every length ever seen; texts have many lengths.
      api.DisableMemPattern(raw),
      api.AddCustomOpDomain(raw, library.operators()),
  };
  for (const auto& [key, value] : entries) {
    statuses.push_back(api.AddSessionConfigEntry(raw, key, value));
  }
  if (!settings.profile_prefix.empty()) {
    statuses.push_back(api.EnableProfiling(raw, settings.profile_prefix.c_str()));
  }
  Result<void> all;
  for (OrtStatus* status : statuses) {
    if (auto set = Check(api, status, "session options"); !set) all = set;
  }
  if (!all) return Failure(all.error());
  return options;
}

Result<Handle<OrtRunOptions>> MakeShrinking(const OrtApi& api) {
  OrtRunOptions* raw = nullptr;
  if (auto made = Check(api, api.CreateRunOptions(&raw), "run options"); !made) {
    return Failure(made.error());
  }
  auto options = Own(raw, api.ReleaseRunOptions);
  if (auto set =
          Check(api, api.AddRunConfigEntry(raw, "memory.enable_memory_arena_shrinkage", "cpu:0"),
                "run options");
      !set) {
    return Failure(set.error());
  }
  return options;
}

}  // namespace

Result<std::unique_ptr<const Session>> Session::Open(std::shared_ptr<const Library> library,
                                                     std::span<const std::byte> model,
                                                     const SessionSettings& settings,
                                                     const std::optional<LengthProfile>& profile) {
  const OrtApi& api = library->api();
  std::unique_ptr<Session> session(new Session);
  auto options = MakeOptions(*library, settings);
  if (!options) return Failure(options.error());
  auto provider = AddProviders(*library, settings.providers, profile, options->get());
  if (!provider) return Failure(provider.error());
  session->provider_ = *std::move(provider);

  OrtSession* raw = nullptr;
  if (auto made = Check(api,
                        api.CreateSessionFromArray(library->environment(), model.data(),
                                                   model.size(), options->get(), &raw),
                        "loading the model");
      !made) {
    return Failure(made.error());
  }
  session->session_ = Own(raw, api.ReleaseSession);
  OrtMemoryInfo* memory = nullptr;
  if (auto made = Check(api, api.CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory),
                        "memory");
      !made) {
    return Failure(made.error());
  }
  session->memory_ = Own(memory, api.ReleaseMemoryInfo);
  auto shrink = MakeShrinking(api);
  if (!shrink) return Failure(shrink.error());
  session->shrink_ = *std::move(shrink);
  session->keep_tokens_ = settings.keep_tokens;
  session->library_ = std::move(library);
  if (auto read = session->ReadInputs(); !read) return Failure(read.error());
  return session;
}

Result<void> Session::ReadInputs() {
  const OrtApi& api = library_->api();
  size_t count = 0;
  if (auto got = Check(api, api.SessionGetInputCount(session_.get(), &count), "inputs"); !got) {
    return got;
  }
  OrtAllocator* allocator = nullptr;
  if (auto got = Check(api, api.GetAllocatorWithDefaultOptions(&allocator), "inputs"); !got) {
    return got;
  }
  for (size_t i = 0; i < count; ++i) {
    char* raw = nullptr;
    if (auto got =
            Check(api, api.SessionGetInputName(session_.get(), i, allocator, &raw), "inputs");
        !got) {
      return got;
    }
    const std::string name = raw;
    allocator->Free(allocator, raw);
    if (name == "attention_mask") {
      takes_mask_ = true;
    } else if (name != "input_ids") {
      return Fail(Code::kCorrupt, "the model has an input that no essay gives: " + name);
    }
  }
  return {};
}

Result<Handle<OrtValue>> Session::Tensor(std::span<const int32_t> values, int64_t rows) const {
  const OrtApi& api = library_->api();
  const std::array<int64_t, 2> shape = {rows, static_cast<int64_t>(values.size()) / rows};
  OrtValue* raw = nullptr;
  // The API takes no const pointer; an input is never written to.
  if (auto made = Check(api,
                        api.CreateTensorWithDataAsOrtValue(
                            memory_.get(), const_cast<int32_t*>(values.data()), values.size_bytes(),
                            shape.data(), shape.size(), ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, &raw),
                        "input");
      !made) {
    return Failure(made.error());
  }
  return Own(raw, api.ReleaseValue);
}

Result<std::vector<float>> Session::Run(const Batch& batch) const {
  const OrtApi& api = library_->api();
  auto ids = Tensor(batch.ids, batch.rows);
  if (!ids) return Failure(ids.error());
  Handle<OrtValue> mask;
  if (takes_mask_) {
    auto made = Tensor(batch.mask, batch.rows);
    if (!made) return Failure(made.error());
    mask = *std::move(made);
  }
  const std::array<const char*, 2> names = {"input_ids", "attention_mask"};
  const std::array<const OrtValue*, 2> values = {ids->get(), mask.get()};
  const char* output = "values";
  OrtValue* raw = nullptr;
  const bool shrink = static_cast<int64_t>(batch.ids.size()) > keep_tokens_;
  if (auto run = Check(api,
                       api.Run(session_.get(), shrink ? shrink_.get() : nullptr, names.data(),
                               values.data(), takes_mask_ ? 2 : 1, &output, 1, &raw),
                       "running the model");
      !run) {
    return Failure({Code::kInternal, run.error().message, {}});
  }
  const auto result = Own(raw, api.ReleaseValue);
  OrtTensorTypeAndShapeInfo* raw_shape = nullptr;
  size_t count = 0;
  void* data = nullptr;
  if (auto got = Check(api, api.GetTensorTypeAndShape(raw, &raw_shape), "result"); !got) {
    return Failure(got.error());
  }
  const auto shape = Own(raw_shape, api.ReleaseTensorTypeAndShapeInfo);
  if (auto got = Check(api, api.GetTensorShapeElementCount(raw_shape, &count), "result"); !got) {
    return Failure(got.error());
  }
  if (auto got = Check(api, api.GetTensorMutableData(raw, &data), "result"); !got) {
    return Failure(got.error());
  }
  const float* floats = static_cast<const float*>(data);
  return std::vector<float>(floats, floats + count);
}

std::optional<std::string> Session::Metadata(std::string_view key) const {
  const OrtApi& api = library_->api();
  OrtModelMetadata* raw = nullptr;
  if (!Check(api, api.SessionGetModelMetadata(session_.get(), &raw), "metadata")) {
    return std::nullopt;
  }
  const auto metadata = Own(raw, api.ReleaseModelMetadata);
  OrtAllocator* allocator = nullptr;
  if (!Check(api, api.GetAllocatorWithDefaultOptions(&allocator), "metadata")) return std::nullopt;
  char* value = nullptr;
  if (!Check(api,
             api.ModelMetadataLookupCustomMetadataMap(raw, allocator, std::string(key).c_str(),
                                                      &value),
             "metadata") ||
      value == nullptr) {
    return std::nullopt;
  }
  std::string found = value;
  allocator->Free(allocator, value);
  return found;
}

Result<std::string> Session::EndProfile() {
  const OrtApi& api = library_->api();
  OrtAllocator* allocator = nullptr;
  if (auto got = Check(api, api.GetAllocatorWithDefaultOptions(&allocator), "profile"); !got) {
    return Failure(got.error());
  }
  char* file = nullptr;
  if (auto ended = Check(api, api.SessionEndProfiling(session_.get(), allocator, &file), "profile");
      !ended) {
    return Failure(ended.error());
  }
  std::string path = file;
  allocator->Free(allocator, file);
  return path;
}

}  // namespace redquill::engine::onnx
