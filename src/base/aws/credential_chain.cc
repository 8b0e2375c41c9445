#include "base/aws/credential_chain.h"

#include <utility>

#include "base/aws/metadata.h"
#include "base/aws/profile_file.h"
#include "base/aws/session.h"
#include "base/private_file.h"
#include "base/quote.h"

namespace redquill::aws {
namespace {

constexpr uint64_t kMaxFileBytes = 1 << 20;

std::string Home(const Environment& environment, const std::string& variable,
                 const std::string& file) {
  std::string path = environment(variable.c_str());
  if (!path.empty()) return path;
  const std::string home = environment("HOME");
  return home.empty() ? "" : home + "/.aws/" + file;
}

std::string Text(const ProfileSection& section, std::string_view key) {
  const auto at = section.find(key);
  return at == section.end() ? "" : std::string(at->second.Reveal());
}

/// Adds what one file says; true if the section is there.
Result<bool> AddFile(const std::string& path, const std::string& section_name, Profile* profile) {
  if (path.empty()) return false;
  auto file = ReadPrivateFile(path, kMaxFileBytes);
  if (!file && file.error().code == Code::kNotFound) return false;
  if (!file) return Failure(std::move(file).error());
  auto section = ReadProfileSection(file->bytes.Reveal(), section_name);
  if (!section) return false;
  if (profile->region.empty()) profile->region = Text(*section, "region");
  if (profile->endpoint_url.empty()) profile->endpoint_url = Text(*section, "endpoint_url");
  for (const char* other : {"role_arn", "credential_process", "sso_session", "sso_start_url",
                            "web_identity_token_file", "login_session"}) {
    if (section->contains(other)) profile->needs = other;
  }
  const std::string id = Text(*section, "aws_access_key_id");
  const auto secret = section->find("aws_secret_access_key");
  if (profile->credentials || (id.empty() && secret == section->end())) return true;
  if (id.empty() || secret == section->end() || secret->second.empty()) {
    return Fail(Code::kInvalidArgument, "profile " + Quoted(profile->name) + " in " + path +
                                            " has one of aws_access_key_id and "
                                            "aws_secret_access_key without the other");
  }
  Credentials credentials;
  credentials.origin = "profile " + Quoted(profile->name) + " in " + path;
  credentials.access_key_id = id;
  credentials.secret_access_key = std::move(secret->second);
  const auto token = section->find("aws_session_token");
  if (token != section->end()) credentials.session_token = std::move(token->second);
  profile->credentials = std::move(credentials);
  if (!file->warning.empty()) profile->warnings.push_back(file->warning);
  return true;
}

Credentials Copy(const Credentials& from) {
  return {from.access_key_id,
          from.secret_access_key.Copy(),
          from.session_token.Copy(),
          from.expires,
          from.fixed,
          from.origin};
}

Result<std::optional<Credentials>> FromEnvironment(const Environment& environment) {
  Credentials credentials;
  credentials.origin = "the environment (AWS_ACCESS_KEY_ID)";
  credentials.fixed = true;
  credentials.access_key_id = environment("AWS_ACCESS_KEY_ID");
  std::string secret = environment("AWS_SECRET_ACCESS_KEY");
  std::string token = environment("AWS_SESSION_TOKEN");
  credentials.secret_access_key = Secret::Take(&secret);
  credentials.session_token = Secret::Take(&token);
  if (credentials.access_key_id.empty() && credentials.secret_access_key.empty()) {
    return std::nullopt;
  }
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
    return Fail(Code::kInvalidArgument,
                "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set; set both or none");
  }
  return std::optional<Credentials>(std::move(credentials));
}

tl::unexpected<Error> NoneFound(const Settings& settings, const Profile& profile,
                                const Environment& environment) {
  if (!profile.needs.empty()) {
    return Fail(Code::kUnsupported,
                "profile " + Quoted(profile.name) + " gets its credentials by " + profile.needs +
                    ", which Redquill doesn't do; export them into the environment with: "
                    "aws configure export-credentials --format env");
  }
  std::string looked = "in the configuration, ";
  if (settings.profile.empty()) looked += "in AWS_ACCESS_KEY_ID, ";
  looked += "in profile " + Quoted(profile.name) + ", at the container's role ";
  looked += "(no AWS_CONTAINER_CREDENTIALS_… is set) and at the instance's role ";
  looked +=
      environment("AWS_EC2_METADATA_DISABLED") == "true"
          ? "(switched off by AWS_EC2_METADATA_DISABLED)"
          : "(no answer or no role; in a container on EC2, raise the metadata hop limit to 2)";
  return Fail(Code::kUnauthenticated, "no AWS credentials found: looked " + looked);
}

}  // namespace

Result<Profile> ReadProfile(const std::string& name, const Environment& environment) {
  Profile profile;
  profile.name = name.empty() ? environment("AWS_PROFILE") : name;
  const bool asked = !profile.name.empty();
  if (!asked) profile.name = "default";
  const std::string credentials_path =
      Home(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
  const std::string config_path = Home(environment, "AWS_CONFIG_FILE", "config");
  const auto first = AddFile(credentials_path, profile.name, &profile);
  if (!first) return Failure(first.error());
  const auto second = AddFile(
      config_path, profile.name == "default" ? "default" : "profile " + profile.name, &profile);
  if (!second) return Failure(second.error());
  if (asked && !*first && !*second) {
    return Fail(Code::kNotFound, "there is no profile " + Quoted(profile.name) + " in " +
                                     credentials_path + " or " + config_path);
  }
  return profile;
}

Result<Credentials> FindCredentials(const Settings& settings, const Profile& profile,
                                    const Environment& environment) {
  if (!settings.access_key_id.empty()) {
    return Credentials{settings.access_key_id,
                       settings.secret_access_key.Copy(),
                       settings.session_token.Copy(),
                       std::nullopt,
                       true,
                       "the configuration"};
  }
  if (settings.profile.empty()) {
    auto found = FromEnvironment(environment);
    if (!found) return Failure(std::move(found).error());
    if (*found) return **std::move(found);
  }
  if (profile.credentials) return Copy(*profile.credentials);
  if (settings.profile.empty()) {
    for (const auto find : {&ContainerRole, &InstanceRole}) {
      auto found = find(environment);
      if (!found) return Failure(std::move(found).error());
      if (*found) return **std::move(found);
    }
  }
  return NoneFound(settings, profile, environment);
}

}  // namespace redquill::aws
