#include <cstdlib>

#include "model/hf/config.h"

// Reads any bytes as a config.json. What is accepted must keep the bounds that the graph writer
// relies on.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace redquill::model::hf;
  const auto config = ReadConfig({reinterpret_cast<const char*>(data), size});
  if (!config) return 0;
  const bool sound = config->vocabulary > 0 && config->hidden > 0 && config->layers > 0 &&
                     config->heads > 0 && config->head_size > 0 && config->kv_heads > 0 &&
                     config->heads % config->kv_heads == 0 && config->intermediate > 0 &&
                     config->max_tokens() > 0 && config->labels > 0 && config->norm_epsilon > 0 &&
                     config->pad_token < config->vocabulary;
  if (!sound) std::abort();
  return 0;
}
