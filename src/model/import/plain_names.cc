#include <algorithm>
#include <cctype>

#include "model/import/plain_model.h"

namespace redquill::model {
namespace {

constexpr std::string_view kZip = ".zip", kModel = "model.zip", kTokenizer = "tokenizer.zip";
constexpr std::string_view kBetween = "-_./";
constexpr size_t kMostNameBytes = 64;

bool Ends(std::string_view path, std::string_view part) {
  if (!path.ends_with(part)) return false;
  const auto before = path.substr(0, path.size() - part.size());
  return before.empty() || kBetween.find(before.back()) != std::string_view::npos;
}

}  // namespace

bool NamesTokenizerZip(std::string_view path) { return Ends(path, kTokenizer); }

std::string TokenizerZipBeside(std::string_view path) {
  if (!Ends(path, kModel)) return {};
  return std::string(path.substr(0, path.size() - kModel.size())) + std::string(kTokenizer);
}

std::string PlainModelName(std::string_view path) {
  std::string_view stem = path;
  if (Ends(stem, kModel)) {
    stem.remove_suffix(kModel.size());
  } else if (stem.ends_with(kZip)) {
    stem.remove_suffix(kZip.size());
  }
  while (!stem.empty() && kBetween.find(stem.back()) != std::string_view::npos) {
    stem.remove_suffix(1);
  }
  stem = stem.substr(stem.find_last_of('/') + 1);
  std::string name;
  for (const char c : stem.substr(0, kMostNameBytes)) {
    const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool known = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                       lower == '.' || lower == '_' || lower == '-';
    name += known ? lower : '-';
  }
  const auto first =
      std::find_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  name.erase(name.begin(), first);
  return name.empty() ? "model" : name;
}

}  // namespace redquill::model
