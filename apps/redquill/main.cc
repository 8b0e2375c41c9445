#include <csignal>

#include "base/version.h"
#include "redquill/verbs.h"

int main(int argc, char** argv) {
  // `redquill … | head` ends by the failed write, quietly and with everything put in order.
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Redquill scores essays: on the command line, in a folder, behind a page.",
               "redquill"};
  app.set_version_flag("--version", std::string("redquill ") + redquill::kVersion);
  app.require_subcommand(1);
  std::function<int()> chosen;
  for (const auto& verb : redquill::app::Verbs()) {
    CLI::App* command = app.add_subcommand(verb.name, verb.summary);
    auto run = verb.declare(*command);
    command->callback([&chosen, run] { chosen = run; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return chosen();
}
