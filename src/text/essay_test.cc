#include "text/essay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace redquill::text {
namespace {

using ::testing::ElementsAre;

Essay Read(std::string_view text) {
  auto essay = ReadEssay(text);
  EXPECT_TRUE(essay.has_value()) << (essay ? "" : essay.error().message);
  return essay ? std::move(*essay) : Essay();
}

std::vector<std::string> Views(const Essay& essay, const std::vector<Range>& ranges) {
  std::vector<std::string> views;
  for (Range range : ranges) views.emplace_back(essay.View(range));
  return views;
}

std::vector<std::string> Words(std::string_view text) {
  const Essay essay = Read(text);
  return Views(essay, essay.words);
}

std::vector<std::string> Sentences(std::string_view text) {
  const Essay essay = Read(text);
  return Views(essay, essay.sentences);
}

std::vector<std::string> Paragraphs(std::string_view text) {
  const Essay essay = Read(text);
  return Views(essay, essay.paragraphs);
}

TEST(ReadEssay, WordsOfPlainEnglish) {
  EXPECT_THAT(Words("Don't stop; it's well-known, isn't it?"),
              ElementsAre("Don't", "stop", "it's", "well", "known", "isn't", "it"));
  EXPECT_THAT(Words("It costs $3.50 or 1,000 yen at 10 a.m. in the U.S.A."),
              ElementsAre("It", "costs", "3.50", "or", "1,000", "yen", "at", "10", "a.m", "in",
                          "the", "U.S.A"));
  EXPECT_THAT(Words("the dogs' bowls \u2018so\u2019 they\u2019re"),
              ElementsAre("the", "dogs", "bowls", "so", "they\u2019re"));
}

TEST(ReadEssay, WordsOfCarelessWriting) {
  EXPECT_THAT(Words("it ended.Then we left.i went"),
              ElementsAre("it", "ended", "Then", "we", "left.i", "went"));
  EXPECT_THAT(Words("over.I left,and Ph.D e.g. this"),
              ElementsAre("over", "I", "left", "and", "Ph.D", "e.g", "this"));
  EXPECT_THAT(Words("can\u0092t don`t won\u00b4t"),
              ElementsAre("can\u0092t", "don`t", "won\u00b4t"));
  EXPECT_THAT(Words("snake_case and ____ done"), ElementsAre("snake_case", "and", "done"));
}

TEST(ReadEssay, PlaceholdersAreWords) {
  EXPECT_THAT(Words("Dear @CAPS1, @PERSON2's dog (@NUM1 years) @home @ A1"),
              ElementsAre("Dear", "@CAPS1", "@PERSON2's", "dog", "@NUM1", "years", "home", "A1"));
}

TEST(ReadEssay, WordsOfOtherKinds) {
  EXPECT_THAT(
      Words("caf\u00e9 nai\u0308ve \U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 ok"),
      ElementsAre("caf\u00e9", "na\u00efve", "ok"));
  EXPECT_THAT(Words("zero\u200bwidth soft\u00adhyphen"),
              ElementsAre("zero", "width", "soft\u00adhyphen"));
  EXPECT_THAT(Words("The word \u4f60\u597d means hello and \u0645\u0631\u062d\u0628\u0627 too"),
              ElementsAre("The", "word", "\u4f60\u597d", "means", "hello", "and",
                          "\u0645\u0631\u062d\u0628\u0627", "too"));
}

TEST(ReadEssay, SentencesByTheRules) {
  EXPECT_THAT(Sentences("One here. Two there! Is this three? Yes."),
              ElementsAre("One here.", "Two there!", "Is this three?", "Yes."));
  EXPECT_THAT(
      Sentences("He said \"Stop.\" Then (as we saw.) he left... and Pi is 3.14 today."),
      ElementsAre("He said \"Stop.\"", "Then (as we saw.) he left... and Pi is 3.14 today."));
  EXPECT_THAT(Sentences("\u201cStop.\u201d They did."),
              ElementsAre("\u201cStop.\u201d", "They did."));
}

TEST(ReadEssay, AbbreviationsEndNoSentence) {
  EXPECT_THAT(Sentences("Mr. Smith met Dr. Jones. They talked."),
              ElementsAre("Mr. Smith met Dr. Jones.", "They talked."));
  EXPECT_THAT(Sentences("J. R. Brown vs. Ohio, i.e. The State. So did I. He left."),
              ElementsAre("J. R. Brown vs. Ohio, i.e. The State.", "So did I.", "He left."));
  EXPECT_THAT(Sentences("Bring food, etc. and come at 10 a.m. on time."),
              ElementsAre("Bring food, etc. and come at 10 a.m. on time."));
}

TEST(ReadEssay, SpeechIsOneSentence) {
  EXPECT_THAT(Sentences("\"Help!\" she said. \"Who is it?\" He knew."),
              ElementsAre("\"Help!\" she said.", "\"Who is it?\"", "He knew."));
}

TEST(ReadEssay, SentencesOfCarelessWriting) {
  EXPECT_THAT(Sentences("it was over. then we left. i did too."),
              ElementsAre("it was over.", "then we left.", "i did too."));
  EXPECT_THAT(Sentences("It was over.Then we left.A dog barked."),
              ElementsAre("It was over.", "Then we left.", "A dog barked."));
  EXPECT_THAT(Sentences("Stop it! ! ! ... Now go."), ElementsAre("Stop it! ! ! ...", "Now go."));
  EXPECT_THAT(Sentences("no stop at all"), ElementsAre("no stop at all"));
  EXPECT_THAT(Sentences("He ended it.\u0094 then left"),
              ElementsAre("He ended it.\u0094 then left"));
}

TEST(ReadEssay, ParagraphsAreLines) {
  EXPECT_THAT(Paragraphs("One two.\n\nThree four.\n\n\n  Five.  "),
              ElementsAre("One two.", "Three four.", "Five."));
  EXPECT_THAT(Paragraphs("Title\r\nOne two.\rThree.\n***\n \u00a0 \n"),
              ElementsAre("Title", "One two.", "Three."));
  EXPECT_THAT(Paragraphs("Shopping:\n\u2022 milk\n- eggs\n1. tea"),
              ElementsAre("Shopping:", "\u2022 milk", "- eggs", "1. tea"));
  EXPECT_THAT(Paragraphs("One.\u2029Two.\u2028Three."), ElementsAre("One.", "Two.", "Three."));
}

TEST(ReadEssay, WrappedLinesAreOneParagraph) {
  EXPECT_THAT(Paragraphs("This is a long paragraph that\nsomebody has wrapped at some\n"
                         "width or other. It ends\nhere.\n\nAnd this is another."),
              ElementsAre("This is a long paragraph that\nsomebody has wrapped at some\n"
                          "width or other. It ends\nhere.",
                          "And this is another."));
  EXPECT_THAT(Sentences("This is one that\nis wrapped. So is\nthis and\nthis too."),
              ElementsAre("This is one that\nis wrapped.", "So is\nthis and\nthis too."));
}

TEST(ReadEssay, StructurePointsIntoTheLists) {
  const Essay essay = Read("One two. Three.\n\nFour five six. Seven. Eight!");
  EXPECT_THAT(essay.sentence_begins, ElementsAre(0, 2, 3, 6, 7));
  EXPECT_THAT(essay.paragraph_begins, ElementsAre(0, 2));
  EXPECT_EQ(essay.WordsOf(2).first, 3u);
  EXPECT_EQ(essay.WordsOf(2).last, 6u);
  EXPECT_EQ(essay.WordsOf(4).last, 8u);
  EXPECT_EQ(essay.SentencesOf(1).first, 2u);
  EXPECT_EQ(essay.SentencesOf(1).last, 5u);
}

TEST(ReadEssay, RefusesWhatIsNoEssay) {
  const struct {
    std::string text;
    Code code;
    std::string says;
  } cases[] = {{"", Code::kInvalidArgument, "is empty"},
               {"\xef\xbb\xbf", Code::kInvalidArgument, "is empty"},
               {" \n\t \r\n \u00a0", Code::kInvalidArgument, "has no words"},
               {"!!! ... ?", Code::kInvalidArgument, "has no words"},
               {"a", Code::kInvalidArgument, "one word"},
               {"Hello!", Code::kInvalidArgument, "at least two words"},
               {"\U0001f600 \U0001f600 \U0001f600", Code::kInvalidArgument, "has no words"},
               {"\u041c\u043e\u0441\u043a\u0432\u0430 \u0433\u043e\u0440\u043e\u0434 ok",
                Code::kUnsupported, "Latin"},
               {"\u4f60\u597d\u4e16\u754c", Code::kUnsupported, "Latin"},
               {"bad \xff byte", Code::kBadEncoding, "UTF-8"}};
  for (const auto& c : cases) {
    auto essay = ReadEssay(c.text);
    ASSERT_FALSE(essay.has_value()) << c.says;
    EXPECT_EQ(essay.error().code, c.code);
    EXPECT_EQ(essay.error().field, "essay");
    EXPECT_NE(essay.error().message.find(c.says), std::string::npos) << essay.error().message;
  }
}

// What must hold of every essay, whatever it says.
void ExpectInOrder(const Essay& essay) {
  const auto ascend = [](const std::vector<Range>& ranges) {
    for (size_t i = 0; i < ranges.size(); ++i) {
      if (ranges[i].begin >= ranges[i].end) return false;
      if (i > 0 && ranges[i].begin < ranges[i - 1].end) return false;
    }
    return true;
  };
  ASSERT_TRUE(ascend(essay.words) && ascend(essay.sentences) && ascend(essay.paragraphs));
  ASSERT_EQ(essay.sentences.size(), essay.sentence_begins.size());
  ASSERT_EQ(essay.paragraphs.size(), essay.paragraph_begins.size());
  for (size_t s = 0; s < essay.sentences.size(); ++s) {
    const auto [first, last] = essay.WordsOf(s);
    ASSERT_LT(first, last);
    ASSERT_GE(essay.words[first].begin, essay.sentences[s].begin);
    ASSERT_LE(essay.words[last - 1].end, essay.sentences[s].end);
  }
  for (size_t p = 0; p < essay.paragraphs.size(); ++p) {
    const auto [first, last] = essay.SentencesOf(p);
    ASSERT_LT(first, last);
    ASSERT_GE(essay.sentences[first].begin, essay.paragraphs[p].begin);
    ASSERT_LE(essay.sentences[last - 1].end, essay.paragraphs[p].end);
  }
}

TEST(ReadEssay, HoldsTogetherOnRandomText) {
  const std::vector<std::string> pieces = {
      "word",       "Word",   "I",      "A",      "e.g",    "Mr",     ".",       ".",
      ".",          "?",      "!",      "\"",     "'",      " ",      " ",       " ",
      "\n",         "\r\n",   "@CAPS1", "@",      "3",      "3.5",    ",",       "\u2019",
      "\u201d",     "\u0092", "\u0094", "\u00a0", "\u2028", "\u00e9", "e\u0301", "\u4f60",
      "\U0001f600", "\u200d", "`",      "_",      ":"};
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text = "some words ";
    for (int i = 0; i < 40; ++i) text += pieces[random() % pieces.size()];
    const Essay essay = Read(text);
    ExpectInOrder(essay);
    ASSERT_FALSE(::testing::Test::HasFatalFailure()) << text;
  }
}

TEST(ReadEssay, IsTheSameFromManyThreads) {
  const std::string text =
      "It was late.Mr. Hill left. \u201cStay!\u201d they said.\n\nHe didn\u2019t.";
  const Essay expected = Read(text);
  std::vector<std::thread> threads;
  std::atomic<int> same{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const Essay essay = Read(text);
        same += Views(essay, essay.words) == Views(expected, expected.words) &&
                Views(essay, essay.sentences) == Views(expected, expected.sentences);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 400);
}

TEST(ReadEssay, ReadsAsMuchAsItMay) {
  for (const char* piece : {"a ", "word. ", "\n\n", ". ", "x.Y", "\"", "\u00a0", "! ", "e\u0301 ",
                            "\u4f60 a b ", "a\n"}) {
    std::string text = "two words ";
    while (text.size() + 8 < kMaxEssayBytes) text += piece;
    ExpectInOrder(Read(text));
  }
}

}  // namespace
}  // namespace redquill::text
