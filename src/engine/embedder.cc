#include "engine/embedder.h"

#include <algorithm>
#include <utility>

namespace redquill::engine {
namespace {

/// The tokens of a text in parts of at most `most`, each between those that the tokenizer adds.
std::vector<std::vector<int32_t>> Parts(const text::Encoding& whole, size_t most) {
  const auto is_text = [](uint8_t special) { return special == 0; };
  const auto& special = whole.special;
  const auto begin =
      static_cast<size_t>(std::find_if(special.begin(), special.end(), is_text) - special.begin());
  const auto end =
      special.size() - static_cast<size_t>(std::find_if(special.rbegin(), special.rend(), is_text) -
                                           special.rbegin());
  const auto at = [&](size_t i) { return whole.ids.begin() + static_cast<ptrdiff_t>(i); };
  if (begin >= end) return {whole.ids};
  const size_t room = std::max<size_t>(1, most - std::min(most, special.size() - (end - begin)));
  const size_t count = (end - begin + room - 1) / room;
  std::vector<std::vector<int32_t>> parts;
  for (size_t i = 0; i < count; ++i) {
    std::vector<int32_t>& part = parts.emplace_back(at(0), at(begin));
    part.insert(part.end(), at(begin + (end - begin) * i / count),
                at(begin + (end - begin) * (i + 1) / count));
    part.insert(part.end(), at(end), whole.ids.end());
  }
  return parts;
}

}  // namespace

Result<std::unique_ptr<const Embedder>> Embedder::Open(
    std::shared_ptr<const model::Package> package, const OpenOptions& options) {
  const model::Manifest& manifest = package->manifest();
  if (!manifest.embeds()) {
    return Fail(Code::kInvalidArgument,
                "The model " + manifest.name +
                    " scores and gives no vector. Name one that was imported with --embeddings.");
  }
  auto engine = engine::Open(package, options);
  if (!engine) return Failure(engine.error());
  auto reader = TokenReader::For(*package);
  if (!reader) return Failure(reader.error());
  return std::unique_ptr<const Embedder>(
      new Embedder(std::move(package), *std::move(engine), *std::move(reader)));
}

Result<Embedding> Embedder::Embed(std::string_view utf8) const {
  const auto tokens = reader_.Read(utf8);
  if (!tokens) return Failure(tokens.error());
  auto embedding = Run(tokens->ids);
  if (embedding) embedding->tokens = tokens->total;
  return embedding;
}

Result<Embedding> Embedder::EmbedWhole(std::string_view utf8) const {
  const auto tokens = reader_.ReadWhole(utf8);
  if (!tokens) return Failure(tokens.error());
  std::vector<double> sum(width());
  size_t read = 0;
  for (const auto& part : Parts(*tokens, reader_.max_tokens())) {
    const auto embedding = Run(part);
    if (!embedding) return embedding;
    for (size_t i = 0; i < sum.size(); ++i) {
      sum[i] += embedding->vector[i] * static_cast<double>(part.size());
    }
    read += part.size();
  }
  Embedding whole{{}, tokens->total, tokens->total};
  for (const double value : sum) {
    whole.vector.push_back(static_cast<float>(value / static_cast<double>(read)));
  }
  return whole;
}

Result<Embedding> Embedder::Run(const std::vector<int32_t>& ids) const {
  Input input;
  input.tokens = ids;
  const auto output = engine_->Run(input, {});
  if (!output) return Failure(output.error());
  Embedding embedding{{}, ids.size(), ids.size()};
  embedding.vector.reserve(output->raw.size());
  for (const double value : output->raw) embedding.vector.push_back(static_cast<float>(value));
  return embedding;
}

}  // namespace redquill::engine
