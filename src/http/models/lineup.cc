#include "http/models/lineup.h"

#include <utility>

#include "base/quote.h"
#include "http/costs.h"

namespace redquill::http {
namespace {

tl::unexpected<Error> NotServing(const Lineup& lineup, std::string_view name) {
  std::string known;
  for (const auto& [one, version] : lineup.current) known += (known.empty() ? "" : ", ") + one;
  return Fail(Code::kNotFound,
              "No model of the name " + Quoted(name) + " serves. These do: " + known + ".", "name");
}

/// A name always answers to the model of that name; "canary" only if no model is called so.
scoring::Roster RosterOf(const Lineup& lineup) {
  scoring::Roster roster;
  for (const auto& [name, version] : lineup.current) {
    roster.names[name] = roster.models.size();
    if (name == lineup.default_model) roster.default_model = roster.models.size();
    roster.models.push_back(version.model);
  }
  if (!lineup.canary) return roster;
  const Version& trial = lineup.canary->version;
  const Version* current = lineup.Find(trial.name());
  size_t place = roster.models.size();
  if (current != nullptr && current->model == trial.model) {
    place = roster.names.at(trial.name());
  } else {
    roster.models.push_back(trial.model);
  }
  roster.names.try_emplace("canary", place);
  roster.canary = {place, lineup.canary->share};
  return roster;
}

}  // namespace

Result<Version> Warmed(std::shared_ptr<const scoring::LoadedModel> model) {
  if (auto warm = model->WarmUp(); !warm) return Failure(warm.error());
  auto served = std::make_shared<Served>(Served{
      model->info(), [model](const scoring::Request& request) { return model->Run(request); },
      [model](const scoring::RawScore& raw, const scoring::Request& request) {
        return model->Calibrate(raw, request);
      }});
  served->cost = MeasureCost(*served);
  return Version{std::move(model), std::move(served)};
}

const Version* Lineup::Find(std::string_view name) const {
  const auto found = current.find(name);
  return found == current.end() ? nullptr : &found->second;
}

void Install(Lineup& lineup, Version version) {
  const std::string name = version.name();
  if (const Version* before = lineup.Find(name)) {
    if (before->digest() != version.digest()) lineup.previous[name] = before->model->package();
  }
  if (lineup.default_model.empty()) lineup.default_model = name;
  lineup.current.insert_or_assign(name, std::move(version));
}

Result<void> TryOut(Lineup& lineup, Version version, double share) {
  if (!(share >= 0 && share <= 1)) {
    return Fail(Code::kInvalidArgument, "A canary's share is a number from 0 to 1.", "share");
  }
  lineup.canary = Lineup::Canary{std::move(version), share};
  return {};
}

void EndTrial(Lineup& lineup) { lineup.canary.reset(); }

Result<void> MakeDefault(Lineup& lineup, const std::string& name) {
  const bool on_trial = lineup.canary && lineup.canary->version.name() == name;
  if (!on_trial && lineup.Find(name) == nullptr) return NotServing(lineup, name);
  if (on_trial) {
    Version version = std::move(lineup.canary->version);
    EndTrial(lineup);
    Install(lineup, std::move(version));
  }
  if (lineup.default_model == name) return {};
  lineup.previous_default = std::exchange(lineup.default_model, name);
  return {};
}

Result<void> RestoreDefault(Lineup& lineup) {
  if (lineup.previous_default.empty() || lineup.Find(lineup.previous_default) == nullptr) {
    return Fail(Code::kConflict,
                "There is no default model from before. Promote the one that shall be it.",
                "alias");
  }
  std::swap(lineup.default_model, lineup.previous_default);
  return {};
}

Result<void> Remove(Lineup& lineup, const std::string& name) {
  if (lineup.Find(name) == nullptr) return NotServing(lineup, name);
  if (name == lineup.default_model) {
    return Fail(Code::kConflict,
                "Requests without a model go to " + Quoted(name) +
                    ". Promote another one to default first.",
                "name");
  }
  if (lineup.canary && lineup.canary->version.name() == name) EndTrial(lineup);
  if (lineup.previous_default == name) lineup.previous_default.clear();
  lineup.current.erase(lineup.current.find(name));
  lineup.previous.erase(name);
  return {};
}

std::shared_ptr<const Scorer> ScorerOf(const Lineup& lineup) {
  std::map<const scoring::LoadedModel*, std::shared_ptr<const Served>> served;
  for (const auto& [name, version] : lineup.current) {
    served.emplace(version.model.get(), version.served);
  }
  if (const auto& canary = lineup.canary) {
    served.emplace(canary->version.model.get(), canary->version.served);
  }
  auto service = std::make_shared<const scoring::Service>(RosterOf(lineup));
  auto scorer = std::make_shared<Scorer>();
  scorer->models = service->models();
  scorer->find = [service, served = std::move(served)](
                     const scoring::Request& request) -> Result<std::shared_ptr<const Served>> {
    const auto model = service->Find(request);
    if (!model) return Failure(model.error());
    return served.at(model->get());
  };
  return scorer;
}

}  // namespace redquill::http
