#include "model/tokenizer/spm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "model/onnx/wire.h"
#include "tests/support/paths.h"

namespace redquill::model {
namespace {

using onnx::WireWriter;
using testing::HasSubstr;

std::string Piece(std::string_view text, float score) {
  std::string piece, out;
  WireWriter inside(&piece);
  inside.Bytes(1, text);
  inside.Float(2, score);
  WireWriter(&out).Bytes(1, piece);
  return out;
}

std::string Trainer(uint64_t type, uint64_t unknown) {
  std::string trainer, out;
  WireWriter inside(&trainer);
  inside.Count(3, type);
  inside.Count(40, unknown);
  WireWriter(&out).Bytes(2, trainer);
  return out;
}

Error Refusal(const std::string& bytes) {
  const auto model = ReadSpm(bytes);
  return model ? Error{} : model.error();
}

TEST(Spm, ReadsAModelFile) {
  const auto bytes =
      ReadFile(tests::SourcePath("tests/data/tokenizers/folders/deberta/spm.model"), kMaxSpmBytes);
  ASSERT_TRUE(bytes);
  const auto model = ReadSpm(*bytes);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->type, SpmModel::Type::kUnigram);
  EXPECT_EQ(model->unknown_id, 3);
  EXPECT_EQ(model->unknown_piece, "[UNK]");
  EXPECT_FALSE(model->byte_fallback);
  EXPECT_GT(model->charsmap.size(), 100'000u);
  EXPECT_EQ(model->pieces[0].text, "[PAD]");
  EXPECT_LT(model->pieces.back().score, model->pieces[4].score);
}

TEST(Spm, RefusesAModelFileThatIsCutOffAnywhereInsideAPiece) {
  const std::string whole = Piece("<unk>", 0) + Piece("a", -1.5f) + Trainer(1, 0);
  ASSERT_TRUE(ReadSpm(whole));
  const size_t pieces = whole.size() - Trainer(1, 0).size();
  for (size_t size = 0; size < pieces; ++size) {
    if (size == Piece("<unk>", 0).size()) continue;  // A whole message of one piece.
    EXPECT_EQ(Refusal(whole.substr(0, size)).code, Code::kInvalidArgument) << size;
  }
}

TEST(Spm, RefusesPiecesThatContradictOneAnother) {
  EXPECT_THAT(Refusal(Piece("a", 0) + Piece("a", -1) + Trainer(1, 0)).message, HasSubstr("twice"));
  EXPECT_THAT(Refusal(Piece("", 0) + Trainer(1, 0)).message, HasSubstr("empty"));
  EXPECT_THAT(Refusal(Piece("\xc3", 0) + Trainer(1, 0)).message, HasSubstr("not UTF-8"));
  EXPECT_THAT(Refusal(Piece("a", __builtin_nanf("")) + Trainer(1, 0)).message, HasSubstr("finite"));
  EXPECT_THAT(Refusal(Piece("a", 0) + Trainer(1, 1)).message, HasSubstr("beyond"));
  EXPECT_THAT(Refusal(Piece("a", 0) + Trainer(9, 0)).message, HasSubstr("no such file"));
  EXPECT_THAT(Refusal("").message, HasSubstr("no pieces"));
  EXPECT_EQ(Refusal(std::string(kMaxSpmBytes + 1, '\0')).code, Code::kTooLarge);
}

}  // namespace
}  // namespace redquill::model
