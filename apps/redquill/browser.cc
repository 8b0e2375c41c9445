#include "redquill/browser.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <thread>

extern char** environ;

namespace redquill::app {

void OpenBrowser(const std::string& url) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) return;
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
  const char* arguments[] = {"xdg-open", url.c_str(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawnp(&child, arguments[0], &quiet, nullptr,
                                  const_cast<char* const*>(arguments), environ);
  posix_spawn_file_actions_destroy(&quiet);
  // Some desktops' xdg-open lasts as long as the browser; somebody must take its exit status.
  if (failed == 0) std::thread([child] { waitpid(child, nullptr, 0); }).detach();
}

}  // namespace redquill::app
