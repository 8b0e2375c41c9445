#include "features/usage.h"

#include <gtest/gtest.h>

#include "features/verb_patterns.h"

namespace redquill::features {
namespace {

// The essay has to outlive its reading.
struct Read {
  explicit Read(std::string_view text) : essay(*text::ReadEssay(text)), reading(essay) {}
  text::Essay essay;
  Reading reading;
};

TEST(ArticleErrors, ByLettersWithExceptions) {
  EXPECT_EQ(ArticleErrors(Read("It was a idea and an car.").reading), 2);
  EXPECT_EQ(ArticleErrors(Read("A user had an hour, a European an honest one, a unit.").reading),
            0);
  EXPECT_EQ(ArticleErrors(Read("He wrote a unimportant note to an FBI man.").reading), 1);
}

TEST(AgreementErrors, OfPronounsAndVerbs) {
  EXPECT_EQ(AgreementErrors(Read("They was late. He don't care. I is here. We has it.").reading),
            4);
  EXPECT_EQ(AgreementErrors(Read("Does he have it? Could it do so? What is good for you is good. "
                                 "He has it, they were here, I am.")
                                .reading),
            0);
}

TEST(CommaSplices, OnlyBetweenMainClauses) {
  EXPECT_EQ(CommaSplices(Read("The dog was late, it was tired.").reading), 1);
  EXPECT_EQ(CommaSplices(Read("When the dog was late, it was tired.").reading), 0);
  EXPECT_EQ(CommaSplices(Read("The dog was late, and it was tired.").reading), 0);
  EXPECT_EQ(CommaSplices(Read("In the end, he was tired.").reading), 0);
}

TEST(DoubledWords, ButForThatThat) {
  EXPECT_EQ(DoubledWords(Read("The the dog said that that cat had had it it.").reading), 2);
  EXPECT_EQ(DoubledWords(Read("I saw it. It was 5 5 times.").reading), 0);
}

TEST(VerbPatterns, PassivesProgressivesPerfects) {
  const VerbPatterns v =
      FindVerbPatterns(Read("It was often written by hand. She is running and has already seen it. "
                            "They wanted to go to school. He is being asked.")
                           .reading);
  EXPECT_EQ(v.passives, 2);      // was written, being asked
  EXPECT_EQ(v.progressives, 2);  // is running, is being
  EXPECT_EQ(v.perfects, 1);      // has seen
  EXPECT_EQ(v.past_forms, 3);    // was, wanted, asked
  EXPECT_EQ(v.infinitives, 2);   // to go, and "to school", which no rule here tells apart
}

}  // namespace
}  // namespace redquill::features
