#include "engine/onnx/variants.h"

#include <array>
#include <optional>
#include <utility>

#include "base/quote.h"

namespace redquill::engine::onnx {
namespace {

using nlohmann::json;

struct Known {
  std::string_view requirement;
  std::array<std::string_view, 4> met_by;  // Instruction sets.
};

constexpr Known kKnown[] = {
    {"avx2", {"avx2", "avx_vnni", "avx512", "avx512_vnni"}},
    {"avx512", {"avx512", "avx512_vnni"}},
    {"vnni", {"avx_vnni", "avx512_vnni"}},
};

std::string Text(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

tl::unexpected<Error> UnknownCpu(std::string_view value, std::string field) {
  return Fail(Code::kUnsupported,
              "The package names the processor feature " + Quoted(value) +
                  ", which this program does not know; it knows avx2, avx512 and vnni. Use the "
                  "program that the package was made with.",
              std::move(field));
}

}  // namespace

std::optional<bool> MeetsCpu(std::string_view requirement, std::string_view instruction_set) {
  for (const Known& known : kKnown) {
    if (known.requirement != requirement) continue;
    for (std::string_view set : known.met_by) {
      if (!set.empty() && set == instruction_set) return true;
    }
    return false;
  }
  return std::nullopt;
}

Result<void> CheckRequirements(const model::Manifest& manifest, std::string_view instruction_set) {
  for (const auto& [name, value] : manifest.requirements) {
    if (name != "cpu") {
      return Fail(Code::kUnsupported,
                  "the package requires " + name +
                      ", which this program does not know; use the program that it was made with",
                  "requires." + name);
    }
    const auto met = MeetsCpu(value, instruction_set);
    if (!met) return UnknownCpu(value, "requires.cpu");
    if (!*met) {
      return Fail(Code::kUnsupported,
                  "The package needs a processor with " + value + "; this one has " +
                      std::string(instruction_set) +
                      ". Import the checkpoint with --precision auto for a package that runs on "
                      "both.",
                  "requires.cpu");
    }
  }
  return {};
}

Result<Variant> ChooseVariant(const model::Manifest& manifest, std::string_view instruction_set,
                              const ProviderSettings& providers) {
  Variant usual;
  usual.precision = Text(manifest.config, "precision");
  const auto variants = manifest.config.find("variants");
  if (variants == manifest.config.end()) return usual;
  if (!variants->is_array() || variants->size() > 16) {
    return Fail(Code::kCorrupt, "config.variants must be a list of at most 16", "config.variants");
  }
  const bool on_cpu = providers.order.front() == Provider::kCpu;
  for (const json& one : *variants) {
    Variant variant{Text(one, "file"), Text(one, "precision")};
    const std::string cpu = Text(one, "cpu");
    if (variant.file.empty() || cpu.empty()) {
      return Fail(Code::kCorrupt, "each of config.variants must have a file and a cpu",
                  "config.variants");
    }
    const auto met = MeetsCpu(cpu, instruction_set);
    if (!met) return UnknownCpu(cpu, "config.variants");
    if (*met && on_cpu) return variant;
  }
  return usual;
}

}  // namespace redquill::engine::onnx
