#include "train/feature/essay_set.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>

#include "base/file.h"
#include "base/sha256.h"
#include "features/features.h"
#include "features/ngrams.h"
#include "model/manifest_rules.h"
#include "text/essay.h"
#include "train/feature/parallel.h"

namespace redquill::train {
namespace {

constexpr uint64_t kMostBytes = uint64_t{4} << 30;
constexpr double kNotScored = std::numeric_limits<double>::quiet_NaN();

/// A row of a table, and what it was measured as.
struct Measured {
  table::EssayRow row;
  size_t source = 0;
  std::string text_sha256;
  uint32_t words = 0;
  std::vector<float> features;
  std::vector<engine::SparseVector> blocks;
  std::optional<Error> error;
};

std::string Name(const Measured& essay) {
  return "essay " + essay.row.id + " (line " + std::to_string(essay.row.line) + ")";
}

/// "Word choice" as an output's name: "word-choice".
std::string OutputName(std::string column) {
  for (char& c : column) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '_') c = '-';
  }
  return column;
}

/// Which columns hold what, with the first trait for the score where there is no column for that;
/// and the names of what they hold, which every source has to share.
Result<table::ColumnNames> FindScores(const EssaySource& source, bool first, EssaySet* set) {
  table::ColumnNames columns = source.columns;
  if (columns.traits.empty()) return columns;
  if (first) {
    auto reader = table::OpenEssays(source.path, columns, {.id = true});
    if (!reader) return Failure(reader.error());
    if ((*reader)->columns().score.empty()) set->output = OutputName(columns.traits.front());
    for (const std::string& column : columns.traits) {
      const std::string name = OutputName(column);
      const bool twice = std::any_of(set->traits.begin(), set->traits.end(),
                                     [&](const TraitScores& one) { return one.name == name; });
      if (!model::IsName(name) || name == "holistic" || twice) {
        return Fail(Code::kInvalidArgument,
                    "A trait can't be called \"" + name +
                        "\"; names are letters, digits, - and _, each once, and not holistic.",
                    "traits");
      }
      set->traits.push_back({name, {}});
    }
    if (set->output != "holistic") set->traits.erase(set->traits.begin());
  }
  if (set->output != "holistic") {
    columns.score = columns.traits.front();
    columns.traits.erase(columns.traits.begin());
  }
  return columns;
}

Result<void> ReadSource(const EssaySource& source, size_t number, EssaySet* set,
                        std::vector<Measured>* essays) {
  const auto columns = FindScores(source, number == 0, set);
  if (!columns) return Failure(columns.error());
  auto rows = table::ReadEssays(source.path, *columns, {.id = true, .score = true});
  if (!rows) return Failure(rows.error());
  auto bytes = ReadFile(source.path, kMostBytes);
  if (!bytes) return Failure(bytes.error());
  SourceReport report{source.path, Sha256Hex(*bytes)};
  const table::EssayRow* first = nullptr;
  for (auto& row : *rows) {
    if (!row.score) {
      if (report.unscored++ == 0) first = &row;
      continue;
    }
    Measured essay;
    essay.row = std::move(row);
    essay.source = number;
    essays->push_back(std::move(essay));
  }
  if (first && !source.skip_unscored) {
    return Fail(Code::kInvalidArgument,
                source.path + ": " + std::to_string(report.unscored) +
                    " essays have no score, the first is essay " + first->id + " in line " +
                    std::to_string(first->line) +
                    ". Give them scores, or leave them out with --skip-unscored.",
                "score");
  }
  set->sources.push_back(std::move(report));
  return {};
}

void Measure(Measured* essay, Content content) {
  const auto read = text::ReadEssay(essay->row.text);
  if (!read) {
    essay->error = read.error();
    return;
  }
  essay->text_sha256 = Sha256Hex(read->text.utf8());
  essay->words = static_cast<uint32_t>(read->words.size());
  if (content == Content::kTexts) {
    essay->row.text = read->text.utf8();
    return;
  }
  const features::Reading reading(*read);
  essay->features = features::Measure(reading);
  for (auto& block : features::MeasureNgrams(reading)) {
    essay->blocks.push_back({std::move(block.index), std::move(block.value)});
  }
  essay->row.text.clear();
  essay->row.text.shrink_to_fit();
}

/// Essays to keep: not those of extra sources whose text came before.
Result<std::vector<const Measured*>> WithoutRepeats(const std::vector<Measured>& essays,
                                                    EssaySet* set) {
  std::map<std::string_view, size_t> numbers;
  std::vector<const Measured*> kept;
  for (const Measured& essay : essays) {
    if (essay.error) {
      return Fail(essay.error->code,
                  set->sources[essay.source].path + ": " + Name(essay) +
                      " can't be read: " + essay.error->message,
                  "text");
    }
    const auto [before, is_new] = numbers.emplace(essay.text_sha256, numbers.size());
    if (!is_new && essay.source > 0) {
      ++set->sources[essay.source].repeated;
      continue;
    }
    if (!is_new) ++set->sources[essay.source].alike;
    set->text.push_back(static_cast<uint32_t>(before->second));
    kept.push_back(&essay);
  }
  return kept;
}

void NamePrompts(const std::vector<const Measured*>& essays, EssaySet* set) {
  for (const Measured* essay : essays) set->prompts.push_back(essay->row.prompt);
  std::sort(set->prompts.begin(), set->prompts.end());
  set->prompts.erase(std::unique(set->prompts.begin(), set->prompts.end()), set->prompts.end());
  if (set->prompts.size() == 1 && set->prompts[0].empty()) set->prompts.clear();
}

Result<void> Collect(const std::vector<Measured>& essays, Content content, EssaySet* set) {
  const auto kept = WithoutRepeats(essays, set);
  if (!kept) return Failure(kept.error());
  if (kept->empty()) {
    return Fail(Code::kInvalidArgument, set->sources[0].path + " has no essay with a score");
  }
  NamePrompts(*kept, set);
  if (content == Content::kFeatures) {
    set->feature_count = features::Table().size();
    for (const auto& block : features::NgramTable()) set->blocks.emplace_back(block.columns);
  }
  for (const Measured* essay : *kept) {
    if (!set->prompts.empty() && essay->row.prompt.empty()) {
      return Fail(Code::kInvalidArgument,
                  set->sources[essay->source].path + ": " + Name(*essay) +
                      " names no prompt, others do. Name it or remove the essay.",
                  "prompt");
    }
    const auto prompt =
        std::lower_bound(set->prompts.begin(), set->prompts.end(), essay->row.prompt);
    set->id.push_back(essay->row.id);
    set->score.push_back(*essay->row.score);
    for (size_t t = 0; t < set->traits.size(); ++t) {
      set->traits[t].score.push_back(essay->row.traits[t].value_or(kNotScored));
    }
    set->prompt.push_back(set->prompts.empty() ? 0
                                               : static_cast<int>(prompt - set->prompts.begin()));
    set->extra.push_back(essay->source > 0);
    set->words.push_back(essay->words);
    if (content == Content::kTexts) set->texts.push_back(essay->row.text);
    set->features.insert(set->features.end(), essay->features.begin(), essay->features.end());
    for (size_t b = 0; b < set->blocks.size(); ++b) set->blocks[b].Add(essay->blocks[b]);
    ++set->sources[essay->source].essays;
  }
  return {};
}

}  // namespace

Result<EssaySet> ReadEssaySet(const EssaySource& data, std::span<const EssaySource> extra,
                              int threads, const EssayProgress& progress, Content content) {
  EssaySet set;
  std::vector<Measured> essays;
  if (auto read = ReadSource(data, 0, &set, &essays); !read) return Failure(read.error());
  for (size_t s = 0; s < extra.size(); ++s) {
    if (auto read = ReadSource(extra[s], s + 1, &set, &essays); !read) return Failure(read.error());
  }
  std::mutex telling;
  size_t done = 0;
  ParallelFor(essays.size(), threads, [&](size_t i) {
    Measure(&essays[i], content);
    const std::lock_guard lock(telling);
    progress(++done, essays.size());
  });
  if (auto collected = Collect(essays, content, &set); !collected)
    return Failure(collected.error());
  return set;
}

}  // namespace redquill::train
