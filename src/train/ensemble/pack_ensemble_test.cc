// An ensemble from packing to its scores: what its members say, weighed, and what is refused.
#include "train/ensemble/pack_ensemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <numeric>

#include "base/file.h"
#include "model/package_writer.h"
#include "scoring/service.h"
#include "tests/support/tiny_checkpoint.h"
#include "train/feature/feature_model.h"
#include "train/feature/sample_essays.h"

namespace redquill::train {
namespace {

using testing::HasSubstr;

model::Manifest Named(const std::string& name) {
  model::Manifest manifest;
  manifest.name = manifest.title = name;
  manifest.version = "1";
  manifest.licence = "none";
  manifest.outputs = {{"holistic", {1, 5, 1}}};
  return manifest;
}

std::shared_ptr<const model::Package> Opened(const std::string& bytes) {
  auto package = model::Package::OpenBytes(std::as_bytes(std::span(bytes)));
  EXPECT_TRUE(package) << (package ? "" : package.error().message);
  return package ? *package : nullptr;
}

class PackEnsembleTest : public testing::Test {
 protected:
  /// Before the first test, in it: sample essays are written under the name of a test.
  void SetUp() override {
    if (features_) return;
    folder_ = testing::TempDir() + "rq_ensemble_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_ + "/models");
    const EssaySet set = SampleSet(60, 2);
    std::vector<size_t> rows(set.size());
    std::iota(rows.begin(), rows.end(), size_t{0});
    const auto model = FitFeatureModel(set, rows, DefaultRecipe(), {.parts = Parts::kByPrompt});
    const std::string bytes = *PackFeatureModel(*model, Named("features"), "");
    ASSERT_TRUE(WriteFileAtomically(folder_ + "/models/features.rqm", bytes));
    samples::CopyCheckpoint("bert", folder_ + "/bert");
    samples::WriteTokenModel(folder_ + "/models/tiny.rqm",
                             {.folder = folder_ + "/bert", .name = "tiny", .scale = {1, 5, 1}});
    features_ = *model::Package::Open(folder_ + "/models/features.rqm");
    tiny_ = *model::Package::Open(folder_ + "/models/tiny.rqm");
  }
  static void TearDownTestSuite() {
    features_.reset();
    tiny_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::map<std::string, Blend> Blends() {
    return {{"prompt", {{"", 0.5, {0.75, 0.25}, {3, 0}}, {1.1, -0.2}}},
            {"general", {{"", 0, {1, 0}, {3, 0}}, {1, 0}}}};
  }
  static std::string Pack(MembersLie lie = MembersLie::kInside) {
    const auto bytes =
        PackEnsemble({features_, tiny_}, Blends(), lie, Named("ensemble"), "# Card\n");
    EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
    return bytes ? *bytes : "";
  }
  /// Loads the ensemble beside its members.
  static std::unique_ptr<const scoring::Service> Serve() {
    EXPECT_TRUE(WriteFileAtomically(folder_ + "/models/ensemble.rqm", Pack()));
    auto service = scoring::Service::Load({.models_folder = folder_ + "/models"});
    EXPECT_TRUE(service) << (service ? "" : service.error().message);
    return service ? *std::move(service) : nullptr;
  }

  static inline std::string folder_;
  static inline std::shared_ptr<const model::Package> features_, tiny_;
};

const std::string kEssay = SampleEssay(13);

TEST_F(PackEnsembleTest, ItsRawValueIsTheWeighedSumOfWhatItsMembersSayAlone) {
  const auto service = Serve();
  ASSERT_TRUE(service);
  for (const char* prompt : {"Parks", "Never seen"}) {
    const auto whole = service->Score({kEssay, "ensemble", prompt, true});
    const auto features = service->Score({kEssay, "features", prompt, true});
    const auto tiny = service->Score({kEssay, "tiny", "", false});
    ASSERT_TRUE(whole && features && tiny) << whole.error().message;
    const std::string part = features->receipt.part;
    EXPECT_EQ(part, std::string(prompt) == "Parks" ? "prompt" : "general");
    EXPECT_EQ(whole->receipt.part, part);
    EXPECT_EQ(whole->receipt.prompt, features->receipt.prompt);
    const Blend blend = Blends().at(part);
    const double members[] = {features->receipt.raw, tiny->receipt.raw};
    EXPECT_EQ(whole->receipt.raw, blend.Raw(members));
    EXPECT_EQ(whole->receipt.calibrated, blend.line(whole->receipt.raw));
    const bool both = part == "prompt";  // The other has no weight for it.
    ASSERT_EQ(whole->members.size(), both ? 2u : 1u);
    if (both) {
      EXPECT_EQ(whole->members[1].name, "tiny");
      EXPECT_EQ(whole->members[1].raw, tiny->receipt.raw);
    }
    EXPECT_DOUBLE_EQ(whole->members[0].effect,
                     blend.line.slope * blend.part.weights[0] * (features->receipt.raw - 3));
    EXPECT_EQ(whole->tokens, both ? tiny->tokens : 0);
    EXPECT_FALSE(whole->influences.empty());
  }
  const auto again = service->Score({kEssay, "ensemble", "Parks", false});
  EXPECT_TRUE(again->members.empty());
}

TEST_F(PackEnsembleTest, MembersKeepTheirDigestsAndTheSameContentGivesTheSameBytes) {
  const std::string bytes = Pack();
  EXPECT_TRUE(bytes == Pack());
  const auto package = Opened(bytes);
  ASSERT_TRUE(package);
  const auto member = model::Package::OpenMember(package, "tiny");
  ASSERT_TRUE(member) << member.error().message;
  EXPECT_EQ((*member)->digest(), tiny_->digest());
  EXPECT_EQ((*member)->manifest(), tiny_->manifest());
  EXPECT_EQ(*(*member)->Text("tokenizer.json"), *tiny_->Text("tokenizer.json"));
  EXPECT_EQ(package->manifest().prompts, features_->manifest().prompts);
  EXPECT_EQ(model::Package::OpenMember(package, "other").error().code, Code::kNotFound);
}

TEST_F(PackEnsembleTest, MembersBesideItMakeTheSameScoresInAFolderWhereTheyLie) {
  const auto inside = Serve()->Score({kEssay, "ensemble", "Parks", true});
  ASSERT_TRUE(inside) << inside.error().message;
  const std::string folder = folder_ + "/beside", file = folder + "/ensemble.rqm";
  std::filesystem::create_directories(folder);
  const std::string bytes = Pack(MembersLie::kBeside);
  EXPECT_LT(bytes.size(), Pack().size() / 10);
  ASSERT_TRUE(WriteFileAtomically(file, bytes));
  for (const char* member : {"features", "tiny"}) {
    const std::string name = std::string("/") + member + ".rqm";
    const auto lacking = scoring::Service::Load({.models_folder = folder});
    ASSERT_FALSE(lacking);
    EXPECT_EQ(lacking.error().code, Code::kNotFound);
    EXPECT_THAT(lacking.error().message, HasSubstr(std::string("its member ") + member));
    EXPECT_THAT(lacking.error().message, HasSubstr("there is no package of that name"));
    std::filesystem::copy_file(folder_ + "/models" + name, folder + name);
  }
  const auto service = scoring::Service::Load({.models_folder = folder, .only = {"ensemble"}});
  ASSERT_TRUE(service) << service.error().message;
  const auto beside = (*service)->Score({kEssay, "ensemble", "Parks", true});
  ASSERT_TRUE(beside) << beside.error().message;
  EXPECT_EQ(beside->receipt.raw, inside->receipt.raw);
  EXPECT_EQ(beside->receipt.calibrated, inside->receipt.calibrated);
  EXPECT_EQ(beside->members.size(), 2u);
  EXPECT_NE(beside->receipt.package_digest, inside->receipt.package_digest);
  const auto named = model::LoadModel(file, "");
  ASSERT_TRUE(named) << named.error().message;
  EXPECT_EQ((*model::Package::OpenMember(*named, "tiny"))->digest(), tiny_->digest());

  // Alone it is sound, but can't be run.
  const auto alone = model::Package::Open(file);
  ASSERT_TRUE(alone) << alone.error().message;
  EXPECT_EQ(engine::Open(*alone).error().code, Code::kNotFound);
  EXPECT_THAT(engine::Open(*alone).error().message,
              HasSubstr("member features: the package with digest " + features_->digest()));

  // Another version in a member's place is not what was weighed.
  samples::WriteTokenModel(
      folder + "/tiny.rqm",
      {.folder = folder_ + "/bert", .name = "tiny", .title = "Another", .scale = {1, 5, 1}});
  const auto other = scoring::Service::Load({.models_folder = folder});
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("tiny.rqm is another version"));
  const auto joined =
      model::Package::Join(*alone, {features_, *model::Package::Open(folder + "/tiny.rqm")});
  EXPECT_THAT(engine::Open(joined).error().message, HasSubstr("member tiny: the package with"));
}

TEST_F(PackEnsembleTest, AMemberThatIsNotAsItsOwnManifestListsItIsRefused) {
  const auto whole = Opened(Pack());
  ASSERT_TRUE(whole);
  std::vector<model::PackageFile> files;
  for (const auto& file : whole->manifest().files) {
    files.push_back({file.path, *whole->Text(file.path)});
  }
  model::Manifest manifest = whole->manifest();
  manifest.files.clear();
  const auto written = [&](std::vector<model::PackageFile> changed) {
    const auto package = Opened(*model::WritePackageBytes(manifest, std::move(changed)));
    return engine::Open(package);
  };
  ASSERT_TRUE(written(files));
  auto changed = files;
  for (auto& file : changed) {
    if (file.path == "members/tiny/tokenizer.json") file.bytes = "{}";
  }
  EXPECT_THAT(written(changed).error().message,
              HasSubstr("members/tiny/tokenizer.json is not as the member's manifest lists it"));
  auto more = files;
  more.push_back({"members/tiny/more.bin", "more"});
  EXPECT_THAT(written(more).error().message, HasSubstr("members/tiny/more.bin is there"));
  auto less = files;
  std::erase_if(less, [](const auto& file) { return file.path == "members/tiny/manifest.json"; });
  EXPECT_EQ(written(less).error().code, Code::kNotFound);
  manifest.requirements["feature_table"] = "another";
  EXPECT_THAT(written(files).error().message, HasSubstr("must be that of member features"));
}

/// An ensemble's package whose only member is `member`, whatever that is.
std::shared_ptr<const model::Package> Around(const model::Package& member) {
  model::Manifest manifest = Named("around");
  manifest.architecture = manifest.engine = "ensemble";
  manifest.prompts = member.manifest().prompts;
  manifest.requirements = member.manifest().requirements;
  const std::string name = member.manifest().name;
  manifest.config = engine::ensemble::ToJson({{name}, {{"", 0, {1}, {0}}}});
  std::vector<model::PackageFile> files;
  for (const auto& file : member.manifest().files) {
    files.push_back({model::MemberFolder(name) + file.path, *member.Text(file.path)});
  }
  files.push_back({model::MemberFolder(name) + "manifest.json", member.manifest_json()});
  const auto bytes = model::WritePackageBytes(manifest, files);
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
  return bytes ? Opened(*bytes) : nullptr;
}

TEST_F(PackEnsembleTest, AMemberThatCantBeOneIsRefusedWhenTheEnsembleIsOpened) {
  ASSERT_TRUE(engine::Open(Around(*tiny_)));
  model::Manifest inner = tiny_->manifest();
  inner.name = inner.engine = inner.architecture = "ensemble";
  inner.files.clear();
  std::vector<model::PackageFile> files;
  for (const auto& file : tiny_->manifest().files) {
    files.push_back({file.path, *tiny_->Text(file.path)});
  }
  const auto bytes = model::WritePackageBytes(inner, files);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto nested = engine::Open(Around(*Opened(*bytes)));
  EXPECT_EQ(nested.error().code, Code::kUnsupported);
  EXPECT_THAT(nested.error().message, HasSubstr("member ensemble: is an ensemble itself"));
  samples::WriteTokenModel(folder_ + "/six.rqm",
                           {.folder = folder_ + "/bert", .name = "six", .scale = {1, 6, 1}});
  const auto scale = engine::Open(Around(**model::Package::Open(folder_ + "/six.rqm")));
  EXPECT_EQ(scale.error().code, Code::kCorrupt);
  EXPECT_THAT(scale.error().message, HasSubstr("member six: scores on another scale"));
}

TEST_F(PackEnsembleTest, MembersThatDontFitAreRefused) {
  const auto refusal = [](const std::vector<std::shared_ptr<const model::Package>>& members,
                          const std::map<std::string, Blend>& blends) {
    const auto packed = PackEnsemble(members, blends, MembersLie::kInside, Named("ensemble"), "");
    EXPECT_FALSE(packed);
    return packed ? "" : packed.error().message;
  };
  EXPECT_THAT(refusal({features_, features_}, Blends()), HasSubstr("Two members are called"));
  EXPECT_THAT(refusal({}, Blends()), HasSubstr("1 to 16 members, not 0"));
  EXPECT_THAT(refusal({tiny_, features_}, Blends()), HasSubstr("knows other prompts"));
  EXPECT_THAT(refusal({features_, Opened(Pack())}, Blends()), HasSubstr("is an ensemble itself"));
  samples::WriteTokenModel(folder_ + "/other.rqm",
                           {.folder = folder_ + "/bert", .name = "other", .scale = {1, 6, 1}});
  EXPECT_THAT(refusal({features_, *model::Package::Open(folder_ + "/other.rqm")}, Blends()),
              HasSubstr("another scale"));
  auto blends = Blends();
  blends.erase("general");
  EXPECT_THAT(refusal({features_, tiny_}, blends),
              HasSubstr("no weights for the part \"general\""));
  model::Manifest again = features_->manifest();
  again.name = "again";
  again.files.clear();
  std::vector<model::PackageFile> files;
  for (const auto& file : features_->manifest().files) {
    files.push_back({file.path, *features_->Text(file.path)});
  }
  EXPECT_THAT(refusal({features_, Opened(*model::WritePackageBytes(again, files))}, Blends()),
              HasSubstr("the second that reads features"));
  again.config.erase("feature_medians");
  again.requirements["feature_table"] = "other";
  EXPECT_THAT(refusal({features_, Opened(*model::WritePackageBytes(again, files))}, Blends()),
              HasSubstr("requires feature_table other"));
}

}  // namespace
}  // namespace redquill::train
