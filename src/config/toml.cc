#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "base/quote.h"
#include "config/keys.h"
#include "config/load.h"

namespace redquill::config {
namespace {

std::string Place(std::string_view name, const toml::source_region& where) {
  return std::string(name) + ", line " + std::to_string(where.begin.line);
}

/// The node as a value, if TOML's type is one that a key can have.
std::optional<Given> Value(const toml::node& node) {
  if (const auto* text = node.as_string()) return Given(text->get());
  if (const auto* number = node.as_integer()) return Given(number->get());
  if (const auto* number = node.as_floating_point()) return Given(number->get());
  if (const auto* toggle = node.as_boolean()) return Given(toggle->get());
  const auto* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& item : *array) {
    const auto* text = item.as_string();
    if (text == nullptr) return std::nullopt;
    texts.push_back(text->get());
  }
  return Given(texts);
}

Result<void> ApplyTable(const toml::table& table, const std::string& path, std::string_view name,
                        Config& config, Origins* origins) {
  for (const auto& [key_name, node] : table) {
    const std::string full = path + std::string(key_name.str());
    const Key* key = FindKey(full);
    if (key == nullptr && node.is_table()) {
      if (auto done = ApplyTable(*node.as_table(), full + ".", name, config, origins); !done)
        return done;
      continue;
    }
    if (key == nullptr) {
      return Fail(Code::kInvalidArgument,
                  Place(name, node.source()) + ": there is no setting " + Quoted(full) + "." +
                      NearestKey(full),
                  full);
    }
    const auto value = Value(node);
    if (!value) {
      return Fail(Code::kInvalidArgument,
                  Place(name, node.source()) + ": " + full + " must be " + Rule(*key) + ".", full);
    }
    if (auto done = Assign(*key, *value, config); !done) {
      return Failure(done.error(), Place(name, node.source()));
    }
    if (origins != nullptr) (*origins)[full] = Place(name, node.source());
  }
  return {};
}

}  // namespace

Result<void> ApplyToml(std::string_view toml, std::string_view name, Config& config,
                       Origins* origins) {
  const auto parsed = toml::parse(toml);
  if (!parsed) {
    return Fail(Code::kInvalidArgument, Place(name, parsed.error().source()) + ": not TOML: " +
                                            std::string(parsed.error().description()) + ".");
  }
  return ApplyTable(parsed.table(), "", name, config, origins);
}

}  // namespace redquill::config
