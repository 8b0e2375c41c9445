#include "http/serving.h"

namespace redquill::http {

std::shared_ptr<const Scorer> Serving::scorer() const {
  const std::lock_guard lock(mutex_);
  return scorer_;
}

void Serving::Publish(std::shared_ptr<const Scorer> scorer) {
  const std::lock_guard lock(mutex_);
  scorer_.swap(scorer);
}

}  // namespace redquill::http
