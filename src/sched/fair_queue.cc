#include "sched/fair_queue.h"

#include <algorithm>
#include <utility>

#include "sched/shortest.h"

namespace redquill::sched {

void FairQueue::Push(Waiting job) {
  Client& client = clients_[job.client];
  Line& line = client.lines[job.model];
  client.share.Wake(job.model);
  share_.Wake(job.client);
  client.work += job.cost;
  work_ += job.cost;
  line.push_back(std::move(job));
  places_[line.back().id] = std::prev(line.end());
}

FairQueue::Line::iterator FairQueue::Choose(Line& line, TimePoint now) const {
  std::vector<Candidate> window;
  for (const auto& job : line) {
    window.push_back({job.cost, job.came});
    if (window.size() >= std::max<size_t>(1, order_.window)) break;
  }
  return std::next(line.begin(),
                   static_cast<std::ptrdiff_t>(PickNext(window, now, order_.patience)));
}

std::optional<Waiting> FairQueue::Pop(TimePoint now, std::vector<Waiting>* hopeless) {
  while (!places_.empty()) {
    Client& client = clients_.at(share_.Next());
    const auto job = Choose(client.lines.at(client.share.Next()), now);
    const bool too_late = job->deadline != TimePoint::max() && now + job->cost > job->deadline;
    if (!too_late) return Take(job, true);
    hopeless->push_back(Take(job, false));
  }
  return std::nullopt;
}

std::optional<Waiting> FairQueue::Remove(uint64_t id) {
  const auto place = places_.find(id);
  if (place == places_.end()) return std::nullopt;
  return Take(place->second, false);
}

Waiting FairQueue::Take(Line::iterator place, bool served) {
  Waiting job = std::move(*place);
  const auto client = clients_.find(job.client);
  const auto line = client->second.lines.find(job.model);
  line->second.erase(place);
  places_.erase(job.id);
  client->second.work -= job.cost;
  work_ -= job.cost;
  const bool more_of_model = !line->second.empty();
  if (!more_of_model) client->second.lines.erase(line);
  const bool more_of_client = !client->second.lines.empty();
  if (served) {
    client->second.share.Served(job.model, job.cost, more_of_model);
    share_.Served(job.client, job.cost, more_of_client);
  } else {
    if (!more_of_model) client->second.share.Sleep(job.model);
    if (!more_of_client) share_.Sleep(job.client);
  }
  if (!more_of_client) clients_.erase(client);
  return job;
}

Duration FairQueue::WorkOf(const std::string& client) const {
  const auto found = clients_.find(client);
  return found == clients_.end() ? Duration(0) : found->second.work;
}

Duration FairQueue::OldestWait(TimePoint now) const {
  TimePoint oldest = now;
  for (const auto& [id, place] : places_) oldest = std::min(oldest, place->came);
  return now - oldest;
}

}  // namespace redquill::sched
