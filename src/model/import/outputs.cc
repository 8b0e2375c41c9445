#include "model/import/outputs.h"

#include <charconv>
#include <cmath>
#include <set>

#include "base/quote.h"
#include "model/manifest_rules.h"

namespace redquill::model {
namespace {

constexpr size_t kMostOutputs = 64;

// A label as an output's name: "Cohesion Score" becomes "cohesion-score".
std::string NameOfLabel(const std::string& label) {
  std::string name;
  for (const char c : label) {
    const bool upper = c >= 'A' && c <= 'Z';
    const std::string one(1, upper ? static_cast<char>(c - 'A' + 'a') : c);
    name += name.empty() ? (IsName(one) ? one : "") : (IsName(name + one) ? one : "-");
  }
  return name;
}

Result<HeadOutputs> Traits(const hf::Config& config, const Scale& scale) {
  if (static_cast<size_t>(config.labels) > kMostOutputs) {
    return Fail(Code::kInvalidArgument, "the head has " + std::to_string(config.labels) +
                                            " labels; a package has at most 64 outputs");
  }
  HeadOutputs head;
  std::set<std::string> taken;
  for (int64_t i = 0; i < config.labels; ++i) {
    const auto at = static_cast<size_t>(i);
    std::string name = at < config.label_names.size() ? NameOfLabel(config.label_names[at]) : "";
    if (!IsName(name) || !taken.insert(name).second) name = "trait-" + std::to_string(i + 1);
    taken.insert(name);
    head.outputs.push_back({name, scale});
  }
  return head;
}

Result<HeadOutputs> Classes(const hf::Config& config, const Scale& scale, int64_t points) {
  if (points != config.labels) {
    return Fail(Code::kInvalidArgument,
                "the head has " + std::to_string(config.labels) + " labels, the scale " +
                    std::to_string(points) +
                    " points; give the scale of the labels with --scale, or say --labels traits "
                    "where each label is a score of its own",
                "scale");
  }
  HeadOutputs head;
  head.outputs = {{"holistic", scale}};
  for (int64_t i = 0; i < points; ++i) {
    head.class_values.push_back(
        static_cast<float>(scale.min + scale.step * static_cast<double>(i)));
  }
  return head;
}

}  // namespace

Result<HeadOutputs> OutputsOf(const hf::Config& config, const Scale& scale, Labels labels) {
  if (config.labels == 1) return HeadOutputs{{{"holistic", scale}}, {}};
  const auto points = static_cast<int64_t>(std::lround((scale.max - scale.min) / scale.step)) + 1;
  if (labels == Labels::kByConfiguration) {
    if (config.problem_type == "regression") labels = Labels::kTraits;
    if (config.problem_type == "single_label_classification") labels = Labels::kClasses;
    if (config.problem_type == "multi_label_classification") {
      return Fail(Code::kUnsupported,
                  "the head answers yes or no to several questions, which is no score", "labels");
    }
  }
  if (labels == Labels::kTraits) return Traits(config, scale);
  return Classes(config, scale, points);
}

Result<Scale> ReadScale(std::string_view text) {
  double values[3] = {0, 0, 1};
  size_t count = 0;
  std::string_view rest = text;
  bool good = true;
  for (bool more = true; more && good; ++count) {
    const size_t end = std::min(rest.find(':'), rest.size());
    const std::string_view number = rest.substr(0, end);
    more = end < rest.size();
    good = count < 3;
    if (good) {
      const auto [stop, failed] =
          std::from_chars(number.data(), number.data() + number.size(), values[count]);
      good = failed == std::errc() && stop == number.data() + number.size();
    }
    rest.remove_prefix(more ? end + 1 : end);
  }
  const Scale scale{.min = values[0], .max = values[1], .step = values[2]};
  if (!good || count < 2 || !IsScale(scale)) {
    return Fail(Code::kInvalidArgument,
                Quoted(text) +
                    " is no scale; write its lowest score, its highest and its step, "
                    "such as 1:6:1 or 1:5:0.5",
                "scale");
  }
  return scale;
}

}  // namespace redquill::model
