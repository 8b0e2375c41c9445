#include "model/tokenizer/folder_settings.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <utility>

#include "base/file.h"
#include "base/json.h"
#include "base/quote.h"

namespace redquill::model {
namespace {

constexpr uint64_t kMostBytes = 4 << 20;

Result<nlohmann::json> ReadObject(const std::string& path) {
  const auto text = ReadFile(path, kMostBytes);
  if (!text) return Failure(text.error());
  auto json = ParseJson(*text, {.bytes = kMostBytes, .depth = 32, .values = 400'000});
  if (!json) return Failure(json.error(), path);
  if (!json->is_object()) return Fail(Code::kInvalidArgument, path + " must be a JSON object");
  return json;
}

// {"token": 7} or {"7": {"content": "token"}}, as far as `json` has it.
std::map<std::string, int64_t> StatedIds(const nlohmann::json& config,
                                         const nlohmann::json& added) {
  std::map<std::string, int64_t> ids;
  for (const auto& [token, id] : added.items()) {
    ids[token] = id.is_number_unsigned() ? id.get<int64_t>() : -1;
  }
  if (const auto decoder = config.find("added_tokens_decoder"); decoder != config.end()) {
    for (const auto& [key, token] : decoder->items()) {
      int64_t id = -1;
      std::from_chars(key.data(), key.data() + key.size(), id);
      if (token.is_object()) ids[token.value("content", "")] = id;
    }
  }
  return ids;
}

}  // namespace

Result<FolderSettings> FolderSettings::Read(const std::string& folder) {
  FolderSettings settings;
  const std::pair<const char*, nlohmann::json*> files[] = {
      {"tokenizer_config.json", &settings.config_},
      {"special_tokens_map.json", &settings.map_},
      {"added_tokens.json", &settings.added_},
  };
  for (const auto& [name, json] : files) {
    *json = nlohmann::json::object();
    std::error_code ignored;
    if (!std::filesystem::exists(folder + "/" + name, ignored)) continue;
    auto read = ReadObject(folder + "/" + name);
    if (!read) return Failure(read.error());
    *json = std::move(*read);
    settings.files_.emplace_back(name);
  }
  return settings;
}

void FolderSettings::Wrong(Code code, const std::string& message) {
  if (!fault_) {
    fault_ = Error{code,
                   message +
                       ". Save the tokenizer with save_pretrained of its fast class, which "
                       "writes a tokenizer.json.",
                   "tokenizer"};
  }
}

void FolderSettings::RequireClass(std::initializer_list<std::string_view> classes) {
  const auto at = config_.find("tokenizer_class");
  if (at == config_.end() || at->is_null()) return;
  std::string name = at->is_string() ? at->get<std::string>() : "";
  if (name.ends_with("Fast")) name.resize(name.size() - 4);
  if (std::find(classes.begin(), classes.end(), name) != classes.end()) return;
  Wrong(Code::kUnsupported, "tokenizer_config.json: the tokenizer_class " + Quoted(name) +
                                " is not one that vocabulary files are read for here");
}

void FolderSettings::Require(const char* key, bool value) {
  if (Flag(key, value) != value) {
    Wrong(Code::kUnsupported, "tokenizer_config.json: " + std::string(key) + " must be " +
                                  (value ? "true" : "false") +
                                  " where the folder has no tokenizer.json");
  }
}

bool FolderSettings::Flag(const char* key, bool missing) {
  return MaybeFlag(key).value_or(missing);
}

std::optional<bool> FolderSettings::MaybeFlag(const char* key) {
  const auto at = config_.find(key);
  if (at == config_.end() || at->is_null()) return std::nullopt;
  if (at->is_boolean()) return at->get<bool>();
  Wrong(Code::kInvalidArgument,
        "tokenizer_config.json: " + std::string(key) + " must be true or false");
  return std::nullopt;
}

void FolderSettings::TakeFlags(const nlohmann::json& object, text::AddedToken* token) {
  const std::pair<const char*, bool*> flags[] = {{"single_word", &token->single_word},
                                                 {"lstrip", &token->left_strip},
                                                 {"rstrip", &token->right_strip},
                                                 {"normalized", &token->normalized}};
  for (const auto& [key, flag] : flags) {
    const auto at = object.find(key);
    if (at != object.end() && at->is_boolean()) *flag = at->get<bool>();
  }
}

text::AddedToken FolderSettings::Token(const char* key, const char* missing,
                                       text::AddedToken usual) {
  text::AddedToken token = std::move(usual);
  token.content = missing;
  // The map wins, but for newer files, where added_tokens_decoder says everything.
  const bool newer = config_.contains("added_tokens_decoder");
  for (const nlohmann::json* file : {&config_, newer ? &config_ : &map_}) {
    const auto at = file->find(key);
    if (at == file->end() || at->is_null()) continue;
    if (at->is_string()) {
      token.content = at->get<std::string>();
    } else if (at->is_object() && at->contains("content") && (*at)["content"].is_string()) {
      token.content = (*at)["content"].get<std::string>();
      TakeFlags(*at, &token);
    } else {
      Wrong(Code::kInvalidArgument, std::string(key) + " must be a token");
    }
  }
  if (token.content.empty()) Wrong(Code::kInvalidArgument, std::string(key) + " is empty");
  const auto same = [&](const text::AddedToken& t) { return t.content == token.content; };
  if (std::none_of(special_.begin(), special_.end(), same)) special_.push_back(token);
  return token;
}

bool FolderSettings::HasToken(const char* key) const {
  return !config_.value(key, nlohmann::json()).is_null() ||
         !map_.value(key, nlohmann::json()).is_null();
}

std::vector<text::AddedToken> FolderSettings::Added(const TokenIds& vocabulary) {
  std::vector<text::AddedToken> tokens = special_;
  if (const auto decoder = config_.find("added_tokens_decoder"); decoder != config_.end()) {
    for (const auto& [key, object] : decoder->items()) {
      if (!object.is_object() || !object.contains("content") || !object["content"].is_string()) {
        Wrong(Code::kInvalidArgument, "added_tokens_decoder has an entry without content");
        return {};
      }
      const std::string content = object["content"];
      auto at = std::find_if(tokens.begin(), tokens.end(),
                             [&](const text::AddedToken& t) { return t.content == content; });
      if (at == tokens.end()) at = tokens.insert(at, {.content = content});
      TakeFlags(object, &*at);
    }
  }
  const auto stated = StatedIds(config_, added_);
  auto next = static_cast<int32_t>(vocabulary.size());
  size_t unstated = 0;
  std::stable_sort(tokens.begin(), tokens.end(), [&](const auto& a, const auto& b) {
    const auto id = [&](const text::AddedToken& t) {
      const auto at = stated.find(t.content);
      return at == stated.end() ? int64_t{-1} : at->second;
    };
    return id(a) < id(b);
  });
  for (text::AddedToken& token : tokens) {
    const auto known = vocabulary.find(token.content);
    token.id = known != vocabulary.end() ? known->second : next++;
    const auto said = stated.find(token.content);
    if (said != stated.end() && said->second != token.id) {
      Wrong(Code::kInvalidArgument, "the folder gives the token " + Quoted(token.content) +
                                        " the id " + std::to_string(said->second) +
                                        ", the vocabulary " + std::to_string(token.id));
    }
    unstated += known == vocabulary.end() && said == stated.end();
  }
  if (unstated > 1) {
    Wrong(Code::kUnsupported,
          "several special tokens are outside the vocabulary and nothing states their ids");
  }
  for (const auto& [token, id] : stated) {
    const auto same = [&, name = token](const text::AddedToken& t) { return t.content == name; };
    if (std::none_of(tokens.begin(), tokens.end(), same)) {
      Wrong(Code::kUnsupported, "added_tokens.json adds the token " + Quoted(token) +
                                    ", which nothing says how to look for");
    }
  }
  std::sort(tokens.begin(), tokens.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return tokens;
}

}  // namespace redquill::model
