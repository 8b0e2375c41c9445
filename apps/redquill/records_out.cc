// `redquill records list` and `export`.
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "redquill/open_store.h"
#include "redquill/print.h"
#include "redquill/records.h"
#include "redquill/sink.h"
#include "table/writer.h"

namespace redquill::app {
namespace {

constexpr size_t kPage = 500, kListed = 50;

std::string TimeText(store::TimeMs when) {
  const std::time_t seconds = when / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

std::string JsonLine(const store::JudgedRecord& judged) {
  auto line = nlohmann::json::parse(store::ToJsonLine(judged.record));
  line["time"] = TimeText(judged.record.when_ms);
  line["receipt"] = nlohmann::json::parse(judged.record.receipt, nullptr, false);
  line["overrides"] = nlohmann::json::array();
  for (const auto& override : judged.overrides) {
    line["overrides"].push_back({{"time", TimeText(override.when_ms)},
                                 {"by", override.by},
                                 {"score", override.score},
                                 {"reason", override.reason}});
  }
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

constexpr std::string_view kHeader =
    "id,time,person,key,model,model_digest,text_sha256,score,final_score,decided_by\n";

std::string CsvLine(const store::JudgedRecord& judged) {
  const store::ScoreRecord& record = judged.record;
  const bool overridden = !judged.overrides.empty();
  const std::array cells = {
      record.id,
      TimeText(record.when_ms),
      record.person,
      record.key,
      record.model,
      record.model_digest,
      record.text_sha256,
      table::Number(record.score),
      table::Number(overridden ? judged.overrides.back().score : record.score),
      overridden ? judged.overrides.back().by : std::string("machine")};
  return table::CsvRecord(cells);
}

/// Calls `each` with every selected record until it returns false.
Result<void> Walk(const RecordsOptions& options,
                  const std::function<Result<bool>(const store::JudgedRecord&)>& each) {
  const auto selection = SelectionOf(options);
  if (!selection) return Failure(selection.error());
  auto store = OpenExistingStore(options.store);
  if (!store) return Failure(store.error());
  store::Position at;
  for (bool more = true; more;) {
    const auto page = (*store)->List(*selection, at, kPage);
    if (!page) return Failure(page.error());
    for (const auto& judged : *page) {
      const auto open = each(judged);
      if (!open) return Failure(open.error());
      if (!*open) return {};
      at = {judged.record.when_ms, judged.record.id};
    }
    more = page->size() == kPage;
  }
  return {};
}

}  // namespace

Result<int> ListRecords(const RecordsOptions& options) {
  std::vector<store::JudgedRecord> newest;
  uint64_t all = 0;
  auto walked = Walk(options, [&](const store::JudgedRecord& judged) -> Result<bool> {
    if (++all > kListed) newest.erase(newest.begin());
    newest.push_back(judged);
    return true;
  });
  if (!walked) return Failure(walked.error());
  for (const auto& judged : newest) {
    const store::ScoreRecord& record = judged.record;
    if (options.json) {
      Print(JsonLine(judged));
      continue;
    }
    std::string line = record.id + "  " + TimeText(record.when_ms) + "  " + record.model + "  " +
                       table::Number(record.score);
    if (!judged.overrides.empty()) {
      line += " (" + table::Number(judged.overrides.back().score) + " by " +
              judged.overrides.back().by + ")";
    }
    if (!record.person.empty()) line += "  " + record.person;
    Print(line + "\n");
  }
  if (!options.json) {
    Print(all > kListed ? "The newest " + std::to_string(kListed) + " of " + std::to_string(all) +
                              " records.\n"
                        : std::to_string(all) + (all == 1 ? " record.\n" : " records.\n"));
  }
  return 0;
}

Result<int> ExportRecords(const RecordsOptions& options) {
  auto sink = Sink::Open(options.out);
  if (!sink) return Failure(sink.error());
  if (!options.json) {
    if (auto open = sink->Write(kHeader); !open) return Failure(open.error());
  }
  Progress progress("Exporting", 0, "records", options.out.empty());
  auto walked = Walk(options, [&](const store::JudgedRecord& judged) {
    progress.Add(1);
    return sink->Write(options.json ? JsonLine(judged) : CsvLine(judged));
  });
  if (!walked) return Failure(walked.error());
  auto closed = sink->Close();
  if (!closed) return Failure(closed.error());
  return 0;
}

}  // namespace redquill::app
