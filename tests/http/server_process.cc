#include "tests/http/server_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "base/file.h"
#include "tests/support/paths.h"

extern char** environ;

namespace redquill::http {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> Whole(const ServerProcess::Environment& more) {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!text.starts_with("REDQUILL_")) variables.push_back(text);
  }
  for (const auto& [name, value] : more) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (auto& one : strings) pointers.push_back(one.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string Read(const std::string& path) { return ReadFile(path, 1 << 26).value_or(""); }

bool Has(const std::vector<std::string>& arguments, const std::string& flag) {
  return std::find(arguments.begin(), arguments.end(), flag) != arguments.end();
}

}  // namespace

std::string ShippedModels() { return tests::SourcePath("models"); }

ServerProcess::ServerProcess(std::vector<std::string> arguments, const Environment& environment) {
  static std::atomic<int> count = 0;
  const std::string base = testing::TempDir() + "redquill_server_" + std::to_string(::getpid()) +
                           "_" + std::to_string(++count);
  out_ = base + ".out";
  err_ = base + ".err";
  arguments.insert(arguments.begin(), {tests::BuiltPath("apps/redquill/redquill"), "serve"});
  if (!Has(arguments, "--port")) arguments.insert(arguments.end(), {"--port", "0"});
  if (!Has(arguments, "--models")) arguments.insert(arguments.end(), {"--models", ShippedModels()});
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND;
  ::posix_spawn_file_actions_addopen(&actions, 1, out_.c_str(), flags, 0600);
  ::posix_spawn_file_actions_addopen(&actions, 2, err_.c_str(), flags, 0600);
  auto variables = Whole(environment);
  if (::posix_spawn(&pid_, tests::BuiltPath("apps/redquill/redquill").c_str(), &actions, nullptr,
                    Pointers(arguments).data(), Pointers(variables).data()) != 0) {
    pid_ = -1;
  }
  ::posix_spawn_file_actions_destroy(&actions);
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::unlink(out_.c_str());
  ::unlink(err_.c_str());
}

std::string ServerProcess::Out() const { return Read(out_); }
std::string ServerProcess::Err() const { return Read(err_); }

bool ServerProcess::AwaitText(const std::string& file, const std::string& text) {
  const auto deadline = Clock::now() + std::chrono::seconds(10);
  while (Clock::now() < deadline) {
    if (Read(file).find(text) != std::string::npos) return true;
    if (AwaitEnd(std::chrono::seconds(0)) >= 0) return Read(file).find(text) != std::string::npos;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

bool ServerProcess::AwaitListening() {
  const std::string mark = "://127.0.0.1:";
  if (!AwaitText(err_, mark)) return false;
  const std::string text = Err();
  port_ = static_cast<uint16_t>(std::atoi(text.c_str() + text.find(mark) + mark.size()));
  return port_ != 0;
}

bool ServerProcess::AwaitReady() { return AwaitListening() && AwaitText(out_, " is ready"); }

void ServerProcess::Signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

int ServerProcess::AwaitEnd(std::chrono::seconds time) {
  const auto deadline = Clock::now() + time;
  while (pid_ > 0) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      break;
    }
    if (Clock::now() >= deadline) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return status_;
}

}  // namespace redquill::http
