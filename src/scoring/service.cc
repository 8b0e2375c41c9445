#include "scoring/service.h"

#include <algorithm>
#include <utility>

#include "features/stable_hash.h"

namespace redquill::scoring {
namespace {

std::string Names(const std::vector<ModelInfo>& infos) {
  std::string names;
  for (const auto& info : infos) names += (names.empty() ? "" : ", ") + info.manifest.name;
  return names;
}

/// Uniform in [0, 1) over essays.
double PlaceOf(std::string_view essay) {
  return static_cast<double>(features::StableHash(essay) >> 11) * 0x1.0p-53;
}

constexpr std::string_view kUsualDefault = "features";

/// Where the default model alone is to be loaded: its name. Another package that can't be read is
/// no hindrance, unless it may be the one.
Result<std::vector<std::string>> DefaultOf(const model::Library& library, const Options& options,
                                           const std::vector<std::string>& names) {
  const std::string wanted(options.default_model.empty() ? kUsualDefault : options.default_model);
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return std::vector{wanted};
  if (!library.refused.empty()) return Failure(library.refused.front().error);
  if (options.default_model.empty() && !names.empty()) return std::vector{names.front()};
  return std::vector{wanted};
}

/// The names to load, in order.
Result<std::vector<std::string>> Wanted(const model::Library& library, const Options& options) {
  std::vector<std::string> names = options.only;
  if (names.empty()) {
    if (!library.refused.empty() && !options.default_alone) {
      return Failure(library.refused.front().error);
    }
    for (const auto& entry : library.entries) {
      if (!entry.heading.manifest.embeds()) names.push_back(entry.heading.manifest.name);
    }
    const bool any = !names.empty() || !library.refused.empty();
    if (options.default_alone && any) return DefaultOf(library, options, names);
  }
  if (names.empty()) {
    return Fail(Code::kNotFound, "There is no model package (*.rqm) in " + library.folder +
                                     ". Put one there or name another folder with --models.");
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

Service::Service(Roster roster) : roster_(std::move(roster)) {
  roster_.names.try_emplace("default", roster_.default_model);
  for (const auto& [name, index] : roster_.names) {
    const LoadedModel& model = *roster_.models[index];
    if (model.name() != name) continue;
    ModelInfo info = model.info();
    info.is_default = index == roster_.default_model;
    for (const auto& [other, target] : roster_.names) {
      if (target == index && other != name) info.aliases.push_back(other);
    }
    infos_.push_back(std::move(info));
  }
}

Result<std::unique_ptr<const Service>> Service::Load(const Options& options) {
  const auto library = model::ReadLibrary(options.models_folder);
  if (!library) return Failure(library.error());
  return Load(*library, options);
}

Result<std::unique_ptr<const Service>> Service::Load(const model::Library& library,
                                                     const Options& options) {
  const auto names = Wanted(library, options);
  if (!names) return Failure(names.error());
  Roster roster;
  for (const auto& name : *names) {
    auto package = library.Load(name);
    if (!package) return Failure(package.error());
    auto loaded = LoadedModel::Load(*package, options.engine);
    if (!loaded) return Failure(loaded.error(), (*package)->path());
    roster.names[name] = roster.models.size();
    roster.models.push_back(std::move(*loaded));
  }
  const std::string wanted =
      options.default_model.empty() ? std::string(kUsualDefault) : options.default_model;
  if (const auto found = roster.names.find(wanted); found != roster.names.end()) {
    roster.default_model = found->second;
  } else if (!options.default_model.empty()) {
    return Fail(Code::kNotFound, "The default model \"" + wanted + "\" is not there. Loaded: " +
                                     Names(Service(std::move(roster)).models()) + ".");
  }
  if (options.warm_up) {
    for (const auto& model : roster.models) {
      if (auto warm = model->WarmUp(); !warm) return Failure(warm.error());
    }
  }
  return std::make_unique<const Service>(std::move(roster));
}

Result<std::shared_ptr<const LoadedModel>> Service::Find(const Request& request) const {
  if (request.model.empty() || request.model == "default") {
    const auto& canary = roster_.canary;
    if (canary && PlaceOf(request.essay) < canary->share) return roster_.models[canary->model];
  }
  if (request.model.empty()) return roster_.models[roster_.default_model];
  const auto found = roster_.names.find(request.model);
  if (found != roster_.names.end()) return roster_.models[found->second];
  return Fail(Code::kNotFound, "There is no such model. Known: " + Names(infos_) + ".", "model");
}

Result<Answer> Service::Score(const Request& request) const {
  const auto model = Find(request);
  if (!model) return Failure(model.error());
  return (*model)->Score(request);
}

}  // namespace redquill::scoring
