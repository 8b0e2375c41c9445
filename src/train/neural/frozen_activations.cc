#include "train/neural/frozen_activations.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/random.h"
#include "base/sha256.h"

namespace redquill::train {
namespace {

constexpr uint64_t kMostBytes = uint64_t{1} << 40;
constexpr size_t kEssaysPerFile = 64;

std::string_view BytesOf(const void* data, size_t size) {
  return {static_cast<const char*>(data), size};
}

std::string FrozenWeights(EncoderNetwork* network) {
  Sha256 hash;
  hash.Update(network->options().bfloat16 ? "bfloat16" : "float");
  hash.Update(std::to_string(network->frozen_layers()));
  for (const auto& [name, tensor] : network->parameters()) {
    if (network->RateOf(name) > 0) continue;
    hash.Update(name);
    hash.Update(BytesOf(tensor.data_ptr(), tensor.nbytes()));
  }
  return hash.FinishHex();
}

std::string NameFor(const std::string& weights, std::span<const Tokens> essays) {
  Sha256 hash;
  hash.Update(weights);
  for (const Tokens& tokens : essays) {
    hash.Update(BytesOf(tokens.data(), tokens.size_bytes()));
    hash.Update(";");
  }
  return "frozen-" + hash.FinishHex().substr(0, 24) + ".bf16";
}

size_t CountTokens(std::span<const Tokens> essays) {
  size_t count = 0;
  for (const Tokens& tokens : essays) count += tokens.size();
  return count;
}

std::vector<Bf16> Compute(EncoderNetwork* network, std::span<const Tokens> essays) {
  std::vector<Bf16> all;
  for (const Tokens& tokens : essays) {
    if (tokens.empty()) continue;
    const at::Tensor x = network->Freeze(tokens);
    const auto* from = reinterpret_cast<const Bf16*>(x.data_ptr<at::BFloat16>());
    all.insert(all.end(), from, from + x.numel());
  }
  return all;
}

// One after another from `numbers`, essay by essay.
void Share(Activations numbers, std::span<const Tokens> essays, size_t width,
           std::vector<Activations>* to) {
  for (const Tokens& tokens : essays) {
    to->push_back(numbers.first(tokens.size() * width));
    numbers = numbers.subspan(tokens.size() * width);
  }
}

}  // namespace

Result<void> FrozenActivations::Map(const std::string& path, std::span<const Tokens> essays,
                                    size_t width) {
  auto file = MappedFile::Open(path, kMostBytes);
  if (!file) return Failure(file.error());
  files_.push_back(std::make_unique<MappedFile>(std::move(*file)));
  const auto bytes = files_.back()->bytes();
  Share({reinterpret_cast<const Bf16*>(bytes.data()), bytes.size() / sizeof(Bf16)}, essays, width,
        &essays_);
  return {};
}

Result<FrozenActivations> FrozenActivations::Make(EncoderNetwork* network,
                                                  std::span<const Tokens> essays,
                                                  const std::string& folder,
                                                  const std::function<void(size_t tokens)>& done) {
  const auto width = static_cast<size_t>(network->config().hidden);
  const std::string weights = FrozenWeights(network);
  std::vector<std::span<const Tokens>> parts;
  for (size_t i = 0; i < essays.size(); i += kEssaysPerFile) {
    parts.push_back(essays.subspan(i, std::min(kEssaysPerFile, essays.size() - i)));
  }
  FrozenActivations made;
  made.memory_.resize(parts.size());
  std::vector<std::string> paths(parts.size());
  size_t tokens = 0;
  // Processes that share a folder begin at different places, so that they share the work.
  const size_t first =
      folder.empty() || parts.empty() ? 0 : Random(uint64_t(getpid())).Below(parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    const size_t part = (first + i) % parts.size();
    const size_t bytes = CountTokens(parts[part]) * width * sizeof(Bf16);
    paths[part] = folder.empty() ? "" : folder + "/" + NameFor(weights, parts[part]);
    std::error_code none;
    if (folder.empty()) {
      made.memory_[part] = Compute(network, parts[part]);
    } else if (std::filesystem::file_size(paths[part], none) != bytes) {
      const auto numbers = Compute(network, parts[part]);
      auto kept = WriteFileAtomically(paths[part], BytesOf(numbers.data(), bytes));
      if (!kept) return Failure(kept.error());
    }
    done(tokens += CountTokens(parts[part]));
  }
  for (size_t part = 0; part < parts.size(); ++part) {
    if (folder.empty()) {
      Share(made.memory_[part], parts[part], width, &made.essays_);
    } else if (auto mapped = made.Map(paths[part], parts[part], width); !mapped) {
      return Failure(mapped.error());
    }
  }
  return made;
}

}  // namespace redquill::train
