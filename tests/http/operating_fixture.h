#ifndef REDQUILL_TESTS_HTTP_OPERATING_FIXTURE_H_
#define REDQUILL_TESTS_HTTP_OPERATING_FIXTURE_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http/access/api_keys.h"
#include "tests/http/raw_client.h"
#include "tests/http/server_process.h"
#include "tests/support/length_model.h"

namespace redquill::http {

/// A server over a folder of small packages, with API keys.
class Operating : public testing::Test {
 protected:
  Operating()
      : folder_(testing::TempDir() + "rq_operate_" + std::to_string(::getpid())),
        keys_(folder_ + "/keys.json") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ + "/models");
  }
  ~Operating() override { std::filesystem::remove_all(folder_); }

  /// A model that gives a point for so many words takes the place of another, as `mv` does it.
  void Put(const std::string& name, size_t words_a_point) const {
    samples::WriteLengthModel(folder_ + "/new", name, {}, words_a_point);
    std::filesystem::rename(folder_ + "/new", folder_ + "/models/" + name + ".rqm");
  }

  std::string Issue(const std::string& name, Scope scope, double rate = 0) {
    auto issued = IssueKey({name, {}, {scope}, rate, rate, {}}).value();
    issued_.push_back(issued.kept);
    EXPECT_TRUE(WriteKeys(keys_, issued_));
    return std::string(issued.text.Reveal());
  }

  std::vector<std::string> Arguments() const { return {"--models", folder_ + "/models"}; }
  ServerProcess::Environment WithKeys() const { return {{"REDQUILL__AUTH__KEYS", keys_}}; }

  static std::string KeyHeader(const std::string& key) {
    return key.empty() ? "" : "Authorization: Bearer " + key + "\r\n";
  }
  static RawResponse Get(uint16_t port, const std::string& path, const std::string& headers = "") {
    return RawClient(port).Ask("GET " + path + " HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n");
  }
  static RawResponse Post(uint16_t port, const std::string& path, const nlohmann::json& body,
                          const std::string& key = "") {
    return RawClient(port).Ask(PostText(path, body.dump(), "application/json", KeyHeader(key)));
  }

  const std::string folder_, keys_;
  std::vector<ApiKey> issued_;
};

}  // namespace redquill::http

#endif  // REDQUILL_TESTS_HTTP_OPERATING_FIXTURE_H_
