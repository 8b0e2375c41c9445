#include "sched/fair_share.h"

#include <algorithm>
#include <tuple>

namespace redquill::sched {

void FairShare::Wake(const std::string& flow) {
  Flow& mine = flows_[flow];
  if (mine.awake) return;
  mine.start = std::max(now_, mine.finish);
  mine.turn = ++turns_;
  mine.awake = true;
  ++awake_;
}

void FairShare::Sleep(const std::string& flow) {
  const auto mine = flows_.find(flow);
  if (mine == flows_.end() || !mine->second.awake) return;
  mine->second.awake = false;
  --awake_;
  Forget();
}

const std::string& FairShare::Next() const {
  const auto least =
      std::min_element(flows_.begin(), flows_.end(), [](const auto& a, const auto& b) {
        return std::tuple(!a.second.awake, a.second.start, a.second.turn) <
               std::tuple(!b.second.awake, b.second.start, b.second.turn);
      });
  return least->first;
}

void FairShare::Served(const std::string& flow, Duration cost, bool more) {
  Flow& mine = flows_[flow];
  now_ = std::max(now_, mine.start);
  mine.finish = mine.start + cost;
  mine.start = mine.finish;
  mine.turn = ++turns_;
  if (!more && mine.awake) {
    mine.awake = false;
    --awake_;
  }
  Forget();
}

void FairShare::Forget() {
  if (awake_ == 0) {
    // The end of a busy period: nobody owes anybody anything.
    flows_.clear();
    return;
  }
  std::erase_if(flows_, [this](const auto& entry) {
    return !entry.second.awake && entry.second.finish <= now_;
  });
}

}  // namespace redquill::sched
