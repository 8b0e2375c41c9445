#include "table/essays.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace redquill::table {
namespace {

namespace fs = std::filesystem;

class Essays : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "redquill-essays-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(const std::string& name, std::string_view bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }

  fs::path folder_;
};

TEST_F(Essays, FindsTheUsualColumns) {
  const struct {
    const char *header, *text, *id, *score, *prompt;
  } cases[] = {
      {"essay_id,full_text,score,prompt_name", "full_text", "essay_id", "score", "prompt_name"},
      {"essay_id,essay_set,essay,domain1_score", "essay", "essay_id", "domain1_score", "essay_set"},
      {"essay_id_comp,full_text,holistic_essay_score", "full_text", "essay_id_comp",
       "holistic_essay_score", ""},
      {"text,other", "text", "", "", ""},
  };
  for (const auto& [header, text, id, score, prompt] : cases) {
    auto essays = OpenEssays(Write("a.csv", std::string(header) + "\n"));
    ASSERT_TRUE(essays) << essays.error().message;
    EXPECT_EQ((*essays)->columns().text, text);
    EXPECT_EQ((*essays)->columns().id, id);
    EXPECT_EQ((*essays)->columns().score, score);
    EXPECT_EQ((*essays)->columns().prompt, prompt);
  }
}

TEST_F(Essays, ReadsWhatTheColumnsSay) {
  const std::string path =
      Write("a.csv", "no,words,grade,task\nx1,Some words here.,3.5,bus\nx2,More of them.,,\n");
  auto essays = ReadEssays(path, {"words", "no", "grade", "task"});
  ASSERT_TRUE(essays) << essays.error().message;
  ASSERT_EQ(essays->size(), 2u);
  EXPECT_EQ((*essays)[0].id, "x1");
  EXPECT_EQ((*essays)[0].text, "Some words here.");
  EXPECT_EQ((*essays)[0].score, 3.5);
  EXPECT_EQ((*essays)[0].prompt, "bus");
  EXPECT_EQ((*essays)[1].score, std::nullopt);
  EXPECT_EQ((*essays)[1].line, 3u);
}

TEST_F(Essays, ReadsTraitsByTheNamesGiven) {
  const std::string path =
      Write("a.csv", "text,Grammar,Word choice\nOne.,3.5,2\nTwo., ,4\nThree.,x,4\n");
  ColumnNames columns;
  columns.traits = {"Word choice", "Grammar"};
  auto essays = OpenEssays(path, columns);
  ASSERT_TRUE(essays) << essays.error().message;
  EXPECT_EQ((*essays)->columns().traits, columns.traits);
  EssayRow essay;
  ASSERT_TRUE(*(*essays)->Next(essay));
  EXPECT_EQ(essay.traits, (std::vector<std::optional<double>>{2, 3.5}));
  ASSERT_TRUE(*(*essays)->Next(essay));
  EXPECT_EQ(essay.traits, (std::vector<std::optional<double>>{4, std::nullopt}));
  ASSERT_TRUE(*(*essays)->Next(essay));
  ASSERT_TRUE(essay.error);
  EXPECT_EQ(essay.error->message, "line 4: column Grammar is not a number");
  columns.traits = {"grammar"};
  EXPECT_EQ(OpenEssays(path, columns).error().code, Code::kNotFound);
}

TEST_F(Essays, WithoutIdsTheyAreNumbered) {
  auto essays = ReadEssays(Write("a.jsonl", "{\"text\":\"a\"}\n\n{\"text\":\"b\"}\n"));
  ASSERT_TRUE(essays) << essays.error().message;
  EXPECT_EQ((*essays)[1].id, "2");
}

TEST_F(Essays, AMissingColumnListsThoseThereAre) {
  const std::string path = Write("a.csv", "id,answer\n1,a\n");
  auto usual = OpenEssays(path);
  ASSERT_FALSE(usual);
  EXPECT_EQ(usual.error().code, Code::kNotFound);
  EXPECT_NE(usual.error().message.find("there are id, answer"), std::string::npos);
  EXPECT_NE(usual.error().message.find("--text-column"), std::string::npos);
  auto named = OpenEssays(path, {"essay", "", "", ""});
  ASSERT_FALSE(named);
  EXPECT_NE(named.error().message.find("no column essay; there are id, answer"), std::string::npos);
  auto scored = OpenEssays(path, {"answer", "", "", ""}, {.score = true});
  ASSERT_FALSE(scored);
  EXPECT_NE(scored.error().message.find("--score-column"), std::string::npos);
}

TEST_F(Essays, AScoreThatIsNoNumberIsThatEssaysError) {
  const std::string path = Write("a.csv", "id,text,score\n1,a,four\n2,b,nan\n3,c, 4 \n");
  auto essays = OpenEssays(path);
  ASSERT_TRUE(essays);
  EssayRow essay;
  ASSERT_TRUE(*(*essays)->Next(essay));
  ASSERT_TRUE(essay.error);
  EXPECT_EQ(essay.error->message, "line 2: column score is not a number");
  EXPECT_EQ(essay.id, "1");
  ASSERT_TRUE(*(*essays)->Next(essay));
  EXPECT_TRUE(essay.error);
  ASSERT_TRUE(*(*essays)->Next(essay));
  EXPECT_EQ(essay.score, 4);
  EXPECT_FALSE(ReadEssays(path));
}

TEST_F(Essays, AnIdThatComesTwiceIsRefusedForTraining) {
  auto essays = ReadEssays(Write("a.csv", "id,text\n1,a\n1,b\n"));
  ASSERT_FALSE(essays);
  EXPECT_EQ(essays.error().code, Code::kConflict);
  EXPECT_NE(essays.error().message.find("line 3: the id 1 comes twice"), std::string::npos);
}

TEST_F(Essays, AFileIsOneEssay) {
  auto essays = ReadEssays(Write("mine.txt", "All of it,\nas it stands.\n"));
  ASSERT_TRUE(essays) << essays.error().message;
  ASSERT_EQ(essays->size(), 1u);
  EXPECT_EQ((*essays)[0].id, "mine");
  EXPECT_EQ((*essays)[0].text, "All of it,\nas it stands.\n");
  EXPECT_EQ((*essays)[0].line, 0u);
}

TEST_F(Essays, AFolderIsItsTextFilesInOrder) {
  Write("b.txt", "second");
  Write("a.txt", "first");
  Write("notes.md", "not an essay");
  fs::create_directory(folder_ / "c.txt");
  fs::create_symlink(folder_ / "gone", folder_ / "d.txt");
  auto essays = OpenEssays(folder_.string());
  ASSERT_TRUE(essays) << essays.error().message;
  EssayRow essay;
  ASSERT_TRUE(*(*essays)->Next(essay));
  EXPECT_EQ(essay.id + essay.text, "afirst");
  ASSERT_TRUE(*(*essays)->Next(essay));
  EXPECT_EQ(essay.id + essay.text, "bsecond");
  ASSERT_TRUE(*(*essays)->Next(essay));
  EXPECT_EQ(essay.id, "d");
  ASSERT_TRUE(essay.error);
  EXPECT_EQ(essay.error->code, Code::kNotFound);
  EXPECT_FALSE(*(*essays)->Next(essay));
}

TEST_F(Essays, RefusesWhatHoldsNoEssay) {
  auto folder = OpenEssays(folder_.string());
  ASSERT_FALSE(folder);
  EXPECT_NE(folder.error().message.find("has no .txt file"), std::string::npos);
  auto sheet = OpenEssays(Write("class.xlsx", "PK"));
  ASSERT_FALSE(sheet);
  EXPECT_NE(sheet.error().message.find("save the sheet as CSV"), std::string::npos);
  auto missing = OpenEssays((folder_ / "gone.txt").string());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  const std::string huge = Write("huge.txt", std::string((1 << 20) + 1, 'a'));
  auto essays = ReadEssays(huge);
  ASSERT_FALSE(essays);
  EXPECT_EQ(essays.error().code, Code::kTooLarge);
}

}  // namespace
}  // namespace redquill::table
