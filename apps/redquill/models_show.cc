#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/ensemble/spec.h"
#include "model/package.h"
#include "redquill/models.h"
#include "redquill/print.h"

namespace redquill::app {
namespace {

/// An ensemble's models, each with its weight by part.
void PrintMembers(const model::Manifest& m) {
  const auto spec = engine::ensemble::ReadSpec(m.config);
  if (!spec) return;  // Loading it says what is wrong.
  for (size_t i = 0; i < spec->members.size(); ++i) {
    std::printf("  member        %s, weight", spec->members[i].c_str());
    for (size_t p = 0; p < spec->parts.size(); ++p) {
      const auto& part = spec->parts[p];
      std::printf("%s %.3f%s%s", p == 0 ? "" : ",", part.weights[i],
                  part.name.empty() ? "" : " in part ", part.name.c_str());
    }
    std::printf("\n");
  }
}

void PrintManifest(const model::Manifest& m, const std::string& digest) {
  std::printf("%s %s: %s\n", m.name.c_str(), m.version.c_str(), m.title.c_str());
  std::printf("  digest        %s\n  architecture  %s, run by %s\n", digest.c_str(),
              m.architecture.c_str(), m.engine.c_str());
  if (m.engine == "ensemble") PrintMembers(m);
  for (const auto& output : m.outputs) {
    std::printf("  output        %s on %g..%g in steps of %g\n", output.name.c_str(),
                output.scale.min, output.scale.max, output.scale.step);
  }
  if (m.embeds()) {
    std::printf("  output        a vector of %llu numbers, no score\n",
                static_cast<unsigned long long>(m.embedding_width));
  }
  for (const auto& prompt : m.prompts) std::printf("  prompt        %s\n", prompt.c_str());
  if (m.prompts.empty()) std::printf("  prompt        any\n");
  if (m.max_tokens) {
    std::printf("  max tokens    %llu\n", static_cast<unsigned long long>(m.max_tokens));
  }
  for (const auto& data : m.training_data) {
    std::printf("  trained on    %s, %llu essays, %s\n                %s\n", data.name.c_str(),
                static_cast<unsigned long long>(data.essays), data.licence.c_str(),
                data.sha256.c_str());
  }
  if (const auto& words = m.training_words) {
    std::printf("  words         %llu to %llu, median %llu\n",
                static_cast<unsigned long long>(words->min),
                static_cast<unsigned long long>(words->max),
                static_cast<unsigned long long>(words->median));
  }
  for (const auto& [what, value] : m.requirements) {
    std::printf("  requires      %s %s\n", what.c_str(), value.c_str());
  }
  if (!m.metrics.empty())
    std::printf("  metrics       %s\n", m.metrics.dump(-1, ' ', true).c_str());
  std::printf("  licence       %s\n", m.licence.c_str());
  for (const auto& file : m.files) {
    std::printf("  file          %s, %llu bytes\n", file.path.c_str(),
                static_cast<unsigned long long>(file.bytes));
  }
}

}  // namespace

Result<int> ShowModel(const ModelsOptions& options) {
  const auto file = FileOfModel(options);
  if (!file) return Failure(file.error());
  const auto heading = model::ReadHeading(*file);
  if (!heading) return Failure(heading.error());
  if (options.json) {
    Print(ManifestJson(heading->manifest, heading->digest).dump(2) + "\n");
  } else {
    PrintManifest(heading->manifest, heading->digest);
  }
  return 0;
}

}  // namespace redquill::app
