// vector_bench [ENTRIES [WIDTH]]: what looking for the nearest of that many vectors costs
// (1,000,000 of 384), how often it is the nearest one, and what an entry takes in memory. The
// vectors lie in clusters, as texts on some thousands of topics do, and so do the queries. Prints
// the same of a 32nd, a 16th, … of them on the way.
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "base/random.h"
#include "cache/vector_index.h"

namespace {

using namespace redquill;
using Clock = std::chrono::steady_clock;

constexpr size_t kClusters = 4000, kQueries = 1000, kCompared = 500;

double Normal(Random& random) {
  return std::sqrt(-2 * std::log(1 - random.Unit())) * std::cos(6.283185307179586 * random.Unit());
}

std::vector<float> Spread(Random& random, const std::vector<float>& middle, double by) {
  std::vector<float> vector(middle);
  for (float& value : vector) value += static_cast<float>(by * Normal(random));
  return vector;
}

double At(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

/// What the processor did for this thread, whatever else the machine did meanwhile.
double ThreadMs() {
  timespec time;
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

size_t Allocated() { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; }

void Look(cache::VectorIndex& index, const std::vector<std::vector<float>>& queries,
          const std::vector<double>& nearest) {
  for (const size_t searching : {32, 64, 128, 256}) {
    index.SearchWith(searching);
    std::vector<double> took, worked;
    size_t right = 0;
    for (size_t q = 0; q < queries.size(); ++q) {
      const auto from = Clock::now();
      const double working = ThreadMs();
      const auto found = index.Nearest(queries[q]);
      worked.push_back(ThreadMs() - working);
      took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - from).count());
      if (q < nearest.size()) right += found && found->similarity > nearest[q] - 1e-6 ? 1 : 0;
    }
    std::sort(took.begin(), took.end());
    std::sort(worked.begin(), worked.end());
    std::printf(
        "  ef %3zu: median %.2f ms, p99 %.2f ms (of the processor's time %.2f and %.2f); recall "
        "%.3f of %zu queries\n",
        searching, At(took, 0.5), At(took, 0.99), At(worked, 0.5), At(worked, 0.99),
        static_cast<double>(right) / static_cast<double>(nearest.size()), nearest.size());
  }
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  const size_t entries = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1'000'000;
  const size_t width = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 384;
  Random random(11);
  std::vector<std::vector<float>> middles;
  for (size_t i = 0; i < kClusters; ++i) {
    middles.push_back(Spread(random, std::vector<float>(width), 1));
  }
  const auto next = [&] { return Spread(random, middles[random.Below(kClusters)], 0.5); };
  std::vector<std::vector<float>> queries;
  for (size_t i = 0; i < kQueries; ++i) queries.push_back(next());

  const size_t before = Allocated();
  cache::VectorIndex index(width, cache::Metric::kCosine);
  // The nearest of the first queries by looking at every vector, so that none needs to be kept.
  std::vector<double> nearest(kCompared, -2);
  double adding = 0;
  for (size_t i = 1; i <= entries; ++i) {
    const auto vector = next();
    for (size_t q = 0; q < kCompared; ++q) {
      nearest[q] =
          std::max(nearest[q], cache::SimilarityOf(cache::Metric::kCosine, queries[q], vector));
    }
    const auto from = Clock::now();
    if (!index.Add(vector)) return 1;
    adding += std::chrono::duration<double>(Clock::now() - from).count();
    const bool halfway = entries / i * i == entries && std::has_single_bit(entries / i);
    if (!halfway || i * 32 < entries) continue;
    std::printf("%zu vectors of %zu numbers, %.0f bytes each; adding one took %.2f ms\n", i, width,
                static_cast<double>(Allocated() - before) / static_cast<double>(i),
                1000 * adding / static_cast<double>(i));
    Look(index, queries, nearest);
  }
}
