#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "model/library.h"
#include "model/models_folder.h"
#include "model/package.h"
#include "redquill/print.h"
#include "redquill/verbs.h"

namespace redquill::app {
namespace {

using nlohmann::json;

struct Options {
  std::string models, model;
  bool json = false;
};

std::string ScaleText(const model::Scale& scale) {
  char text[64];
  std::snprintf(text, sizeof text, "%g..%g", scale.min, scale.max);
  return text;
}

uint64_t Bytes(const model::Manifest& manifest) {
  uint64_t bytes = 0;
  for (const auto& file : manifest.files) bytes += file.bytes;
  return bytes;
}

/// The manifest as it stands in the package, with the digest that names it.
json ManifestJson(const model::Manifest& manifest, const std::string& digest) {
  json all = json::parse(*model::WriteManifest(manifest));
  all["digest"] = digest;
  return all;
}

Result<int> List(const Options& options) {
  const auto folder = model::ModelsFolder(options.models);
  if (!folder) return Failure(folder.error());
  const auto library = model::ReadLibrary(*folder);
  if (!library) return Failure(library.error());
  if (options.json) {
    json models = json::array(), refused = json::array();
    for (const auto& entry : library->entries) {
      auto one = ManifestJson(entry.heading.manifest, entry.heading.digest);
      one["file"] = entry.file;
      models.push_back(one);
    }
    for (const auto& entry : library->refused) {
      auto one = ErrorJson(entry.error);
      one["file"] = entry.file;
      refused.push_back(one);
    }
    const json all = {{"folder", *folder}, {"models", models}, {"refused", refused}};
    Print(all.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  } else {
    std::printf("%-16s %-8s %-16s %-7s %9s  %-12s %s\n", "name", "version", "architecture", "scale",
                "KiB", "digest", "title");
    for (const auto& entry : library->entries) {
      const auto& m = entry.heading.manifest;
      std::printf("%-16s %-8s %-16s %-7s %9.0f  %-12s %s\n", m.name.c_str(), m.version.c_str(),
                  m.architecture.c_str(), ScaleText(m.scale()).c_str(),
                  static_cast<double>(Bytes(m)) / 1024, entry.heading.digest.substr(0, 12).c_str(),
                  m.title.c_str());
    }
    if (library->entries.empty()) std::printf("(no model package in %s)\n", folder->c_str());
    for (const auto& entry : library->refused) {
      std::fprintf(stderr, "redquill: %s\n", entry.error.message.c_str());
    }
  }
  return library->refused.empty() ? 0 : 1;
}

/// The file behind a name or path, so that headings can be read without proving the content.
Result<std::string> FileOf(const Options& options) {
  if (options.model.find('/') != std::string::npos || options.model.ends_with(".rqm")) {
    return options.model;
  }
  const auto folder = model::ModelsFolder(options.models);
  if (!folder) return Failure(folder.error());
  const auto library = model::ReadLibrary(*folder);
  if (!library) return Failure(library.error());
  for (const auto& entry : library->entries) {
    if (entry.heading.manifest.name == options.model) return entry.file;
  }
  const auto loaded = library->Load(options.model);
  return loaded ? Result<std::string>((*loaded)->path()) : Failure(loaded.error());
}

void PrintManifest(const model::Manifest& m, const std::string& digest) {
  std::printf("%s %s: %s\n", m.name.c_str(), m.version.c_str(), m.title.c_str());
  std::printf("  digest        %s\n  architecture  %s, run by %s\n", digest.c_str(),
              m.architecture.c_str(), m.engine.c_str());
  for (const auto& output : m.outputs) {
    std::printf("  output        %s on %g..%g in steps of %g\n", output.name.c_str(),
                output.scale.min, output.scale.max, output.scale.step);
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
  if (!m.metrics.empty()) std::printf("  metrics       %s\n", m.metrics.dump().c_str());
  std::printf("  licence       %s\n", m.licence.c_str());
  for (const auto& file : m.files) {
    std::printf("  file          %s, %llu bytes\n", file.path.c_str(),
                static_cast<unsigned long long>(file.bytes));
  }
}

Result<int> Show(const Options& options) {
  const auto file = FileOf(options);
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

Result<int> Verify(const Options& options) {
  const auto file = FileOf(options);
  if (!file) return Failure(file.error());
  const auto verification = model::VerifyPackage(*file);
  if (!verification) return Failure(verification.error());
  json files = json::array();
  for (const auto& check : verification->files) {
    const std::string said = check.outcome ? "as listed" : check.outcome.error().message;
    files.push_back({{"path", check.listed.path},
                     {"sha256", check.listed.sha256},
                     {"sound", check.outcome.has_value()},
                     {"finding", said}});
    if (!options.json) std::printf("  %-24s %s\n", check.listed.path.c_str(), said.c_str());
  }
  const auto& heading = verification->heading;
  if (options.json) {
    const json all = {{"file", *file},
                      {"model", heading.manifest.name},
                      {"digest", heading.digest},
                      {"sound", verification->sound()},
                      {"files", files}};
    Print(all.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
  } else {
    std::printf("%s %s is %s\n", heading.manifest.name.c_str(), heading.digest.c_str(),
                verification->sound() ? "sound" : "DAMAGED");
  }
  return verification->sound() ? 0 : 1;
}

using Action = Result<int> (*)(const Options&);

void AddAction(CLI::App& command, const char* name, const char* summary, bool takes_model,
               Action action, const std::shared_ptr<Options>& options,
               const std::shared_ptr<Action>& chosen) {
  CLI::App* sub = command.add_subcommand(name, summary);
  if (takes_model) {
    sub->add_option("model", options->model, "A model's name, or the path of a package")
        ->required();
  }
  AddModelsOption(*sub, options->models);
  sub->add_flag("--json", options->json, "Print JSON");
  sub->footer(std::string("Example:\n  redquill models ") + name +
              (takes_model ? " features" : ""));
  sub->callback([chosen, action] { *chosen = action; });
}

}  // namespace

Verb ModelsVerb() {
  return {"models", "List, show and verify model packages",
          [](CLI::App& command) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            auto chosen = std::make_shared<Action>(nullptr);
            command.require_subcommand(1);
            AddAction(command, "list", "The packages in the models folder", false, &List, options,
                      chosen);
            AddAction(command, "show", "What a package says of itself", true, &Show, options,
                      chosen);
            AddAction(command, "verify", "Check every file of a package against its digest", true,
                      &Verify, options, chosen);
            return [options, chosen]() -> int {
              auto status = (*chosen)(*options);
              if (!status) return PrintError(status.error(), options->json);
              auto printed = PrintedAll();
              return printed ? *status : PrintError(printed.error(), false);
            };
          }};
}

}  // namespace redquill::app
