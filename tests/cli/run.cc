#include "tests/cli/run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "tests/support/paths.h"

extern char** environ;

namespace redquill::cli {
namespace {

using Clock = std::chrono::steady_clock;

void Check(int failed, const char* what) {
  if (failed != 0) throw std::runtime_error(std::string(what) + ": " + std::strerror(failed));
}

/// A pipe whose ends no other child inherits.
struct Pipe {
  Pipe() { Check(::pipe2(ends.data(), O_CLOEXEC) == 0 ? 0 : errno, "pipe"); }
  ~Pipe() {
    Close(0);
    Close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void Close(size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
  std::array<int, 2> ends{-1, -1};  // To read from, to write to.
};

std::vector<std::string> Environment(const std::map<std::string, std::string>& more) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string name(text.substr(0, text.find('=')));
    if (!name.starts_with("REDQUILL_") && !more.contains(name)) environment.emplace_back(text);
  }
  for (const auto& [name, value] : more) environment.push_back(name + "=" + value);
  return environment;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& one : strings) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t Start(std::vector<std::string> arguments, const RunOptions& options, const Pipe& in,
            const Pipe& out, const Pipe& err) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  if (!options.folder.empty()) {
    ::posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
  }
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t defaults;
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  // A group of its own, so that a timeout ends its children too.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::vector<std::string> environment = Environment(options.environment);
  const std::string program = arguments.front();
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, &attributes,
                                   Pointers(arguments).data(), Pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  Check(failed, program.c_str());
  return pid;
}

/// Feeds and drains the three streams until both outputs are closed. False once time is up.
bool Talk(const RunOptions& options, Pipe& in, Pipe& out, Pipe& err, Ran& ran) {
  const auto deadline = Clock::now() + options.timeout;
  std::string_view left = options.input;
  if (left.empty()) in.Close(1);
  ::fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  char buffer[1 << 16];
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    const auto wait =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (wait.count() <= 0) return false;
    std::array<pollfd, 3> ends{
        {{in.ends[1], POLLOUT, 0}, {out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
    if (::poll(ends.data(), ends.size(), static_cast<int>(wait.count())) < 0) continue;
    if (ends[0].revents != 0) {
      const ssize_t put = ::write(in.ends[1], left.data(), left.size());
      if (put > 0) left.remove_prefix(static_cast<size_t>(put));
      if (left.empty() || (put < 0 && errno != EAGAIN)) in.Close(1);
    }
    for (size_t i = 1; i < ends.size(); ++i) {
      if (ends[i].revents == 0) continue;
      const ssize_t got = ::read(ends[i].fd, buffer, sizeof buffer);
      if (got > 0) (i == 1 ? ran.out : ran.err).append(buffer, static_cast<size_t>(got));
      if (got == 0) (i == 1 ? out : err).Close(0);
    }
  }
  return true;
}

/// Waits for the end of a process until `deadline`; false if it still runs then.
bool Wait(pid_t pid, Clock::time_point deadline, int* status) {
  for (;;) {
    const pid_t got = ::waitpid(pid, status, WNOHANG);
    if (got == pid) return true;
    if (Clock::now() >= deadline) return false;
    ::usleep(1000);
  }
}

}  // namespace

Ran RunProgram(const std::vector<std::string>& arguments, const RunOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);  // A program may end without reading its input.
  std::vector<std::string> all{options.program.empty() ? tests::BuiltPath("apps/redquill/redquill")
                                                       : options.program};
  all.insert(all.end(), arguments.begin(), arguments.end());
  Pipe in, out, err;
  const auto deadline = Clock::now() + options.timeout;
  const pid_t pid = Start(std::move(all), options, in, out, err);
  in.Close(0);
  out.Close(1);
  err.Close(1);
  Ran ran;
  int status = 0;
  if (!Talk(options, in, out, err, ran) || !Wait(pid, deadline, &status)) {
    ran.timed_out = true;
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, &status, 0);
  }
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

}  // namespace redquill::cli
