#include "train/ensemble/pack_ensemble.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/package_writer.h"

namespace redquill::train {
namespace {

constexpr const char* kEnsemble = "ensemble";
/// What a model that reads features has in its configuration.
constexpr const char* kMedians = "feature_medians";

Result<void> CheckMember(const model::Manifest& first, const model::Manifest& member,
                         const model::Manifest& whole) {
  const auto bad = [&](const std::string& what) {
    return Fail(Code::kInvalidArgument, "Member " + member.name + " " + what + ".", "member");
  };
  if (member.engine == kEnsemble) return bad("is an ensemble itself; give its members instead");
  if (member.outputs.size() != 1) return bad("does not give one score");
  if (!(member.scale() == first.scale())) return bad("scores on another scale than the first one");
  if (!member.prompts.empty() && member.prompts != first.prompts) {
    return bad("knows other prompts than the first one");
  }
  if (member.config.contains(kMedians) && whole.config.contains(kMedians)) {
    return bad("is the second that reads features; one at most can");
  }
  for (const auto& [what, value] : member.requirements) {
    const auto ours = whole.requirements.find(what);
    if (ours == whole.requirements.end() || ours->second == value) continue;
    return bad("requires " + what + " " + value + ", another member " + ours->second);
  }
  return {};
}

/// What the ensemble's manifest says for its members.
void Inherit(const model::Manifest& member, model::Manifest* whole) {
  whole->requirements.insert(member.requirements.begin(), member.requirements.end());
  for (const char* key : {"blocks", kMedians}) {
    if (member.config.contains(key)) whole->config[key] = member.config[key];
  }
  whole->max_tokens = std::max(whole->max_tokens, member.max_tokens);
  if (!whole->training_words) whole->training_words = member.training_words;
  for (const auto& data : member.training_data) {
    const bool known = std::any_of(whole->training_data.begin(), whole->training_data.end(),
                                   [&](const auto& one) { return one.sha256 == data.sha256; });
    if (!known) whole->training_data.push_back(data);
  }
}

/// Weights lie where they can be mapped; the rest is packed.
model::Storage StorageOf(std::string_view path) {
  return path.ends_with(".onnx") ? model::Storage::kStored : model::Storage::kDeflated;
}

}  // namespace

Result<std::vector<std::string>> PartsOf(const model::Package& member) {
  std::vector<std::string> names;
  if (!member.Has(model::kCalibrationFile)) return std::vector<std::string>{""};
  const auto calibration = scoring::Calibration::FromJson(*member.Text(model::kCalibrationFile));
  if (!calibration) return Failure(calibration.error());
  const auto json = nlohmann::json::parse(calibration->ToJson());
  for (const auto& [part, lines] : json["parts"].items()) names.push_back(part);
  return names;
}

Result<std::string> PackEnsemble(const std::vector<std::shared_ptr<const model::Package>>& members,
                                 const std::map<std::string, Blend>& blends, MembersLie lie,
                                 model::Manifest manifest, const std::string& card) {
  if (members.empty() || members.size() > model::kMostMembers) {
    return Fail(Code::kInvalidArgument,
                "An ensemble has 1 to " + std::to_string(model::kMostMembers) + " members, not " +
                    std::to_string(members.size()) + ".",
                "member");
  }
  const model::Manifest& first = members.front()->manifest();
  manifest.architecture = manifest.engine = kEnsemble;
  manifest.outputs = first.outputs;
  manifest.prompts = first.prompts;
  engine::ensemble::Spec spec;
  std::vector<model::PackageFile> files;
  for (const auto& member : members) {
    const model::Manifest& own = member->manifest();
    if (std::count(spec.members.begin(), spec.members.end(), own.name) > 0) {
      return Fail(Code::kInvalidArgument, "Two members are called " + own.name + ".", "member");
    }
    if (auto fits = CheckMember(first, own, manifest); !fits) return Failure(fits.error());
    spec.members.push_back(own.name);
    Inherit(own, &manifest);
    if (lie == MembersLie::kBeside) {
      spec.beside.push_back({own.name, member->digest()});
      continue;
    }
    const std::string folder = model::MemberFolder(own.name);
    for (const auto& file : own.files) {
      files.push_back({folder + file.path, *member->Text(file.path), StorageOf(file.path)});
    }
    files.push_back({folder + std::string(model::kManifestFile), member->manifest_json()});
  }
  scoring::Calibration calibration;
  const auto parts = PartsOf(*members.front());
  if (!parts) return Failure(parts.error());
  for (const std::string& part : *parts) {
    const auto blend = blends.find(part);
    if (blend == blends.end()) {
      return Fail(Code::kInvalidArgument,
                  "There are no weights for the part \"" + part + "\" of " + first.name + ".");
    }
    spec.parts.push_back(blend->second.part);
    spec.parts.back().name = part;
    calibration.Set(part, first.outputs.front().name, blend->second.line);
  }
  manifest.config.update(engine::ensemble::ToJson(spec));
  const std::string lines = calibration.ToJson();
  files.push_back({std::string(model::kCalibrationFile), lines});
  if (!card.empty()) files.push_back({std::string(model::kModelCardFile), card});
  return model::WritePackageBytes(std::move(manifest), std::move(files));
}

}  // namespace redquill::train
