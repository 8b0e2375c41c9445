#include "base/log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace redquill {
namespace {

TEST(LogPayload, TextIsReadAtAGlance) {
  EXPECT_EQ(LogPayload(LogForm::kText, "request",
                       {{"method", "GET"}, {"status", int64_t{200}}, {"ms", 1.25}, {"head", true}}),
            "request method=GET status=200 ms=1.250 head=true");
}

TEST(LogPayload, TextCannotForgeALine) {
  EXPECT_EQ(LogPayload(LogForm::kText, "a\nb", {{"path", "/x\ny z=1\x1b[2J"}, {"id", ""}}),
            "a b path='/x\\x0ay z=1\\x1b[2J' id=''");
}

TEST(LogPayload, JsonIsWhole) {
  const auto line = "{" +
                    LogPayload(LogForm::kJson, "say \"hi\"\n",
                               {{"path", "/\xff\x01"}, {"bytes", int64_t{-1}}, {"ms", 0.5}}) +
                    "}";
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["message"], "say \"hi\"\n");
  EXPECT_EQ(json["path"], "/\xEF\xBF\xBD\x01");
  EXPECT_EQ(json["bytes"], -1);
  EXPECT_EQ(json["ms"], 0.5);
}

TEST(Log, WritesFromItsLevelOn) {
  testing::internal::CaptureStderr();
  {
    const Log log(LogForm::kJson, LogLevel::kWarn);
    log.Write(LogLevel::kInfo, "quiet {}");
    log.Write(LogLevel::kError, "loud {}", {{"key", "value {}"}});
  }
  const auto written = testing::internal::GetCapturedStderr();
  const auto json = nlohmann::json::parse(written);
  EXPECT_EQ(json["message"], "loud {}");
  EXPECT_EQ(json["level"], "error");
  EXPECT_EQ(json["key"], "value {}");
  EXPECT_EQ(written.back(), '\n');
}

}  // namespace
}  // namespace redquill
