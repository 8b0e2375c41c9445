#include <memory>

#include "base/progress.h"
#include "redquill-train/network_options.h"
#include "train/feature/teacher.h"

namespace redquill::train_app {

void AddTeacherOptions(CLI::App& command, TeacherOptions* options) {
  auto* package = command.add_option(
      "--teacher", options->package,
      "Learn from the scores of this package (.rqm) too, which never saw what is tested on");
  auto* scores = command.add_option("--teacher-scores", options->scores,
                                    "Or from a table's: essay_id and calibrated, or score");
  scores->excludes(package);
  command
      .add_option("--teacher-weight", options->weight,
                  "How much the teacher's scores count; the human ones count the rest")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
}

Result<void> AskTeacher(const TeacherOptions& options, const EssayOptions& essays,
                        const train::EssaySet& set, train::LoopRecipe* recipe) {
  if (options.package.empty() && options.scores.empty()) return {};
  std::unique_ptr<Progress> bar;
  const auto progress = [&](size_t done, size_t all) {
    if (!bar) bar = std::make_unique<Progress>("Asking the teacher", all, "essays", essays.quiet);
    bar->Set(done);
  };
  auto teacher = options.package.empty()
                     ? train::TeacherFromTable(options.scores, set)
                     : train::TeacherFromPackage(options.package, set, essays.threads, progress);
  if (!teacher) return Failure(teacher.error());
  recipe->teacher = std::move(*teacher);
  recipe->teacher_weight = options.weight;
  return {};
}

}  // namespace redquill::train_app
