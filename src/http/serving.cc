#include "http/serving.h"

#include <utility>

namespace redquill::http {

std::shared_ptr<const Scorer> ScorerOf(std::shared_ptr<const scoring::Service> service) {
  auto scorer = std::make_shared<Scorer>();
  scorer->models = service->models();
  scorer->score = [service](const scoring::Request& request) { return service->Score(request); };
  return scorer;
}

std::shared_ptr<const Scorer> Serving::scorer() const {
  const std::lock_guard lock(mutex_);
  return scorer_;
}

void Serving::Publish(std::shared_ptr<const Scorer> scorer) {
  const std::lock_guard lock(mutex_);
  scorer_.swap(scorer);
}

}  // namespace redquill::http
