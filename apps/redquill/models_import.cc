#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "model/import/import.h"
#include "model/import/import_onnx.h"
#include "redquill/models.h"
#include "redquill/print.h"
#include "redquill/write_imported.h"

namespace redquill::app {
namespace {

using nlohmann::json;

const std::map<std::string, model::onnx::Precision> kPrecisions = {
    {"fp32", model::onnx::Precision::kFp32},
    {"int8", model::onnx::Precision::kInt8},
    {"fp16", model::onnx::Precision::kFp16}};
constexpr const char* kAuto = "auto";
const std::map<std::string, model::onnx::Operators> kOperators = {
    {"fused", model::onnx::Operators::kFused}, {"standard", model::onnx::Operators::kStandard}};
const std::map<std::string, model::onnx::Pooling> kPoolings = {
    {"first", model::onnx::Pooling::kFirst},
    {"last", model::onnx::Pooling::kLast},
    {"mean", model::onnx::Pooling::kMean}};
const std::map<std::string, model::Labels> kLabels = {{"traits", model::Labels::kTraits},
                                                      {"classes", model::Labels::kClasses}};

void PrintImported(const model::Imported& imported, const std::string& out,
                   const std::string& digest) {
  const model::Manifest& m = imported.manifest;
  std::string text = "Wrote " + out + "\n  model         " + m.name + ", " + m.architecture + ", " +
                     std::to_string(imported.model.parameters) + " parameters\n  digest        " +
                     digest + "\n  reads         at most " + std::to_string(m.max_tokens) +
                     " tokens\n";
  for (const auto& output : m.outputs) {
    char line[160];
    std::snprintf(line, sizeof line, "  output        %s on %g..%g in steps of %g\n",
                  output.name.c_str(), output.scale.min, output.scale.max, output.scale.step);
    text += line;
  }
  if (m.embeds()) {
    text += "  output        a vector of " + std::to_string(m.embedding_width) +
            " numbers: redquill embed essay.txt --model " + out + "\n";
  } else {
    text +=
        "Its scores are the model's values, not calibrated: measure them with redquill "
        "evaluate.\n";
  }
  if (!imported.model.ignored.empty()) {
    text += std::to_string(imported.model.ignored.size()) +
            " tensors play no part and were left out; MODEL_CARD.md lists them.\n";
  }
  Print(text);
}

struct ImportCommand {
  model::ImportOptions options;
  model::OnnxSource onnx;  // Instead of options.folder.
  std::string out, scale = "1:6:1";
  bool json = false, quiet = false, replace = false;
};

// The package's file name without its ending, which is the usual name of the model.
std::string NameOfFile(const std::string& out) {
  return std::filesystem::path(out).stem().string();
}

Result<int> Import(ImportCommand command) {
  model::ImportOptions& options = command.options;
  std::error_code ignored;
  if (!command.out.ends_with(".rqm")) {
    return Fail(Code::kInvalidArgument, "--out must be a package's path, ending in .rqm", "out");
  }
  if (std::filesystem::exists(command.out, ignored) && !command.replace) {
    return Fail(Code::kConflict,
                command.out + " is there already; name another file or say --replace", "out");
  }
  const auto scale = model::ReadScale(command.scale);
  if (!scale) return Failure(scale.error());
  options.scale = *scale;
  if (options.name.empty()) options.name = NameOfFile(command.out);
  if (options.folder.empty() == command.onnx.file.empty()) {
    return Fail(Code::kInvalidArgument, "give either --from FOLDER or --onnx FILE", "from");
  }
  std::unique_ptr<Progress> progress;
  options.progress = [&](uint64_t done, uint64_t all) {
    if (!progress) {
      progress = std::make_unique<Progress>("Importing", all, "tensors", command.quiet);
    }
    progress->Set(done);
  };
  const auto imported = command.onnx.file.empty() ? model::ImportCheckpoint(options)
                                                  : model::ImportOnnx(command.onnx, options);
  progress.reset();
  if (!imported) return Failure(imported.error());
  const auto digest = WriteImported(*imported, command.out);
  if (!digest) return Failure(digest.error());
  if (command.json) {
    const json all = {{"file", command.out},
                      {"digest", *digest},
                      {"parameters", imported->model.parameters},
                      {"outputs", imported->model.outputs},
                      {"max_tokens", imported->model.max_tokens},
                      {"ignored", imported->model.ignored},
                      {"manifest", json::parse(*model::WriteManifest(imported->manifest))}};
    Print(all.dump(2) + "\n");
  } else {
    PrintImported(*imported, command.out, *digest);
  }
  return 0;
}

}  // namespace

void DeclareImport(CLI::App& models, bool* as_json, ModelsAction* chosen) {
  CLI::App* sub = models.add_subcommand(
      "import", "Make a package of a Hugging Face checkpoint folder (safetensors) or an ONNX file");
  auto command = std::make_shared<ImportCommand>();
  model::ImportOptions& options = command->options;
  auto* from = sub->add_option("--from", options.folder,
                               "The checkpoint's folder: config.json, safetensors …");
  auto* onnx = sub->add_option("--onnx", command->onnx.file,
                               "Instead: an ONNX file that another program exported");
  onnx->excludes(from);
  sub->add_option("--tokenizer", command->onnx.tokenizer,
                  "With --onnx: the tokenizer's folder (default: the file's)")
      ->needs(onnx);
  sub->add_option("--out", command->out, "The package to write, NAME.rqm")->required();
  sub->add_flag("--embeddings", options.embeddings,
                "The text's vector instead of a score: for an encoder without a head")
      ->excludes(onnx);
  sub->add_option_function<std::string>(
         "--precision",
         [command](const std::string& name) {
           command->options.int8_where_fast = name == kAuto;
           if (name != kAuto) command->options.precision = kPrecisions.at(name);
         },
         "fp32, int8 (fastest on the CPU), auto (int8 where the CPU has VNNI, else fp32), fp16 "
         "(GPUs)")
      ->check(CLI::IsMember({"fp32", "int8", kAuto, "fp16"}))
      ->excludes(onnx);
  sub->add_option("--operators", options.operators,
                  "fused (this program, CPU) or standard (GPUs, other runtimes)")
      ->transform(CLI::CheckedTransformer(kOperators))
      ->excludes(onnx);
  sub->add_option("--max-tokens", options.max_tokens, "Longest input (default: the model's own)")
      ->check(CLI::PositiveNumber);
  sub->add_option("--scale", command->scale, "Lowest score, highest, step (default 1:6:1)");
  sub->add_option("--labels", options.labels,
                  "Several labels are traits, or classes (the scale's points)")
      ->transform(CLI::CheckedTransformer(kLabels));
  sub->add_option_function<model::onnx::Pooling>(
         "--pooling",
         [command](const model::onnx::Pooling& pooling) { command->options.pooling = pooling; },
         "With --embeddings: first, last or mean (default: as the folder says)")
      ->transform(CLI::CheckedTransformer(kPoolings))
      ->excludes(onnx);
  sub->add_option("--name", options.name, "The model's name (default: the file's)");
  sub->add_option("--title", options.title, "One line about it");
  sub->add_option("--model-version", options.version, "Its version (default 1.0.0)");
  sub->add_option("--licence", options.licence, "SPDX expression or a sentence");
  sub->add_flag("--replace", command->replace, "Write over a package that is there");
  sub->add_flag("--quiet", command->quiet, "No progress bar");
  sub->add_flag("--json", *as_json, "Print JSON");
  sub->footer(
      "Examples:\n  redquill models import --from deberta-aes --out models/deberta.rqm --scale "
      "1:6:1 --precision int8\n  redquill models import --from all-MiniLM-L6-v2 --out minilm.rqm "
      "--embeddings\n  redquill models import --onnx model.onnx --tokenizer tok --out aes.rqm "
      "--scale "
      "1:6:1");
  sub->callback([command, as_json, chosen] {
    *chosen = [command, as_json] {
      command->json = *as_json;
      return Import(*command);
    };
  });
}

}  // namespace redquill::app
