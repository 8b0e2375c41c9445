#ifndef REDQUILL_BASE_ERROR_H_
#define REDQUILL_BASE_ERROR_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace redquill {

/// Why something was refused or failed. At most 15, so that every caller can know them all; what
/// exactly went wrong is in the message.
enum class Code {
  kInvalidArgument,  ///< The caller's input breaks a stated rule (empty essay, missing field).
  kNotFound,         ///< No such model, file, key or route.
  kTooLarge,         ///< Over a stated limit; nothing was allocated for it.
  kBadEncoding,      ///< Not UTF-8, or bytes that no text has.
  kUnsupported,      ///< Understood, but this program or model cannot do it.
  kCorrupt,          ///< Stored data is damaged or was tampered with.
  kConflict,         ///< Two things claim one name, or a thing exists already.
  kUnauthenticated,  ///< No or wrong credentials.
  kForbidden,        ///< Known caller, not allowed.
  kOverloaded,       ///< Refused to keep the queue short; trying again later is right.
  kUnavailable,      ///< A part is not ready or gone (database, S3, model still loading).
  kTimeout,          ///< A deadline passed.
  kCancelled,        ///< The caller left or asked to stop.
  kIo,               ///< The operating system refused (permission, full disk, cut connection).
  kInternal,         ///< A fault of this program.
};

/// The code as it stands on the wire, in logs and in `--json` errors, for instance "too_large".
std::string_view CodeName(Code code);

/// A refusal or failure, in words for the person who can mend it.
///
/// `message` is one or two sentences: what is wrong, then what to do. It never holds essay text or
/// a secret. `field` names the offending input ("essay", "model", a CSV column) or is empty.
struct Error {
  Code code = Code::kInternal;
  std::string message;
  std::string field;
};

/// What every function that can fail returns. Example:
///
///     Result<Manifest> manifest = ReadManifest(json);
///     if (!manifest) return Failure(manifest.error());
///     Use(*manifest);
template <typename T>
using Result = tl::expected<T, Error>;

/// Makes the error side of a Result.
inline tl::unexpected<Error> Fail(Code code, std::string message, std::string field = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(field)});
}

/// Passes an error on.
inline tl::unexpected<Error> Failure(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// Passes an error on with `context` before its message: "context: message".
tl::unexpected<Error> Failure(Error error, std::string_view context);

/// The exit status of a command that ends with `code`: 2 for what the user can mend in the command
/// or its input, 1 for everything else.
int ExitStatus(Code code);

}  // namespace redquill

#endif  // REDQUILL_BASE_ERROR_H_
