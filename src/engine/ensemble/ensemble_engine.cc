#include "engine/ensemble/ensemble_engine.h"

#include <set>
#include <utility>

namespace redquill::engine::ensemble {
namespace {

/// What the program reads of an essay for the member that reads features stands in the ensemble's
/// manifest too, where the rest of the program looks for it.
Result<void> CheckFeatures(const model::Manifest& whole, const model::Manifest& member) {
  for (const char* key : {"blocks", "feature_medians"}) {
    const auto ours = whole.config.find(key), theirs = member.config.find(key);
    const bool have = ours != whole.config.end(), has = theirs != member.config.end();
    if (have == has && (!have || *ours == *theirs)) continue;
    return Fail(
        Code::kCorrupt,
        std::string("manifest.json: config.") + key + " must be that of member " + member.name,
        std::string("config.") + key);
  }
  return {};
}

/// The package of a member: inside the whole, or beside it and then the one that was weighed.
Result<std::shared_ptr<const model::Package>> Find(std::shared_ptr<const model::Package> whole,
                                                   const Spec& spec, const std::string& name) {
  const model::MemberBeside* beside = spec.Beside(name);
  auto package = model::Package::OpenMember(std::move(whole), name);
  if (beside == nullptr || (package && (*package)->digest() == beside->digest)) return package;
  return Fail(Code::kNotFound, "the package with digest " + beside->digest +
                                   " must lie beside the ensemble's, in the same folder");
}

/// A requirement of a member is one of the whole.
Result<void> CheckRequirements(const model::Manifest& whole, const model::Manifest& member) {
  for (const auto& [what, value] : member.requirements) {
    const auto ours = whole.requirements.find(what);
    if (ours != whole.requirements.end() && ours->second == value) continue;
    return Fail(Code::kCorrupt,
                "manifest.json: requires." + what + " must be that of member " + member.name,
                "requires." + what);
  }
  return {};
}

}  // namespace

Result<EnsembleEngine::Member> EnsembleEngine::OpenOne(std::shared_ptr<const model::Package> whole,
                                                       const Spec& spec, const std::string& name,
                                                       const OpenOptions& options) {
  auto package = Find(whole, spec, name);
  if (!package) return Failure(package.error());
  const model::Manifest& manifest = (*package)->manifest();
  if (manifest.engine == whole->manifest().engine) {
    return Fail(Code::kUnsupported, "is an ensemble itself; list its members instead");
  }
  if (manifest.outputs.size() != 1) {
    return Fail(Code::kCorrupt, "must have one output", "outputs");
  }
  if (!(manifest.scale() == whole->manifest().scale())) {
    return Fail(Code::kCorrupt, "scores on another scale than the ensemble", "outputs");
  }
  if (!manifest.prompts.empty() && manifest.prompts != whole->manifest().prompts) {
    return Fail(Code::kCorrupt, "knows other prompts than the ensemble", "prompts");
  }
  if (auto known = CheckRequirements(whole->manifest(), manifest); !known) {
    return Failure(known.error());
  }
  Member member{.name = name, .knows_prompts = !manifest.prompts.empty()};
  auto engine = engine::Open(*package, options);
  if (!engine) return Failure(engine.error());
  member.engine = *std::move(engine);
  const Needs needs = member.engine->needs();
  if (needs.features || needs.ngrams) {
    if (auto fits = CheckFeatures(whole->manifest(), manifest); !fits) return Failure(fits.error());
  }
  if (needs.tokens) {
    auto reader = TokenReader::For(**package);
    if (!reader) return Failure(reader.error());
    member.reader = *std::move(reader);
  }
  return member;
}

Result<std::unique_ptr<const Engine>> EnsembleEngine::Open(
    std::shared_ptr<const model::Package> package, const OpenOptions& options) {
  auto spec = ReadSpec(package->manifest().config);
  if (!spec) return Failure(spec.error());
  if (package->manifest().outputs.size() != 1) {
    return Fail(Code::kCorrupt, "manifest.json: an ensemble has one output", "outputs");
  }
  std::unique_ptr<EnsembleEngine> engine(new EnsembleEngine);
  for (const std::string& name : spec->members) {
    auto member = OpenOne(package, *spec, name, options);
    if (!member) return Failure(member.error(), "member " + name);
    const Needs needs = member->engine->needs();
    if (needs.features && std::exchange(engine->needs_.features, true)) {
      return Fail(Code::kUnsupported, "member " + name + " is the second that reads features");
    }
    engine->needs_.ngrams = engine->needs_.ngrams || needs.ngrams;
    engine->needs_.text = engine->needs_.text || needs.tokens || needs.text;
    engine->members_.push_back(*std::move(member));
  }
  engine->spec_ = *std::move(spec);
  return engine;
}

Result<EnsembleEngine::Said> EnsembleEngine::Ask(const Member& member, const Input& input,
                                                 const RunOptions& options) const {
  Input own = input;
  own.tokens = {};
  if (!member.knows_prompts) own.prompt.reset();
  std::vector<int32_t> ids;
  Said said;
  if (member.reader) {
    auto tokens = member.reader->Read(input.text);
    if (!tokens) return Failure(tokens.error());
    ids = std::move(tokens->ids);
    own.tokens = ids;
    said.tokens_read = ids.size();
    said.tokens = tokens->total;
  }
  auto output = member.engine->Run(own, options);
  if (!output) return Failure(output.error());
  said.output = *std::move(output);
  return said;
}

Result<Output> EnsembleEngine::Run(const Input& input, const RunOptions& options) const {
  Input told = input;
  Output output;
  const PartSpec* part = nullptr;
  double raw = 0;
  for (size_t m = 0; m < members_.size(); ++m) {
    if (part && part->weights[m] == 0) continue;
    auto said = Ask(members_[m], told, options);
    if (!said) return Failure(said.error(), "member " + members_[m].name);
    Output& own = said->output;
    if (m == 0) {
      output.part = own.part;
      output.prompt = own.prompt;
      told.prompt = own.prompt.value_or(-1);
      part = spec_.Find(own.part);
      if (!part) return Fail(Code::kCorrupt, "The ensemble has no weights for part " + own.part);
      raw = part->intercept;
    }
    const double weight = part->weights[m], value = own.raw.front();
    raw += weight * value;
    output.members.push_back(
        {members_[m].name, value, weight, weight * (value - part->centres[m])});
    for (const Contribution& one : own.contributions) {
      output.contributions.push_back({one.feature, weight * one.effect});
    }
    // The member that leaves most of the essay unread is the one to tell of.
    if (said->tokens - said->tokens_read >= output.tokens - output.tokens_read) {
      output.tokens = said->tokens;
      output.tokens_read = said->tokens_read;
    }
  }
  output.raw = {raw};
  return output;
}

std::string EnsembleEngine::Runtime() const {
  std::set<std::string> names;
  std::string all;
  for (const Member& member : members_) {
    if (!names.insert(member.engine->Runtime()).second) continue;
    all += (all.empty() ? "" : ", ") + member.engine->Runtime();
  }
  return all;
}

}  // namespace redquill::engine::ensemble
