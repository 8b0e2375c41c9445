#include "scoring/measure.h"

#include <string>
#include <string_view>
#include <utility>

#include "features/features.h"
#include "features/ngrams.h"
#include "features/reading.h"

namespace redquill::scoring {
namespace {

/// That the model was fitted with the table whose digest is `ours`.
Result<void> Require(const model::Manifest& manifest, const char* requirement,
                     std::string_view ours) {
  const auto wanted = manifest.requirements.find(requirement);
  if (wanted != manifest.requirements.end() && wanted->second == ours) return {};
  return Fail(Code::kUnsupported,
              std::string("This model was fitted with another ") + requirement +
                  " than this program's. Train it again with this program, or use the program that "
                  "it was trained with.",
              std::string("requirements.") + requirement);
}

/// Where each n-gram block that the model declares stands in NgramTable.
Result<std::vector<size_t>> BlockOrder(const model::Manifest& manifest) {
  std::vector<size_t> order;
  const auto table = features::NgramTable();
  const auto blocks = manifest.config.find("blocks");
  if (blocks == manifest.config.end() || !blocks->is_array()) return order;
  for (const auto& block : *blocks) {
    const std::string name = block.is_object() ? block.value("name", "") : "";
    size_t i = 0;
    while (i < table.size() && table[i].name != name) ++i;
    if (i == table.size() || block.value("columns", 0u) != table[i].columns) {
      return Fail(Code::kCorrupt, "The model reads an n-gram block that this program's table lacks",
                  "config.blocks");
    }
    order.push_back(i);
  }
  return order;
}

}  // namespace

Result<Measurer> Measurer::For(const model::Package& package, const engine::Needs& needs) {
  Measurer measurer;
  measurer.needs_ = needs;
  const auto& manifest = package.manifest();
  if (needs.features) {
    auto met = Require(manifest, "feature_table", features::TableDigest());
    if (!met) return Failure(met.error());
  }
  if (needs.ngrams) {
    auto met = Require(manifest, "ngram_table", features::NgramDigest());
    if (!met) return Failure(met.error());
    auto order = BlockOrder(manifest);
    if (!order) return Failure(order.error());
    measurer.blocks_ = std::move(*order);
  }
  if (needs.tokens) {
    auto reader = engine::TokenReader::For(package);
    if (!reader) return Failure(reader.error());
    measurer.reader_ = *std::move(reader);
  }
  return measurer;
}

Result<Measured> Measurer::Measure(const text::Essay& essay) const {
  Measured measured;
  if (reader_) {
    auto tokens = reader_->Read(essay.text.utf8());
    if (!tokens) return Failure(tokens.error());
    measured.tokens = std::move(tokens->ids);
    measured.tokens_read = measured.tokens.size();
    measured.tokens_in_text = tokens->total;
  }
  if (!needs_.features && !needs_.ngrams) return measured;
  const features::Reading reading(essay);
  if (needs_.features) measured.features = features::Measure(reading);
  if (needs_.ngrams) {
    auto all = features::MeasureNgrams(reading);
    for (const size_t block : blocks_) {
      measured.ngrams.push_back({std::move(all[block].index), std::move(all[block].value)});
    }
  }
  return measured;
}

}  // namespace redquill::scoring
