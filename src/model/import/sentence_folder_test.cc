#include "model/import/sentence_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace redquill::model {
namespace {

using testing::HasSubstr;

class SentenceFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "rq_sentence_" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_ + "/1_Pooling");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& file, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(folder_ + "/" + file, text));
  }
  void Modules(const std::string& last) {
    Write("modules.json",
          R"([{"path": "", "type": "sentence_transformers.models.Transformer"},
              {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"})" +
              last + "]");
  }
  std::string Refusal() {
    const auto read = ReadSentenceFolder(folder_);
    return read ? "" : read.error().message;
  }

  std::string folder_;
};

TEST_F(SentenceFolderTest, AFolderThatSaysNothing) {
  const auto read = ReadSentenceFolder(folder_);
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->pooling);
  EXPECT_FALSE(read->unit_length);
  EXPECT_EQ(read->max_tokens, 0);
}

TEST_F(SentenceFolderTest, PoolingLengthAndNorm) {
  Modules(R"(, {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"})");
  Write("1_Pooling/config.json",
        R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false})");
  Write("sentence_bert_config.json", R"({"max_seq_length": 256, "do_lower_case": false})");
  const auto read = ReadSentenceFolder(folder_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->pooling, onnx::Pooling::kFirst);
  EXPECT_TRUE(read->unit_length);
  EXPECT_EQ(read->max_tokens, 256);
  Write("sentence_bert_config.json", R"({"max_seq_length": 0})");
  EXPECT_THAT(Refusal(), HasSubstr("max_seq_length"));
  Write("sentence_bert_config.json", R"({"max_seq_length": null})");
  EXPECT_EQ(Refusal(), "");
}

TEST_F(SentenceFolderTest, NamesWhatCannotBeWritten) {
  Modules(R"(, {"path": "2_Dense", "type": "sentence_transformers.models.Dense"})");
  Write("1_Pooling/config.json", R"({"pooling_mode_mean_tokens": true})");
  EXPECT_THAT(Refusal(), HasSubstr("models.Dense' can't be written"));
  Modules("");
  for (const char* pooling :
       {R"({"pooling_mode_max_tokens": true})", "{}",
        R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true})",
        R"({"pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": true})"}) {
    Write("1_Pooling/config.json", pooling);
    EXPECT_THAT(Refusal(), HasSubstr("asks for a pooling other than")) << pooling;
  }
}

TEST_F(SentenceFolderTest, RefusesFilesOfAnotherForm) {
  for (const char* modules : {"{}", "[1]", R"([{"path": ""}])", R"([{"type": 5}])", "[", ""}) {
    Write("modules.json", modules);
    EXPECT_NE(Refusal(), "") << modules;
  }
  for (const char* path : {"../secrets", "/etc", "a/b", "."}) {
    Write("modules.json", std::string(R"([{"path": ")") + path +
                              R"(", "type": "sentence_transformers.models.Pooling"}])");
    EXPECT_THAT(Refusal(), HasSubstr("must be a folder beside it")) << path;
  }
}

}  // namespace
}  // namespace redquill::model
