#ifndef REDQUILL_CONFIG_SECRET_REFERENCE_H_
#define REDQUILL_CONFIG_SECRET_REFERENCE_H_

#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::config {

/// Where a secret is kept, as a configuration writes it.
struct SecretReference {
  enum class Place {
    kEnvironment,     ///< "env:NAME"
    kFile,            ///< "file:/run/secrets/database"
    kSecretsManager,  ///< "aws-sm:name" or "aws-sm:arn:…", with "#key" for a member of a JSON
                      ///< object
    kPlain,           ///< "plain:value": the secret itself, for trying things out
  };
  Place place = Place::kPlain;
  std::string name;  ///< Variable, path, secret's name or ARN; of kPlain the value itself.
  std::string key;   ///< Of kSecretsManager; empty: the whole secret.
};

/// Reads a reference. kInvalidArgument says which forms there are; the message never repeats the
/// text, which may be a password that someone wrote where a reference belongs.
Result<SecretReference> ParseSecretReference(std::string_view text);

/// The reference in words for messages: "aws-sm:essays/database#password"; "plain:***".
std::string Described(const SecretReference& reference);

}  // namespace redquill::config

#endif  // REDQUILL_CONFIG_SECRET_REFERENCE_H_
