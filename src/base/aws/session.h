#ifndef REDQUILL_BASE_AWS_SESSION_H_
#define REDQUILL_BASE_AWS_SESSION_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/aws/credentials.h"
#include "base/environment.h"
#include "base/error.h"
#include "base/http_client.h"

namespace redquill::aws {

/// What the configuration says about AWS; whatever is empty is looked for where AWS's own tools
/// look. docs/artifacts.md has the order.
struct Settings {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;
  bool anonymous = false;  ///< Sign nothing: public buckets.
  std::string profile;     ///< Section of ~/.aws/credentials and ~/.aws/config.
  std::string region;
  std::string s3_endpoint;  ///< Such as "http://127.0.0.1:9000" of an own S3 server.
  std::string secrets_manager_endpoint;
  std::string ca_file;  ///< PEM of the authorities behind those endpoints' certificates.
};

/// Signs requests with credentials that it finds, keeps and renews. The first of these that has
/// any: the settings; AWS_ACCESS_KEY_ID and its kin (unless the settings name a profile); the
/// profile (AWS_PROFILE, "default"); the container's role; the instance's role. Credentials that
/// expire are renewed five minutes before; if that fails while they still hold, they stay in use.
/// Safe from many threads: while one fetches, the others wait.
class Session {
 public:
  using Clock = std::function<Time()>;

  /// Asks nobody yet. kInvalidArgument for settings that contradict themselves, an endpoint that is
  /// no URL, or a profile that isn't there.
  static Result<std::unique_ptr<Session>> Open(Settings settings,
                                               Environment environment = ProcessEnvironment(),
                                               Clock clock = {});
  ~Session();

  /// Signs for a service ("s3") and returns the serial number of the credentials used.
  /// kUnauthenticated where none are found, saying where they were looked for.
  Result<int> Sign(std::string_view service, HttpRequest* request);

  /// To be called when a service refused the credentials of that serial number as expired or
  /// unknown: the next Sign uses newer ones, fetched once however many threads ask. False if there
  /// can't be any.
  bool Renew(int serial);

  /// Where the credentials came from, for messages; empty before the first Sign.
  std::string origin() const;

  /// The settings', AWS_REGION, AWS_DEFAULT_REGION, the profile's, or the instance's. With an own
  /// endpoint "us-east-1" where nothing is said; else kInvalidArgument.
  Result<std::string> Region(std::string_view service);

  /// The URL of a service's endpoint: the settings', AWS_ENDPOINT_URL_S3 or
  /// AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL, the profile's endpoint_url, or AWS's own
  /// for the region.
  Result<Url> Endpoint(std::string_view service);
  /// Whether that is another than AWS's own.
  bool HasOwnEndpoint(std::string_view service) const;

  /// For clients that talk to those endpoints: the CA file of the settings or of AWS_CA_BUNDLE.
  HttpSettings http() const;

  Time now() const;

  /// What an operator should hear, such as a credentials file that others may read.
  const std::vector<std::string>& warnings() const;

 private:
  struct State;
  explicit Session(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace redquill::aws

#endif  // REDQUILL_BASE_AWS_SESSION_H_
