#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "engine/embedder.h"
#include "redquill/local_models.h"
#include "redquill/print.h"
#include "redquill/sink.h"
#include "redquill/verbs.h"
#include "table/essays.h"
#include "text/essay.h"

namespace redquill::app {
namespace {

using nlohmann::json;

struct Options {
  std::string input, out;
  LocalModels models;
  table::ColumnNames columns;
  bool quiet = false, whole = false;
};

Result<std::unique_ptr<const engine::Embedder>> OpenModel(const Options& options) {
  auto engine = LocalEngine(options.models);
  if (!engine) return Failure(engine.error());
  auto package = LocalPackage(options.models);
  if (!package) return Failure(package.error());
  return engine::Embedder::Open(*std::move(package), *engine);
}

Result<engine::Embedding> Embed(const engine::Embedder& embedder, const table::EssayRow& row,
                                bool whole) {
  if (row.error) return Failure(*row.error);
  const auto essay = text::ReadEssay(row.text);
  if (!essay) return Failure(essay.error());
  return whole ? embedder.EmbedWhole(essay->text.utf8()) : embedder.Embed(essay->text.utf8());
}

std::string Line(const std::string& id, const Result<engine::Embedding>& embedding) {
  json line = embedding
                  ? json{{"embedding", embedding->vector},
                         {"tokens", {{"read", embedding->tokens_read}, {"of", embedding->tokens}}}}
                  : ErrorJson(embedding.error());
  line["id"] = id;
  return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<int> EmbedAll(const Options& options) {
  auto reader = table::OpenEssays(options.input, options.columns, {});
  if (!reader) return Failure(reader.error());
  const auto embedder = OpenModel(options);
  if (!embedder) return Failure(embedder.error());
  auto sink = Sink::Open(options.out);
  if (!sink) return Failure(sink.error());
  Progress progress("Embedding", 0, "essays", options.quiet);
  uint64_t refused = 0;
  for (;;) {
    table::EssayRow row;
    const auto got = (*reader)->Next(row);
    if (!got) return Failure(got.error());
    if (!*got) break;
    const auto embedding = Embed(**embedder, row, options.whole);
    refused += embedding ? 0 : 1;
    const auto open = sink->Write(Line(row.id, embedding));
    if (!open) return Failure(open.error());
    if (!*open) return 0;
    progress.Add(1);
  }
  if (auto closed = sink->Close(); !closed) return Failure(closed.error());
  return refused > 0 ? 1 : 0;
}

}  // namespace

Verb EmbedVerb() {
  return {
      "embed", "Print the vectors of essays by an embedding model, one JSON object a line",
      [](CLI::App& command) -> std::function<int()> {
        auto options = std::make_shared<Options>();
        command
            .add_option("input", options->input,
                        "Essay (.txt), table (.csv, .tsv, .jsonl), folder, or - for stdin")
            ->required();
        command
            .add_option("--model", options->models.model, "The model's name, or its package's path")
            ->required();
        AddLocalModels(command, options->models);
        command.add_option("--text-column", options->columns.text, "Column with the essays");
        command.add_option("--id-column", options->columns.id, "Column with their ids");
        command.add_option("--out", options->out,
                           "Write to a file, which appears when it is whole");
        command.add_flag("--whole", options->whole,
                         "Read a longer essay in parts and give the mean of their vectors");
        command.add_flag("--quiet", options->quiet, "No progress bar");
        command.footer("Example:\n  redquill embed essays.csv --model minilm --out vectors.jsonl");
        return [options]() -> int {
          auto status = EmbedAll(*options);
          return status ? *status : PrintError(status.error(), true);
        };
      }};
}

}  // namespace redquill::app
