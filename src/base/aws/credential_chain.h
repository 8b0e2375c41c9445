#ifndef REDQUILL_BASE_AWS_CREDENTIAL_CHAIN_H_
#define REDQUILL_BASE_AWS_CREDENTIAL_CHAIN_H_

#include <optional>
#include <string>
#include <vector>

#include "base/aws/credentials.h"
#include "base/environment.h"
#include "base/error.h"

namespace redquill::aws {

struct Settings;

/// What a profile of ~/.aws/credentials and ~/.aws/config says (AWS_SHARED_CREDENTIALS_FILE and
/// AWS_CONFIG_FILE move them). Move-only.
struct Profile {
  std::string name;
  std::optional<Credentials> credentials;
  std::string region;
  std::string endpoint_url;
  std::vector<std::string> warnings;
  std::string needs;  ///< A setting that would give credentials by a way this program lacks.
};

/// Reads the profile of that name; "" is AWS_PROFILE or "default". A profile that was asked for and
/// isn't there is kNotFound; no files, or no "default" in them, is an empty profile.
Result<Profile> ReadProfile(const std::string& name, const Environment& environment);

/// Finds credentials in the order of Session. kUnauthenticated names every place looked at.
Result<Credentials> FindCredentials(const Settings& settings, const Profile& profile,
                                    const Environment& environment);

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_CREDENTIAL_CHAIN_H_
