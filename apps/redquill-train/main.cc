#include "base/version.h"
#include "redquill-train/verbs.h"

int main(int argc, char** argv) {
  CLI::App app{"Trains Redquill's models and measures them by cross-validation.", "redquill-train"};
  app.set_version_flag("--version", std::string("redquill-train ") + redquill::kVersion);
  app.require_subcommand(1);
  std::function<int()> chosen;
  for (const auto& verb : redquill::train_app::Verbs()) {
    CLI::App* command = &app;
    for (const char* name : verb.names) {
      const auto known =
          command->get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
      command = known.empty() ? command->add_subcommand(name) : known.front();
    }
    command->description(verb.summary);
    auto run = verb.declare(*command);
    command->callback([&chosen, run] { chosen = run; });
  }
  app.get_subcommand("cv")->description("Measure how well models of a kind score unseen essays");
  app.get_subcommand("cv")->require_subcommand(1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return chosen();
}
