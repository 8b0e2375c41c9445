#ifndef REDQUILL_HTTP_SERVING_H_
#define REDQUILL_HTTP_SERVING_H_

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/error.h"
#include "sched/cost.h"
#include "scoring/service.h"

namespace redquill::http {

class Keeping;

/// One loaded version of a model, as the routes use it. Const; its functions may be called from
/// many threads.
struct Served {
  scoring::ModelInfo info;
  /// The halves of a score, as scoring::LoadedModel has them.
  std::function<Result<scoring::RawScore>(const scoring::Request&)> run;
  std::function<Result<scoring::Answer>(const scoring::RawScore&, const scoring::Request&)>
      calibrate;
  sched::Cost cost = {};  ///< Of a score, by the text's bytes; zero where it was not measured.

  /// Both halves.
  Result<scoring::Answer> Score(const scoring::Request& request) const;
};

/// The models that answer now. Const after it was made; `find` may be called from many threads.
/// Tests of routes bring their own.
struct Scorer {
  std::vector<scoring::ModelInfo> models;  ///< As they are listed.
  /// The one that a request goes to. Errors: scoring::Service::Find's.
  std::function<Result<std::shared_ptr<const Served>>(const scoring::Request&)> find;
};

/// Which scorer answers now; none until the models are loaded. A request keeps the one it began
/// with, so that another can take its place meanwhile. Safe from many threads.
class Serving {
 public:
  /// `keeping`, where there is one, is borrowed and must outlive the routes.
  explicit Serving(Keeping* keeping = nullptr) : keeping_(keeping) {}

  /// The cache and the records; nullptr for none.
  Keeping* keeping() const { return keeping_; }
  std::shared_ptr<const Scorer> scorer() const;
  void Publish(std::shared_ptr<const Scorer> scorer);

  /// The server is stopping: whoever balances load should send nothing more.
  void Drain() { draining_ = true; }
  bool draining() const { return draining_; }

 private:
  Keeping* const keeping_;
  std::atomic<bool> draining_ = false;
  mutable std::mutex mutex_;
  std::shared_ptr<const Scorer> scorer_;
};

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_SERVING_H_
