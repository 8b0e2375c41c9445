#include "engine/embedder.h"

#include <utility>

namespace redquill::engine {

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
  Input input;
  input.tokens = tokens->ids;
  const auto output = engine_->Run(input, {});
  if (!output) return Failure(output.error());
  Embedding embedding{{}, tokens->ids.size(), tokens->total};
  embedding.vector.reserve(output->raw.size());
  for (const double value : output->raw) embedding.vector.push_back(static_cast<float>(value));
  return embedding;
}

}  // namespace redquill::engine
