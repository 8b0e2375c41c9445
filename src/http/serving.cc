#include "http/serving.h"

#include <map>
#include <utility>

#include "http/costs.h"

namespace redquill::http {

std::shared_ptr<const Scorer> ScorerOf(std::shared_ptr<const scoring::Service> service) {
  std::map<const scoring::LoadedModel*, std::shared_ptr<const Served>> served;
  for (const auto& model : service->roster().models) {
    auto one = std::make_shared<Served>(Served{
        model->info(), [model](const scoring::Request& request) { return model->Score(request); }});
    one->cost = MeasureCost(*one);
    served.emplace(model.get(), std::move(one));
  }
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

std::shared_ptr<const Scorer> Serving::scorer() const {
  const std::lock_guard lock(mutex_);
  return scorer_;
}

void Serving::Publish(std::shared_ptr<const Scorer> scorer) {
  const std::lock_guard lock(mutex_);
  scorer_.swap(scorer);
}

}  // namespace redquill::http
