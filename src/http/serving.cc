#include "http/serving.h"

namespace redquill::http {

Result<scoring::Answer> Served::Score(const scoring::Request& request) const {
  const auto raw = run(request);
  if (!raw) return Failure(raw.error());
  return calibrate(*raw, request);
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
