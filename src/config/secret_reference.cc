#include "config/secret_reference.h"

#include <algorithm>

namespace redquill::config {
namespace {

constexpr size_t kMaxBytes = 4096;

bool IsVariableName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// The characters of secret names and ARNs.
bool IsSecretName(std::string_view name) {
  return !name.empty() && name.size() <= 2048 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+=.@-:!").find(c) != std::string_view::npos;
  });
}

tl::unexpected<Error> Refuse(const std::string& why) {
  return Fail(Code::kInvalidArgument,
              why +
                  "; write env:NAME, file:/path, aws-sm:name, aws-sm:name#key, or, to try "
                  "things out, plain:value");
}

}  // namespace

Result<SecretReference> ParseSecretReference(std::string_view text) {
  using Place = SecretReference::Place;
  if (text.size() > kMaxBytes || text.find('\0') != std::string_view::npos) {
    return Refuse("that can't be a reference to a secret");
  }
  const size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  const std::string_view rest =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (scheme == "env" && colon != std::string_view::npos) {
    if (!IsVariableName(rest)) return Refuse("after env: comes the name of a variable");
    return SecretReference{Place::kEnvironment, std::string(rest), {}};
  }
  if (scheme == "file" && colon != std::string_view::npos) {
    if (rest.empty() || rest.front() != '/') return Refuse("after file: comes an absolute path");
    return SecretReference{Place::kFile, std::string(rest), {}};
  }
  if (scheme == "aws-sm" && colon != std::string_view::npos) {
    const size_t hash = rest.find('#');
    const std::string_view name = rest.substr(0, hash);
    const std::string_view key =
        hash == std::string_view::npos ? std::string_view() : rest.substr(hash + 1);
    if (!IsSecretName(name) || (hash != std::string_view::npos && key.empty())) {
      return Refuse(
          "after aws-sm: comes a secret's name or ARN, then # and a key if only a "
          "member of it is meant");
    }
    return SecretReference{Place::kSecretsManager, std::string(name), std::string(key)};
  }
  if (scheme == "plain" && colon != std::string_view::npos) {
    if (rest.empty()) return Refuse("after plain: comes the secret");
    return SecretReference{Place::kPlain, std::string(rest), {}};
  }
  return Refuse("a secret isn't written into the configuration itself");
}

std::string Described(const SecretReference& reference) {
  switch (reference.place) {
    case SecretReference::Place::kEnvironment:
      return "env:" + reference.name;
    case SecretReference::Place::kFile:
      return "file:" + reference.name;
    case SecretReference::Place::kSecretsManager:
      return "aws-sm:" + reference.name + (reference.key.empty() ? "" : "#" + reference.key);
    case SecretReference::Place::kPlain:
      return "plain:***";
  }
  return {};
}

}  // namespace redquill::config
