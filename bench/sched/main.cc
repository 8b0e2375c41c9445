// What the scheduler's policies do, in simulated time: the same figures on every machine.
#include <cstdio>

#include "simulation.h"

namespace redquill::bench {
namespace {

constexpr double kPerSecond = 78;  // Two workers and 25.6 ms on average: all that can be done.

Scene Base() {
  Scene scene;
  scene.bounds.workers = 2;
  scene.bounds.jobs = 1024;
  return scene;
}

void Print(const char* name, const Scene& scene) {
  std::printf("%s\n", name);
  for (const auto& o : Simulate(scene)) {
    std::printf(
        "  %-8s came %6llu  done %5.1f %%  refused %5.1f %%  late %4.1f %%  wait ms mean %7.1f"
        "  median %7.1f  p99 %7.1f  work %4.1f %%\n",
        o.client.c_str(), static_cast<unsigned long long>(o.came),
        100.0 * static_cast<double>(o.done) / static_cast<double>(o.came),
        100.0 * static_cast<double>(o.refused) / static_cast<double>(o.came),
        100.0 * static_cast<double>(o.too_late) / static_cast<double>(o.came), o.mean_wait,
        o.median_wait, o.p99_wait, 100 * o.work_share);
  }
}

void Window(double load) {
  for (const size_t window : {1, 16}) {
    Scene scene = Base();
    scene.sources = {{"all", load * kPerSecond}};
    scene.order.window = window;
    char name[80];
    std::snprintf(name, sizeof name, "load %.2f, %s", load,
                  window == 1 ? "as they came" : "shortest of the 16 oldest");
    Print(name, scene);
  }
}

void Crowd(double share) {
  Scene scene = Base();
  scene.sources = {{"crowd", 5 * kPerSecond}, {"teacher", 0.2 * kPerSecond}};
  scene.bounds.share = share;
  Print(share > 0 ? "one client sends five times what can be done; it may not fill the queue"
                  : "one client sends five times what can be done; it may fill the queue",
        scene);
}

}  // namespace
}  // namespace redquill::bench

int main() {
  using namespace redquill::bench;
  for (const double load : {0.7, 0.95, 3.0}) Window(load);
  for (const double share : {0.0, 4.0}) Crowd(share);
  Scene hurried = Base();
  hurried.sources = {{"all", 3 * kPerSecond}};
  hurried.deadline_s = 1;
  Print("load 3.0, every request must be done within a second", hurried);
}
