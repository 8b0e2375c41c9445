#include "redquill/engine_options.h"

namespace redquill::app {

Result<engine::OpenOptions> EngineOptions(const config::Config::Engine& engine) {
  std::string list;
  for (const std::string& name : engine.providers) list += (list.empty() ? "" : ",") + name;
  auto order = engine::onnx::ReadProviders(list);
  if (!order) {
    Error error = order.error();
    error.field = "engine.providers";
    return Failure(std::move(error), "engine.providers");
  }
  engine::OpenOptions options;
  options.onnx.library = engine.library;
  options.onnx.batch_tokens = static_cast<int64_t>(engine.batch_tokens);
  auto& session = options.onnx.session;
  session.threads = static_cast<int>(engine.threads);
  session.spin = engine.spin;
  session.keep_tokens = static_cast<int64_t>(engine.keep_tokens);
  session.providers.order = *std::move(order);
  session.providers.fallback = engine.fallback;
  session.providers.device = static_cast<int>(engine.device);
  session.providers.cache_folder = engine.cache_folder;
  session.providers.fp16 = engine.fp16;
  return options;
}

}  // namespace redquill::app
