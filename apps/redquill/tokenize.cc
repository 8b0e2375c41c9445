#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/progress.h"
#include "redquill/print.h"
#include "redquill/verbs.h"
#include "table/essays.h"
#include "table/writer.h"
#include "text/tokenizer/tokenizer.h"

namespace redquill::app {
namespace {

constexpr uint64_t kMaxTokenizerFile = uint64_t{128} << 20;

struct Options {
  std::string path, tokenizer;
  table::ColumnNames columns;
  size_t max_tokens = 0;
  bool json = false;
};

std::string Line(const Options& options, const std::string& id, const text::Encoding& tokens) {
  if (!options.json) {
    return table::CsvRecord(std::vector<std::string>{id, std::to_string(tokens.total),
                                                     std::to_string(tokens.ids.size())});
  }
  nlohmann::ordered_json line = {{"id", id}, {"total", tokens.total}, {"ids", tokens.ids}};
  nlohmann::ordered_json& offsets = line["offsets"] = nlohmann::ordered_json::array();
  for (const text::Range& range : tokens.offsets) offsets.push_back({range.begin, range.end});
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<void> TokenizeAll(const Options& options) {
  const auto bytes = ReadFile(options.tokenizer, kMaxTokenizerFile);
  if (!bytes) return Failure(bytes.error());
  const auto tokenizer = text::Tokenizer::FromJson(*bytes);
  if (!tokenizer) return Failure(tokenizer.error());
  auto essays = table::OpenEssays(options.path, options.columns);
  if (!essays) return Failure(essays.error());
  if (!options.json) Print(table::CsvRecord(std::vector<std::string>{"id", "tokens", "read"}));
  Progress progress("Cutting", 0, "essays");
  table::EssayRow row;
  for (;;) {
    const Result<bool> more = (*essays)->Next(row);
    if (!more) return Failure(more.error());
    if (!*more) break;
    if (row.error) return Failure(*row.error, "essay " + row.id);
    const auto tokens = (*tokenizer)->Encode(row.text, options.max_tokens);
    if (!tokens) return Failure(tokens.error(), "essay " + row.id);
    if (!Print(Line(options, row.id, *tokens))) break;
    progress.Add(1);
  }
  return PrintedAll();
}

int Run(const Options& options) {
  const Result<void> done = TokenizeAll(options);
  return done ? 0 : PrintError(done.error(), options.json);
}

}  // namespace

Verb TokenizeVerb() {
  return {"tokenize", "Count or print the tokens that a tokenizer.json cuts essays into",
          [](CLI::App& command) {
            auto options = std::make_shared<Options>();
            command
                .add_option("input", options->path,
                            "A text file, a folder of .txt files, a .csv, .tsv or .jsonl table, or "
                            "- for stdin")
                ->required();
            command.add_option("--tokenizer", options->tokenizer, "The model's tokenizer.json")
                ->required();
            command.add_option("--max-tokens", options->max_tokens,
                               "Read at most so many of an essay (0: all)");
            command.add_option("--text-column", options->columns.text, "Column with the essay");
            command.add_option("--id-column", options->columns.id, "Column with its id");
            command.add_flag("--json", options->json,
                             "One JSON object a line: ids, and offsets in bytes of the essay");
            command.footer("Example:\n  redquill tokenize essays.csv --tokenizer tokenizer.json");
            return [options] { return Run(*options); };
          }};
}

}  // namespace redquill::app
