#ifndef REDQUILL_ENGINE_ENSEMBLE_ENSEMBLE_ENGINE_H_
#define REDQUILL_ENGINE_ENSEMBLE_ENSEMBLE_ENGINE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/ensemble/spec.h"
#include "engine/open.h"
#include "engine/token_reader.h"
#include "model/package.h"

namespace redquill::engine::ensemble {

/// Runs several models that lie in one package or beside it (docs/formats/ensemble.md), each once
/// unless it has no weight in the part that speaks, and weighs their raw values. The first member
/// says which part speaks and which prompt the essay is on; the others are told that prompt. A
/// member that reads tokens cuts the essay's text by its own tokenizer.
class EnsembleEngine final : public Engine {
 public:
  /// kCorrupt where config, members and manifest don't fit each other; kNotFound where the package
  /// is not joined with a member that lies beside it (model::Library does); kUnsupported for a
  /// member that is an ensemble, or a second one that reads features; the errors of
  /// Package::OpenMember, of TokenReader::For and of each member's engine, with the member's name
  /// before them.
  static Result<std::unique_ptr<const Engine>> Open(std::shared_ptr<const model::Package> package,
                                                    const OpenOptions& options);

  Needs needs() const override { return needs_; }
  Result<Output> Run(const Input& input, const RunOptions& options) const override;
  std::string Runtime() const override;

 private:
  struct Member {
    std::string name;
    std::unique_ptr<const Engine> engine;
    std::optional<TokenReader> reader;
    bool knows_prompts = false;
  };
  struct Said {
    Output output;
    size_t tokens_read = 0, tokens = 0;
  };

  EnsembleEngine() = default;
  static Result<Member> OpenOne(std::shared_ptr<const model::Package> whole, const Spec& spec,
                                const std::string& name, const OpenOptions& options);
  Result<Said> Ask(const Member& member, const Input& input, const RunOptions& options) const;

  Spec spec_;
  Needs needs_;
  std::vector<Member> members_;
};

}  // namespace redquill::engine::ensemble

#endif  // REDQUILL_ENGINE_ENSEMBLE_ENSEMBLE_ENGINE_H_
