#ifndef REDQUILL_ENGINE_EMBEDDER_H_
#define REDQUILL_ENGINE_EMBEDDER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "engine/engine.h"
#include "engine/open.h"
#include "engine/token_reader.h"
#include "model/package.h"

namespace redquill::engine {

/// A text's vector, and how much of the text it stands for.
struct Embedding {
  std::vector<float> vector;
  size_t tokens_read = 0, tokens = 0;  ///< Of how many; fewer read than there are: the end is cut.
};

/// Gives texts vectors by a package with an embedding_width (imported with --embeddings): for
/// comparing essays and for training on them. Const after opening; safe from many threads. A vector
/// depends on the text and the package alone.
///
///     auto embedder = Embedder::Open(*model::Package::Open("models/minilm.rqm"));
///     auto one = (*embedder)->Embed(essay.text.utf8());
class Embedder {
 public:
  /// kInvalidArgument for a package that scores; else the errors of Open and TokenReader::For. The
  /// package stays alive as long as this does.
  static Result<std::unique_ptr<const Embedder>> Open(std::shared_ptr<const model::Package> package,
                                                      const OpenOptions& options = {});

  /// The vector of UTF-8 text, of width() numbers. The errors of text::Tokenizer::Encode and
  /// Engine::Run.
  Result<Embedding> Embed(std::string_view utf8) const;

  /// The same of the whole text, however long: one with more tokens than the model reads is cut
  /// into as few parts as it takes, of about one length, and its vector is the mean of theirs, each
  /// weighted by its tokens.
  Result<Embedding> EmbedWhole(std::string_view utf8) const;

  size_t width() const { return static_cast<size_t>(package_->manifest().embedding_width); }
  const model::Package& package() const { return *package_; }
  std::string Runtime() const { return engine_->Runtime(); }

 private:
  Result<Embedding> Run(const std::vector<int32_t>& ids) const;
  Embedder(std::shared_ptr<const model::Package> package, std::unique_ptr<const Engine> engine,
           TokenReader reader)
      : package_(std::move(package)), engine_(std::move(engine)), reader_(std::move(reader)) {}

  std::shared_ptr<const model::Package> package_;
  std::unique_ptr<const Engine> engine_;
  TokenReader reader_;
};

}  // namespace redquill::engine

#endif  // REDQUILL_ENGINE_EMBEDDER_H_
