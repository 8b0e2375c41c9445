#ifndef REDQUILL_HTTP_MODELS_LIVE_MODELS_H_
#define REDQUILL_HTTP_MODELS_LIVE_MODELS_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "http/models/lineup.h"
#include "model/library.h"

namespace redquill::http {

/// Where a server's models come from. Used by one thread at a time.
struct ModelSupply {
  /// Every model, at the start.
  std::function<Result<std::unique_ptr<const scoring::Service>>()> load;
  /// The packages that the source has now, brought to this machine.
  std::function<Result<model::Library>()> bring;
  /// Takes a package into service; not warm yet.
  std::function<Result<std::shared_ptr<const scoring::LoadedModel>>(
      std::shared_ptr<const model::Package>)>
      open;
  std::vector<std::string> only = {};  ///< The names that are wanted; empty: all.
  engine::OpenOptions engine = {};     ///< For what runs beside the models, as they run.
};

/// How it stands with one version of a model.
struct ModelState {
  enum class Phase { kReady, kCanary, kLoading, kFailed, kDraining };
  std::string name, version, digest;
  Phase phase = Phase::kReady;
  std::string why;  ///< Of kFailed.
  bool is_default = false;
  double share = 0;  ///< Of kCanary.
};

/// "ready", "canary", "loading", "failed", "draining".
std::string_view NameOf(ModelState::Phase phase);

/// The models of a running server and every change to them. A change happens beside the requests:
/// the new version is loaded, warmed and measured before it takes their place, and the old one goes
/// when the last request that began with it is answered. A change that fails changes nothing.
/// Safe from many threads; one change at a time.
class LiveModels {
 public:
  /// Borrows `serving`, where the models of the moment are published, and the log.
  LiveModels(ModelSupply supply, Serving& serving, const Log& log);

  /// Loads every model for the first time. Errors: the supply's.
  Result<void> Begin();

  // What an operator asks for. kConflict while another change is being made or, where the source is
  // needed, while it is being asked already; else the errors of lineup.h and of the supply. A
  // source that does not answer holds up no change that does without it. `name` is a model's.

  /// The source's newest version takes the model's name.
  Result<void> Load(const std::string& name);
  /// The source's newest version is tried out on a share of the requests without a model.
  Result<void> LoadCanary(const std::string& name, double share);
  /// The version that serves is tried out; a share of 0 ends the trial.
  Result<void> Try(const std::string& name, double share);
  Result<void> EndTrial();
  Result<void> MakeDefault(const std::string& name);
  Result<void> RestoreDefault();
  Result<void> Unload(const std::string& name);
  /// The version before serves again; the watch leaves the one that was rolled back alone.
  Result<void> RollBack(const std::string& name);

  /// Brings what serves in line with the source: new versions and models are loaded, those that are
  /// gone are unloaded (but for the default one). Waits for a change that is being made. What can't
  /// be loaded is logged, is a state, and leaves its last version in service; while a package can't
  /// even be read, nothing is unloaded, for it may be one of those. Errors: the source's.
  Result<void> Reload();

  std::vector<ModelState> states() const;

 private:
  using Change = std::function<Result<void>(Lineup&)>;
  struct Failed {
    std::string digest, why;
  };

  Lineup Now() const;
  Result<void> Changed(const Change& change);
  /// Makes the change and publishes what came of it. Needs changing_.
  Result<void> Apply(const Change& change);
  /// Those of a library that would serve.
  std::vector<model::Library::Entry> Wanted(const model::Library& library) const;
  Result<Version> Open(const model::Library& library, const model::Library::Entry& entry);
  /// What the source has; kConflict while it is being asked.
  Result<model::Library> Bring();
  Result<Version> Newest(const model::Library& library, const std::string& name);
  void Renew(const model::Library& library, const model::Library::Entry& offer);
  bool Stays(const Lineup& lineup, const model::Library::Entry& offer) const;
  void UnloadAllBut(const std::vector<model::Library::Entry>& offers);
  void Note(const std::vector<model::Library::Refused>& refused);
  void Publish(Lineup lineup);
  void Loading(const std::string& name, bool now);

  const ModelSupply supply_;
  Serving& serving_;
  const Log& log_;
  std::mutex bringing_;                       ///< Whoever asks the source; taken before changing_.
  std::mutex changing_;                       ///< Whoever changes has it, for as long as it takes.
  std::map<std::string, std::string> avoid_;  ///< By model: digest rolled back from. changing_.

  mutable std::mutex mutex_;  ///< For a moment only. Guards the rest.
  Lineup lineup_;
  std::vector<std::string> loading_;
  std::map<std::string, Failed> failed_;           ///< By model.
  std::map<std::string, std::string> unreadable_;  ///< Why, by file.
  std::vector<std::pair<ModelState, std::weak_ptr<const scoring::LoadedModel>>> old_;
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_MODELS_LIVE_MODELS_H_
