#ifndef REDQUILL_TESTS_S3_MIRROR_FIXTURE_H_
#define REDQUILL_TESTS_S3_MIRROR_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "artifacts/mirror.h"
#include "model/package.h"
#include "model/package_writer.h"
#include "tests/s3/moto.h"
#include "tests/support/sample_package.h"

namespace redquill::artifacts {

/// A bucket of its own for each test, and an empty cache.
class MirrorTest : public testing::Test {
 protected:
  void SetUp() override {
    moto_ = testing_support::Moto::Shared();
    ASSERT_NE(moto_, nullptr) << "no S3 server: run tools/setup.sh";
    static int count = 0;
    bucket_ = "models-" + std::to_string(count++);
    moto_->MakeBucket(bucket_);
    cache_ = testing::TempDir() + "rq_mirror_" + std::to_string(::getpid());
    std::filesystem::remove_all(cache_);
  }
  void TearDown() override { std::filesystem::remove_all(cache_); }

  /// A package's bytes; `megabytes` of weights that don't compress, made from the version.
  static std::string PackageOf(const std::string& name, const std::string& version,
                               size_t megabytes = 0) {
    auto manifest = samples::SampleManifest(name);
    manifest.version = version;
    std::string weights(megabytes << 20, '\0');
    uint64_t state = version.size() + static_cast<unsigned char>(version.back());
    for (char& c : weights) c = static_cast<char>((state = state * 6364136223846793005u + 1) >> 56);
    auto files = samples::SampleFiles();
    if (megabytes > 0) files.push_back({"weights.bin", weights, model::Storage::kStored});
    return *model::WritePackageBytes(manifest, files);
  }

  MirrorOptions Options() const {
    MirrorOptions options;
    options.source = *ParseLocation("s3://" + bucket_ + "/shipped");
    options.cache = cache_;
    options.backoff = {std::chrono::milliseconds(5), std::chrono::milliseconds(50), 6};
    options.quiet = true;
    return options;
  }
  Result<Mirrored> Update() const { return UpdateMirror(moto_->Session().get(), Options()); }

  static std::string VersionOf(const std::string& folder) {
    auto package = model::Package::Open(folder);
    EXPECT_TRUE(package) << package.error().message;
    return package ? (*package)->manifest().version : "";
  }
  size_t Left(const std::string& below) const {
    const auto at = std::filesystem::recursive_directory_iterator(FolderOf(Options()) + below);
    return static_cast<size_t>(std::count_if(begin(at), end(at), [](const auto& entry) {
      return entry.path().filename() == "manifest.json" || entry.path().extension() == ".rqm";
    }));
  }

  testing_support::Moto* moto_ = nullptr;
  std::string bucket_, cache_;
};

}  // namespace redquill::artifacts

#endif  // REDQUILL_TESTS_S3_MIRROR_FIXTURE_H_
