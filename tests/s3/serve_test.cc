// `redquill serve` with its packages in a bucket.
#include <signal.h>

#include "base/file.h"
#include "tests/http/raw_client.h"
#include "tests/http/server_process.h"
#include "tests/s3/mirror_fixture.h"
#include "tests/s3/proxy.h"
#include "tests/support/folder_zip.h"
#include "tests/support/tiny_checkpoint.h"

namespace redquill::artifacts {
namespace {

using http::ServerProcess;
using testing::HasSubstr;

class ServeFromBucket : public MirrorTest {
 protected:
  ServerProcess::Environment With(const std::string& endpoint, const std::string& secret) const {
    return {{"REDQUILL__S3__BUCKET", bucket_},
            {"REDQUILL__S3__PREFIX", "shipped"},
            {"REDQUILL__S3__ENDPOINT", endpoint},
            {"REDQUILL__S3__ACCESS_KEY_ID", moto_->key()},
            {"REDQUILL__S3__SECRET_ACCESS_KEY", "env:SECRET_OF_TEST"},
            {"SECRET_OF_TEST", secret},
            {"REDQUILL__ARTIFACTS__CACHE", cache_}};
  }
  void Ship() const {
    const auto bytes = ReadFile(http::ShippedModels() + "/features.rqm", 1 << 26);
    moto_->Put(bucket_, "shipped/features.rqm", *bytes);
  }
  std::vector<std::string> Models() const { return {"--models", "s3://" + bucket_ + "/shipped"}; }
};

TEST_F(ServeFromBucket, ScoresByWhatItFetchedAndLivesThroughADeadBucket) {
  Ship();
  {
    ServerProcess server(Models(), With(moto_->url(), moto_->secret()));
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    const auto scored =
        http::RawClient(server.port())
            .Ask(http::PostText("/v1/score", R"({"essay": "A garden in school."})"));
    EXPECT_EQ(scored.status, 200) << scored.body;
    EXPECT_THAT(server.Err(), HasSubstr("fetched=1"));
    server.Signal(SIGTERM);
    EXPECT_EQ(server.AwaitEnd(), 0);
  }
  {
    ServerProcess again(Models(), With(moto_->url(), moto_->secret()));
    ASSERT_TRUE(again.AwaitReady()) << again.Err();
    EXPECT_THAT(again.Err(), HasSubstr("fetched=0 unchanged=1"));
  }
  const std::string gone = [this] {
    return testing_support::Proxy(moto_->port(), [](int) { return testing_support::Fate{}; }).url();
  }();
  ServerProcess without(Models(), With(gone, moto_->secret()));
  ASSERT_TRUE(without.AwaitReady()) << without.Err();
  EXPECT_THAT(without.Err(), HasSubstr("serving the packages kept from last time"));
}

TEST_F(ServeFromBucket, PlainZipsBecomePackages) {
  const std::string folder = cache_ + "-bert";
  samples::CopyCheckpoint("bert", folder);
  const auto put = [&](const char* key, bool (*wanted)(const std::string&)) {
    moto_->Put(bucket_, key, samples::FolderZip(folder, "files", wanted));
  };
  put("shipped/aes/model.zip", samples::OfACheckpoint);
  put("shipped/aes/tokenizer.zip", samples::OfATokenizer);
  put("shipped/whole.zip", [](const std::string&) { return true; });
  const char* const told[] = {"fetched=2 unchanged=0", "fetched=0 unchanged=2"};
  for (const char* expected : told) {
    ServerProcess server(Models(), With(moto_->url(), moto_->secret()));
    ASSERT_TRUE(server.AwaitReady()) << server.Err();
    EXPECT_THAT(server.Err(), HasSubstr(expected));
    for (const char* model : {"aes", "whole"}) {
      const auto scored =
          http::RawClient(server.port())
              .Ask(http::PostText(
                  "/v1/score", R"({"essay": "The sea.", "model": ")" + std::string(model) + "\"}"));
      EXPECT_EQ(scored.status, 200) << scored.body;
    }
  }
  EXPECT_EQ(Left("/incoming"), 0u);
  std::filesystem::remove_all(folder);
}

TEST_F(ServeFromBucket, AWrongSecretStopsTheStartWithoutBeingShown) {
  Ship();
  ServerProcess server(Models(), With(moto_->url(), "wr0ngwr0ng"));
  EXPECT_GT(server.AwaitEnd(), 0);
  EXPECT_THAT(server.Err(), HasSubstr("secret access key"));
  EXPECT_THAT(server.Err(), testing::Not(HasSubstr("wr0ngwr0ng")));
}

}  // namespace
}  // namespace redquill::artifacts
