#include "base/aws/refusal.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/quote.h"

namespace redquill::aws {
namespace {

/// What a service's code means to us. Codes of S3 and of Secrets Manager (JSON 1.1 protocol).
struct Known {
  std::string_view code;
  Remedy remedy;
  Code as;
  std::string_view words;
};

constexpr std::string_view kSeeKey =
    "the access key isn't known there; check the access key id and the endpoint";

constexpr std::array kKnown = {
    Known{"SlowDown", Remedy::kWait, Code::kUnavailable, "the service asks to slow down"},
    Known{"ServiceUnavailable", Remedy::kWait, Code::kUnavailable, "the service is not available"},
    Known{"Throttling", Remedy::kWait, Code::kUnavailable, "the service asks to slow down"},
    Known{"ThrottlingException", Remedy::kWait, Code::kUnavailable,
          "the service asks to slow down"},
    Known{"RequestLimitExceeded", Remedy::kWait, Code::kUnavailable,
          "the service asks to slow down"},
    Known{"InternalError", Remedy::kWait, Code::kUnavailable, "the service had a fault"},
    Known{"InternalServiceError", Remedy::kWait, Code::kUnavailable, "the service had a fault"},
    Known{"RequestTimeout", Remedy::kWait, Code::kTimeout, "the service gave up waiting"},
    Known{"ExpiredToken", Remedy::kNewCredentials, Code::kUnauthenticated,
          "the session token has expired"},
    Known{"ExpiredTokenException", Remedy::kNewCredentials, Code::kUnauthenticated,
          "the session token has expired"},
    Known{"TokenRefreshRequired", Remedy::kNewCredentials, Code::kUnauthenticated,
          "the session token has expired"},
    Known{"InvalidToken", Remedy::kNewCredentials, Code::kUnauthenticated,
          "the session token is not valid"},
    Known{"InvalidAccessKeyId", Remedy::kNewCredentials, Code::kUnauthenticated, kSeeKey},
    Known{"UnrecognizedClientException", Remedy::kNewCredentials, Code::kUnauthenticated, kSeeKey},
    Known{"InvalidClientTokenId", Remedy::kNewCredentials, Code::kUnauthenticated, kSeeKey},
    Known{"SignatureDoesNotMatch", Remedy::kNewCredentials, Code::kUnauthenticated,
          "the signature doesn't match; check the secret access key"},
    Known{"InvalidSignatureException", Remedy::kNewCredentials, Code::kUnauthenticated,
          "the signature doesn't match; check the secret access key"},
    Known{"AccessDenied", Remedy::kNone, Code::kForbidden, ""},
    Known{"AccessDeniedException", Remedy::kNone, Code::kForbidden, ""},
    Known{"AllAccessDisabled", Remedy::kNone, Code::kForbidden, ""},
    Known{"NoSuchBucket", Remedy::kNone, Code::kNotFound, "there is no such bucket"},
    Known{"NoSuchKey", Remedy::kNone, Code::kNotFound, "there is no such object"},
    Known{"ResourceNotFoundException", Remedy::kNone, Code::kNotFound, "there is no such secret"},
    Known{"RequestTimeTooSkewed", Remedy::kNone, Code::kUnauthenticated, ""},
    Known{"AuthorizationHeaderMalformed", Remedy::kNone, Code::kInvalidArgument,
          "the region is not the one of the bucket; set region"},
    Known{"PermanentRedirect", Remedy::kNone, Code::kInvalidArgument,
          "the bucket is in another region; set region"},
    Known{"InvalidBucketName", Remedy::kNone, Code::kInvalidArgument,
          "that is not a name that a bucket can have"},
};

const Known* Find(std::string_view code) {
  const auto at = std::find_if(kKnown.begin(), kKnown.end(),
                               [&](const Known& known) { return known.code == code; });
  return at == kKnown.end() ? nullptr : &*at;
}

/// The start of the JSON protocol's code for a request signed too early or too late.
bool AboutTime(const Refusal& refusal) {
  return refusal.code == "RequestTimeTooSkewed" ||
         (refusal.code == "InvalidSignatureException" &&
          (refusal.message.find("not yet current") != std::string::npos ||
           refusal.message.find("now earlier than") != std::string::npos));
}

std::string ClockWords(Time now, std::string_view date_header) {
  const auto theirs = ParseHttpDate(date_header);
  if (!theirs) return "this machine's clock is wrong; set it, for instance by NTP";
  const auto off = std::chrono::duration_cast<std::chrono::seconds>(now - *theirs).count();
  return "this machine's clock is " + std::to_string(off < 0 ? -off : off) + " s " +
         (off < 0 ? "behind" : "ahead of") +
         " the server's; set it, for instance with: timedatectl set-ntp true";
}

}  // namespace

Remedy RemedyFor(const Refusal& refusal) {
  if (AboutTime(refusal)) return Remedy::kNone;
  if (const Known* known = Find(refusal.code)) return known->remedy;
  const bool passing = refusal.status == 408 || refusal.status == 429 || refusal.status >= 500;
  // 501 is a header or call that the server will not learn meanwhile.
  return passing && refusal.status != 501 ? Remedy::kWait : Remedy::kNone;
}

std::chrono::milliseconds RetryAfter(const HttpResponse& response) {
  const std::string_view text = response.Header("Retry-After");
  int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc() || end != text.data() + text.size() || seconds < 0) return {};
  return std::chrono::seconds(std::min<int64_t>(seconds, 60));
}

Error Explain(const RefusedCall& call, const Refusal& refusal, std::string_view date_header) {
  const std::string tail = " (status " + std::to_string(refusal.status) +
                           (refusal.code.empty() ? ")" : ", " + Quoted(refusal.code, 60) + ")");
  const std::string whose = call.origin.empty() ? "" : "; signed with " + call.origin;
  const auto explained = [&](Code code, const std::string& words) {
    return Error{code, call.what + ": " + words + tail, {}};
  };
  if (AboutTime(refusal)) {
    return explained(Code::kUnauthenticated, ClockWords(call.now, date_header));
  }
  const Known* known = Find(refusal.code);
  const Code code = known != nullptr        ? known->as
                    : refusal.status == 401 ? Code::kUnauthenticated
                    : refusal.status == 403 ? Code::kForbidden
                    : refusal.status == 404 ? Code::kNotFound
                    : refusal.status >= 500 ? Code::kUnavailable
                    : refusal.status == 429 ? Code::kUnavailable
                                            : Code::kInvalidArgument;
  if (code == Code::kForbidden) {
    return explained(code, "access is denied; it needs the permission " + call.action + whose);
  }
  if (known != nullptr) {
    return explained(code,
                     std::string(known->words) + (code == Code::kUnauthenticated ? whose : ""));
  }
  if (refusal.status == 404) return explained(code, "there is no such thing");
  // The server's own sentence, made harmless: it may help, and no secret of ours is in it.
  return explained(code, refusal.message.empty()
                             ? "the service refused"
                             : "the service said " + Quoted(refusal.message, 200));
}

}  // namespace redquill::aws
