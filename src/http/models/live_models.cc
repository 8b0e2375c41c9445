#include "http/models/live_models.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "base/quote.h"

namespace redquill::http {
namespace {

/// Instead of a digest: no version is wanted.
constexpr char kAny[] = "any";

using Model = std::shared_ptr<const scoring::LoadedModel>;

ModelState StateOf(const scoring::LoadedModel& model, ModelState::Phase phase) {
  const auto& info = model.info();
  return {info.manifest.name, info.manifest.version, info.digest, phase, {}, false, 0};
}

tl::unexpected<Error> StillLoading() {
  return Fail(Code::kUnavailable, "The models are still loading.");
}

std::vector<Model> Models(const Lineup& lineup) {
  std::vector<Model> models;
  for (const auto& [name, version] : lineup.current) models.push_back(version.model);
  if (lineup.canary) models.push_back(lineup.canary->version.model);
  return models;
}

}  // namespace

std::string_view NameOf(ModelState::Phase phase) {
  switch (phase) {
    case ModelState::Phase::kReady:
      return "ready";
    case ModelState::Phase::kCanary:
      return "canary";
    case ModelState::Phase::kLoading:
      return "loading";
    case ModelState::Phase::kDraining:
      return "draining";
    case ModelState::Phase::kFailed:
      break;
  }
  return "failed";
}

LiveModels::LiveModels(ModelSupply supply, Serving& serving, const Log& log)
    : supply_(std::move(supply)), serving_(serving), log_(log) {}

Result<void> LiveModels::Begin() {
  const std::scoped_lock both(bringing_, changing_);
  const auto loaded = supply_.load();
  if (!loaded) return Failure(loaded.error());
  const scoring::Roster& roster = (*loaded)->roster();
  Lineup lineup;
  for (const auto& model : roster.models) {
    auto version = Warmed(model);
    if (!version) return Failure(version.error());
    Install(lineup, std::move(*version));
  }
  lineup.default_model = roster.models[roster.default_model]->name();
  Publish(std::move(lineup));
  return {};
}

Lineup LiveModels::Now() const {
  const std::lock_guard lock(mutex_);
  return lineup_;
}

Result<void> LiveModels::Changed(const Change& change) {
  const std::unique_lock changing(changing_, std::try_to_lock);
  if (!changing.owns_lock()) {
    return Fail(Code::kConflict,
                "Another change is being made. GET /readyz shows how it stands; try again then.");
  }
  return Apply(change);
}

Result<void> LiveModels::Apply(const Change& change) {
  Lineup lineup = Now();
  if (lineup.empty()) return StillLoading();
  if (auto done = change(lineup); !done) return done;
  Publish(std::move(lineup));
  return {};
}

void LiveModels::Publish(Lineup lineup) {
  auto scorer = ScorerOf(lineup);
  const auto serve_now = Models(lineup);
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(old_, [](const auto& old) { return old.second.expired(); });
    for (auto& model : Models(lineup_)) {
      if (std::find(serve_now.begin(), serve_now.end(), model) != serve_now.end()) continue;
      old_.emplace_back(StateOf(*model, ModelState::Phase::kDraining), model);
    }
    std::swap(lineup_, lineup);
  }
  serving_.Publish(std::move(scorer));
  // `lineup`, the old one, is given up here, and its models with the last request that has one.
}

void LiveModels::Loading(const std::string& name, bool now) {
  const std::lock_guard lock(mutex_);
  std::erase(loading_, name);
  if (now) loading_.push_back(name);
}

std::vector<model::Library::Entry> LiveModels::Wanted(const model::Library& library) const {
  const auto& only = supply_.only;
  std::vector<model::Library::Entry> wanted;
  for (const auto& entry : library.entries) {
    const auto& manifest = entry.heading.manifest;
    const bool named =
        only.empty() || std::find(only.begin(), only.end(), manifest.name) != only.end();
    if (named && !manifest.embeds()) wanted.push_back(entry);
  }
  return wanted;
}

Result<Version> LiveModels::Open(const model::Library& library,
                                 const model::Library::Entry& entry) {
  auto package = library.Open(entry);
  if (!package) return Failure(package.error());
  auto loaded = supply_.open(std::move(*package));
  if (!loaded) return Failure(loaded.error());
  return Warmed(std::move(*loaded));
}

Result<model::Library> LiveModels::Bring() {
  const std::unique_lock bringing(bringing_, std::try_to_lock);
  if (bringing.owns_lock()) return supply_.bring();
  return Fail(Code::kConflict,
              "The source is being asked for new versions already. Try again in a while.");
}

Result<Version> LiveModels::Newest(const model::Library& library, const std::string& name) {
  for (const auto& entry : Wanted(library)) {
    if (entry.heading.manifest.name != name) continue;
    Loading(name, true);
    auto version = Open(library, entry);
    Loading(name, false);
    return version;
  }
  if (!library.refused.empty()) return Failure(library.refused.front().error);
  return Fail(Code::kNotFound,
              "There is no model of the name " + Quoted(name) + " in " + library.folder + ".",
              "name");
}

Result<void> LiveModels::Load(const std::string& name) {
  if (Now().empty()) return StillLoading();
  const auto library = Bring();
  if (!library) return Failure(library.error());
  return Changed([&](Lineup& lineup) -> Result<void> {
    auto version = Newest(*library, name);
    if (!version) return Failure(version.error());
    avoid_.erase(name);
    {
      const std::lock_guard lock(mutex_);
      failed_.erase(name);
    }
    Install(lineup, std::move(*version));
    return {};
  });
}

Result<void> LiveModels::LoadCanary(const std::string& name, double share) {
  if (Now().empty()) return StillLoading();
  const auto library = Bring();
  if (!library) return Failure(library.error());
  return Changed([&](Lineup& lineup) -> Result<void> {
    auto version = Newest(*library, name);
    if (!version) return Failure(version.error());
    return TryOut(lineup, std::move(*version), share);
  });
}

Result<void> LiveModels::Try(const std::string& name, double share) {
  if (share == 0) return EndTrial();
  return Changed([&](Lineup& lineup) -> Result<void> {
    const Version* version = lineup.Find(name);
    if (lineup.canary && lineup.canary->version.name() == name) version = &lineup.canary->version;
    if (version == nullptr) {
      return Fail(Code::kNotFound, "No model of the name " + Quoted(name) + " serves.", "name");
    }
    return TryOut(lineup, Version(*version), share);
  });
}

Result<void> LiveModels::EndTrial() {
  return Changed([](Lineup& lineup) -> Result<void> {
    http::EndTrial(lineup);
    return {};
  });
}

Result<void> LiveModels::MakeDefault(const std::string& name) {
  return Changed([&](Lineup& lineup) { return http::MakeDefault(lineup, name); });
}

Result<void> LiveModels::RestoreDefault() {
  return Changed([](Lineup& lineup) { return http::RestoreDefault(lineup); });
}

Result<void> LiveModels::Unload(const std::string& name) {
  return Changed([&](Lineup& lineup) -> Result<void> {
    auto removed = Remove(lineup, name);
    // Without this the next look at the source would bring it back.
    if (removed) avoid_[name] = kAny;
    return removed;
  });
}

Result<void> LiveModels::RollBack(const std::string& name) {
  return Changed([&](Lineup& lineup) -> Result<void> {
    const auto before = lineup.previous.find(name);
    if (before == lineup.previous.end()) {
      return Fail(Code::kConflict,
                  "There is no version of " + Quoted(name) + " from before to go back to.", "name");
    }
    Loading(name, true);
    auto loaded = supply_.open(before->second);
    auto version = loaded ? Warmed(std::move(*loaded)) : Result<Version>(Failure(loaded.error()));
    Loading(name, false);
    if (!version) return Failure(version.error());
    avoid_[name] = lineup.Find(name)->digest();
    Install(lineup, std::move(*version));
    return {};
  });
}

bool LiveModels::Stays(const Lineup& lineup, const model::Library::Entry& offer) const {
  const auto& name = offer.heading.manifest.name;
  const auto& digest = offer.heading.digest;
  if (const Version* now = lineup.Find(name); now != nullptr && now->digest() == digest)
    return true;
  if (lineup.canary && lineup.canary->version.digest() == digest) return true;
  const auto avoided = avoid_.find(name);
  if (avoided != avoid_.end() && (avoided->second == kAny || avoided->second == digest))
    return true;
  const std::lock_guard lock(mutex_);
  const auto failed = failed_.find(name);
  return failed != failed_.end() && failed->second.digest == digest;
}

void LiveModels::Renew(const model::Library& library, const model::Library::Entry& offer) {
  const auto& name = offer.heading.manifest.name;
  Lineup lineup = Now();
  if (Stays(lineup, offer)) return;
  Loading(name, true);
  auto version = Open(library, offer);
  Loading(name, false);
  if (!version) {
    log_.Write(LogLevel::kError, "a model can't be loaded; its last version stays",
               {{"model", name}, {"why", version.error().message}});
    const std::lock_guard lock(mutex_);
    failed_[name] = {offer.heading.digest, version.error().message};
    return;
  }
  avoid_.erase(name);
  Install(lineup, std::move(*version));
  Publish(std::move(lineup));
  log_.Write(LogLevel::kInfo, "a model was loaded",
             {{"model", name}, {"digest", offer.heading.digest}});
  const std::lock_guard lock(mutex_);
  failed_.erase(name);
}

void LiveModels::UnloadAllBut(const std::vector<model::Library::Entry>& offers) {
  std::set<std::string> gone;
  Lineup lineup = Now();
  for (const auto& [name, version] : lineup.current) gone.insert(name);
  for (const auto& offer : offers) gone.erase(offer.heading.manifest.name);
  gone.erase(lineup.default_model);  // Requests without a model must go somewhere.
  if (gone.empty()) return;
  for (const auto& name : gone) {
    if (!Remove(lineup, name)) continue;
    log_.Write(LogLevel::kInfo, "a model was unloaded: the source has it no more",
               {{"model", name}});
  }
  Publish(std::move(lineup));
}

void LiveModels::Note(const std::vector<model::Library::Refused>& refused) {
  std::map<std::string, std::string> unreadable;
  for (const auto& one : refused) unreadable[one.file] = one.error.message;
  const std::lock_guard lock(mutex_);
  for (const auto& [file, why] : unreadable) {
    if (unreadable_.count(file) > 0) continue;  // Said already.
    log_.Write(LogLevel::kError, "a package can't be used", {{"file", file}, {"why", why}});
  }
  unreadable_ = std::move(unreadable);
}

Result<void> LiveModels::Reload() {
  if (Now().empty()) return StillLoading();
  const std::lock_guard bringing(bringing_);
  const auto library = supply_.bring();
  if (!library) return Failure(library.error());
  const std::lock_guard changing(changing_);
  const auto offers = Wanted(*library);
  Note(library->refused);
  for (const auto& offer : offers) Renew(*library, offer);
  if (library->refused.empty()) UnloadAllBut(offers);
  return {};
}

std::vector<ModelState> LiveModels::states() const {
  using Phase = ModelState::Phase;
  const std::lock_guard lock(mutex_);
  std::vector<ModelState> states;
  for (const auto& [name, version] : lineup_.current) {
    states.push_back(StateOf(*version.model, Phase::kReady));
    states.back().is_default = name == lineup_.default_model;
  }
  if (const auto& canary = lineup_.canary) {
    states.push_back(StateOf(*canary->version.model, Phase::kCanary));
    states.back().share = canary->share;
  }
  for (const auto& name : loading_) states.push_back({name, "", "", Phase::kLoading, {}, false, 0});
  for (const auto& [name, failed] : failed_) {
    states.push_back({name, "", failed.digest, Phase::kFailed, failed.why, false, 0});
  }
  for (const auto& [file, why] : unreadable_) {
    const auto name = std::filesystem::path(file).filename().string();
    states.push_back({name, "", "", Phase::kFailed, why, false, 0});
  }
  for (const auto& [state, model] : old_) {
    if (!model.expired()) states.push_back(state);
  }
  return states;
}

}  // namespace redquill::http
