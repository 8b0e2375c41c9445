#ifndef REDQUILL_HTTP_MODELS_LINEUP_H_
#define REDQUILL_HTTP_MODELS_LINEUP_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "http/serving.h"
#include "model/package.h"
#include "scoring/service.h"

namespace redquill::http {

/// A loaded, warm version of a model.
struct Version {
  std::shared_ptr<const scoring::LoadedModel> model;
  std::shared_ptr<const Served> served;

  const std::string& name() const { return model->name(); }
  const std::string& digest() const { return model->info().digest; }
};

/// Makes a version of a loaded model: warms it up and measures what a score costs.
Result<Version> Warmed(std::shared_ptr<const scoring::LoadedModel> model);

/// Which versions serve, and under which names. A value: a change makes another one, which then
/// takes the place of the first as a whole.
struct Lineup {
  /// Takes a share (0 to 1) of the requests that name no model, and those for "canary".
  struct Canary {
    Version version;
    double share = 0;
  };

  std::map<std::string, Version, std::less<>> current;                    ///< By the model's name.
  std::map<std::string, std::shared_ptr<const model::Package>> previous;  ///< To roll back to.
  std::string default_model, previous_default;
  std::optional<Canary> canary;

  bool empty() const { return current.empty(); }
  const Version* Find(std::string_view name) const;
};

// Each changes the lineup or, where it fails, leaves it as it was. kNotFound (field "name") for a
// model that does not serve, kConflict for what would leave requests without a model.

/// The version serves under its model's name; the one that did can be rolled back to.
void Install(Lineup& lineup, Version version);
/// The version is on trial beside the others. kInvalidArgument for a share outside 0 to 1.
Result<void> TryOut(Lineup& lineup, Version version, double share);
/// Ends the trial, if there is one.
void EndTrial(Lineup& lineup);
/// Requests without a model go to this one. A version of it on trial takes its name first.
Result<void> MakeDefault(Lineup& lineup, const std::string& name);
/// The default before this one is the default again.
Result<void> RestoreDefault(Lineup& lineup);
/// The model serves no more.
Result<void> Remove(Lineup& lineup, const std::string& name);

/// The lineup as requests meet it; it is not empty.
std::shared_ptr<const Scorer> ScorerOf(const Lineup& lineup);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_MODELS_LINEUP_H_
