#include "redquill/print.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/file.h"

namespace redquill::app {

nlohmann::json ErrorJson(const Error& error) {
  nlohmann::json json = {{"code", CodeName(error.code)}, {"message", error.message}};
  if (!error.field.empty()) json["field"] = error.field;
  return {{"error", json}};
}

int PrintError(const Error& error, bool json) {
  if (json) {
    std::printf(
        "%s\n",
        ErrorJson(error).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  // Where the output itself is what failed, only stderr is left to tell of it.
  if (!json || std::fflush(stdout) != 0) {
    std::fprintf(stderr, "redquill: %s\n", error.message.c_str());
  }
  return ExitStatus(error.code);
}

bool Print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

Result<void> PrintedAll() {
  errno = 0;
  const bool flushed = std::fflush(stdout) == 0;
  if ((flushed && !std::ferror(stdout)) || errno == EPIPE) return {};
  return Fail(Code::kIo, std::string("The output can't be written: ") +
                             (errno ? std::strerror(errno) : "the disk may be full"));
}

Result<std::string> ReadInput(const std::string& path, uint64_t limit) {
  if (path != "-") return ReadFile(path, limit);
  std::string bytes;
  char buffer[1 << 16];
  size_t got;
  while ((got = std::fread(buffer, 1, sizeof buffer, stdin)) > 0) {
    if (bytes.size() + got > limit) {
      return Fail(Code::kTooLarge,
                  "stdin has more than " + std::to_string(limit) + " bytes; that is too much");
    }
    bytes.append(buffer, got);
  }
  if (std::ferror(stdin)) return Fail(Code::kIo, "stdin can't be read to its end");
  return bytes;
}

void AddModelsOption(CLI::App& command, std::string& folder) {
  command.add_option("--models", folder,
                     "Folder with model packages (default: $REDQUILL_MODELS, ./models, or the one "
                     "installed)");
}

}  // namespace redquill::app
