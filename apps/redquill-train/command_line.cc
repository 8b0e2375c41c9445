#include "redquill-train/command_line.h"

#include <fstream>
#include <iterator>

#include "train/feature/evaluation_summary.h"

namespace redquill::train_app {

std::string PublishedCommand() {
  std::ifstream in("/proc/self/cmdline", std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(in), {}};
  std::vector<std::string> arguments;
  for (size_t begin = 0; begin < all.size();) {
    const size_t end = all.find('\0', begin);
    arguments.push_back(all.substr(begin, end - begin));
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return PublishedCommand(arguments);
}

std::string PublishedCommand(const std::vector<std::string>& arguments) {
  std::string command;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--quiet" || argument.starts_with("--threads=")) continue;
    if (argument == "--threads") {
      ++i;
      continue;
    }
    const size_t equals = argument.starts_with("--") ? argument.find('=') : std::string::npos;
    std::string shown =
        equals == std::string::npos
            ? train::FileName(argument)
            : argument.substr(0, equals + 1) + train::FileName(argument.substr(equals + 1));
    if (shown.find_first_of(" \t\"'()&;") != std::string::npos) shown = "\"" + shown + "\"";
    command += (command.empty() ? "" : " ") + shown;
  }
  return command;
}

}  // namespace redquill::train_app
