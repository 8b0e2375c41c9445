#include "redquill/batch.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace redquill::app {

std::vector<Result<scoring::Answer>> ScoreRows(const scoring::Service& service,
                                               const std::vector<table::EssayRow>& rows,
                                               const BatchOptions& options) {
  std::vector<Result<scoring::Answer>> outcomes(rows.size(), Fail(Code::kInternal, "not scored"));
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i; (i = next.fetch_add(1)) < rows.size();) {
      const auto& row = rows[i];
      if (row.error) {
        outcomes[i] = Failure(*row.error);
        continue;
      }
      const std::string& prompt = options.prompt.empty() ? row.prompt : options.prompt;
      outcomes[i] = service.Score({row.text, options.model, prompt, options.explain});
    }
  };
  std::vector<std::thread> threads;
  for (size_t t = 1; t < std::min<size_t>(options.threads, rows.size()); ++t) {
    threads.emplace_back(work);
  }
  work();
  for (auto& thread : threads) thread.join();
  return outcomes;
}

}  // namespace redquill::app
