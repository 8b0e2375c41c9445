#ifndef REDQUILL_CONFIG_SECRETS_H_
#define REDQUILL_CONFIG_SECRETS_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/aws/session.h"
#include "base/environment.h"
#include "base/error.h"
#include "base/secret.h"

namespace redquill::config {

struct SecretOptions {
  /// How to reach Secrets Manager; asked for once, when the first aws-sm reference is resolved.
  /// Empty: by what the environment says.
  std::function<Result<std::unique_ptr<aws::Session>>()> open_session;
  redquill::Environment environment;  ///< Empty: the process's.
  /// How long a secret from Secrets Manager is used before it is asked for again.
  std::chrono::seconds keep{300};
  /// Shortest time between two questions for one secret, whatever happens.
  std::chrono::seconds ask_at_most_every{10};
  std::function<std::chrono::steady_clock::time_point()> clock;  ///< Empty: the real one.
};

/// Turns references ("env:NAME", "file:/path", "aws-sm:name#key", "plain:value") into secrets.
/// Variables and files are read anew every time, so a file that is replaced counts at once. A
/// secret of Secrets Manager is kept for a while, with all its members, so that two members
/// resolved together fit each other. Where it can't be asked again for a passing reason, the kept
/// one goes on being used. Safe from many threads; one asks the service while the others wait.
///
///     Secrets secrets;
///     auto password = secrets.Resolve("aws-sm:essays/database#password");
///     if (!Connect(password->Reveal())) {              // refused: was it rotated?
///       password = secrets.ResolveAgain("aws-sm:essays/database#password");
///     }
class Secrets {
 public:
  explicit Secrets(SecretOptions options = {});
  ~Secrets();

  /// kInvalidArgument for something other than a reference; kNotFound, kIo, kForbidden,
  /// kUnauthenticated, kUnavailable. Messages name the reference, never the secret.
  Result<Secret> Resolve(std::string_view reference);

  /// The same for a secret that was just refused where it is used: asks anew even if the kept one
  /// is fresh, but for one asked for within ask_at_most_every, which can't have changed meanwhile.
  Result<Secret> ResolveAgain(std::string_view reference);

  /// What an operator should hear, each once: files that others may read, plain secrets, a service
  /// that doesn't answer.
  std::vector<std::string> TakeWarnings();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace redquill::config

#endif  // REDQUILL_CONFIG_SECRETS_H_
