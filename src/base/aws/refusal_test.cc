#include "base/aws/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace redquill::aws {
namespace {

using testing::HasSubstr;
using testing::Not;

RefusedCall Call() {
  return {"s3://essays/a.rqm", "s3:GetObject", "profile 'x'",
          *ParseTimestamp("2026-01-01T00:00:00Z")};
}

TEST(Refusal, RemediesGoByCodeThenStatus) {
  EXPECT_EQ(RemedyFor({503, "SlowDown", ""}), Remedy::kWait);
  EXPECT_EQ(RemedyFor({503, "", ""}), Remedy::kWait);
  EXPECT_EQ(RemedyFor({500, "Whatever", ""}), Remedy::kWait);
  EXPECT_EQ(RemedyFor({429, "", ""}), Remedy::kWait);
  EXPECT_EQ(RemedyFor({400, "RequestTimeout", ""}), Remedy::kWait);
  EXPECT_EQ(RemedyFor({400, "ThrottlingException", ""}), Remedy::kWait);
  EXPECT_EQ(RemedyFor({400, "ExpiredToken", ""}), Remedy::kNewCredentials);
  EXPECT_EQ(RemedyFor({403, "SignatureDoesNotMatch", ""}), Remedy::kNewCredentials);
  EXPECT_EQ(RemedyFor({403, "AccessDenied", ""}), Remedy::kNone);
  EXPECT_EQ(RemedyFor({403, "RequestTimeTooSkewed", ""}), Remedy::kNone);
  EXPECT_EQ(RemedyFor({404, "NoSuchKey", ""}), Remedy::kNone);
  EXPECT_EQ(RemedyFor({501, "NotImplemented", ""}), Remedy::kNone);
}

TEST(Refusal, SaysHowWrongTheClockIs) {
  const Error behind =
      Explain(Call(), {403, "RequestTimeTooSkewed", ""}, "Thu, 01 Jan 2026 00:20:00 GMT");
  EXPECT_THAT(behind.message, HasSubstr("1200 s behind"));
  const Error ahead = Explain(
      Call(), {400, "InvalidSignatureException", "Signature not yet current: 1 is still later"},
      "Wed, 31 Dec 2025 23:00:00 GMT");
  EXPECT_THAT(ahead.message, HasSubstr("3600 s ahead"));
  EXPECT_THAT(Explain(Call(), {403, "RequestTimeTooSkewed", ""}, "").message, HasSubstr("NTP"));
}

TEST(Refusal, NamesWhatCanBeMended) {
  const Error denied = Explain(Call(), {403, "AccessDenied", "no"}, "");
  EXPECT_EQ(denied.code, Code::kForbidden);
  EXPECT_THAT(denied.message, HasSubstr("s3:GetObject"));
  EXPECT_THAT(denied.message, HasSubstr("profile 'x'"));
  EXPECT_EQ(Explain(Call(), {404, "NoSuchBucket", ""}, "").code, Code::kNotFound);
  EXPECT_EQ(Explain(Call(), {403, "", ""}, "").code, Code::kForbidden);
  EXPECT_EQ(Explain(Call(), {301, "PermanentRedirect", ""}, "").code, Code::kInvalidArgument);
  EXPECT_EQ(Explain(Call(), {503, "", ""}, "").code, Code::kUnavailable);
}

TEST(Refusal, QuotesTheServerHarmlessly) {
  const Error error = Explain(Call(), {400, "Odd\x1b[2J", "line\nbreak"}, "");
  EXPECT_THAT(error.message, HasSubstr("line\\x0abreak"));
  EXPECT_THAT(error.message, Not(HasSubstr("\x1b")));
}

TEST(Refusal, ReadsRetryAfter) {
  const auto after = [](const std::string& value) {
    return RetryAfter({503, {{"retry-after", value}}, ""}).count();
  };
  EXPECT_EQ(after("3"), 3'000);
  EXPECT_EQ(after("86400"), 60'000);
  for (const char* text : {"", "soon", "-1", "3 ", "99999999999999999999"})
    EXPECT_EQ(after(text), 0);
}

}  // namespace
}  // namespace redquill::aws
