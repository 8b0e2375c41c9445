#ifndef REDQUILL_MODEL_TOKENIZER_FOLDER_SETTINGS_H_
#define REDQUILL_MODEL_TOKENIZER_FOLDER_SETTINGS_H_

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/tokenizer/vocabulary_ids.h"
#include "text/tokenizer/added_tokens.h"

namespace redquill::model {

/// What a checkpoint folder says of its tokenizer beside the vocabulary: tokenizer_config.json,
/// special_tokens_map.json and added_tokens.json, each of which may be absent. The first fault is
/// kept and later readings give defaults.
class FolderSettings {
 public:
  static Result<FolderSettings> Read(const std::string& folder);

  /// The files that were there.
  const std::vector<std::string>& files() const { return files_; }

  /// kUnsupported unless tokenizer_class is one of these, with or without Fast, or absent.
  void RequireClass(std::initializer_list<std::string_view> classes);
  /// kUnsupported unless the flag has this value or is absent.
  void Require(const char* key, bool value);
  bool Flag(const char* key, bool missing);
  /// A flag that may be null, or absent: then nothing.
  std::optional<bool> MaybeFlag(const char* key);
  /// A special token such as "cls_token": its text as the folder says or `missing`, its flags as
  /// the folder says or as `usual` has them.
  text::AddedToken Token(const char* key, const char* missing, text::AddedToken usual = {});

  /// True where the folder names that special token.
  bool HasToken(const char* key) const;

  /// The folder's added tokens, those read by Token() among them, with their ids: from
  /// `vocabulary` or the next free one. The ids that the folder states must be the same, and more
  /// than one token outside the vocabulary needs stated ids. Ascending.
  std::vector<text::AddedToken> Added(const TokenIds& vocabulary);

  const std::optional<Error>& fault() const { return fault_; }

 private:
  void Wrong(Code code, const std::string& message);
  void TakeFlags(const nlohmann::json& object, text::AddedToken* token);

  nlohmann::json config_, map_, added_;
  std::vector<std::string> files_;
  std::vector<text::AddedToken> special_;
  std::optional<Error> fault_;
};

}  // namespace redquill::model

#endif  // REDQUILL_MODEL_TOKENIZER_FOLDER_SETTINGS_H_
