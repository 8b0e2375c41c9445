// `redquill records` and `redquill audit` as their users meet them.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "store/open.h"
#include "tests/cli/run.h"
#include "tests/support/databases.h"
#include "tests/support/sample_records.h"

namespace redquill::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Records : public testing::Test {
 protected:
  Records() {
    auto store = store::StoreAt(place_).value()().value();
    std::vector<store::ScoreRecord> records;
    for (int i = 0; i < 6; ++i) records.push_back(store::SampleRecord(i));
    EXPECT_TRUE(store->Append(records));
  }
  Ran Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--store", place_});
    return RunProgram(arguments);
  }
  void Tamper(const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(::sqlite3_open(place_.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(::sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    ::sqlite3_close(database);
  }

  const std::string place_ = store::FreshFolder() + "/scores.db";
};

TEST_F(Records, AreListedExportedAndOverridden) {
  const std::string id = store::SampleRecord(1).id;
  const auto judged = Run({"records", "override", id, "--score", "4.5", "--by", "hill, ms"});
  ASSERT_EQ(judged.status, 0) << judged.err;
  EXPECT_THAT(Run({"records", "list"}).out, HasSubstr("4.5 by hill, ms"));
  const auto csv = Run({"records", "export"});
  EXPECT_EQ(csv.status, 0);
  EXPECT_THAT(csv.out, HasSubstr("4.1,4.5,\"hill, ms\"\n"));
  EXPECT_THAT(csv.out, HasSubstr(",machine\n"));
  const auto lines = Run({"records", "export", "--json", "--id", id});
  const auto record = json::parse(lines.out);
  EXPECT_EQ(record["overrides"][0]["score"], 4.5);
  EXPECT_EQ(record["receipt"]["raw"], 0.1);
  EXPECT_EQ(record["score"], 4.1);
}

TEST_F(Records, OfOnePersonAreErased) {
  const auto all = Run({"records", "erase"});
  EXPECT_EQ(all.status, 2);
  EXPECT_THAT(all.err, HasSubstr("Say which records"));
  EXPECT_THAT(Run({"records", "erase", "--person", "pupil-1"}).out, HasSubstr("2 records erased"));
  EXPECT_THAT(Run({"records", "export"}).out, Not(HasSubstr("pupil-1")));
  EXPECT_THAT(Run({"records", "erase", "--older-than-days", "1"}).out,
              HasSubstr("4 records erased"));
  EXPECT_EQ(Run({"audit", "verify"}).status, 0);
}

TEST_F(Records, ThatWereChangedDontPassTheAudit) {
  const auto whole = json::parse(Run({"audit", "verify", "--json"}).out);
  EXPECT_EQ(whole["records"], 6);
  EXPECT_TRUE(whole["holds"]);
  Tamper("UPDATE records SET score = 6 WHERE person = 'pupil-2'");
  const auto changed = Run({"audit", "verify"});
  EXPECT_EQ(changed.status, 1);
  EXPECT_THAT(changed.out, HasSubstr("was changed since it was written"));
}

TEST_F(Records, ThatWereTakenOutDontPassTheAudit) {
  Tamper("DELETE FROM records WHERE person = 'pupil-2'");
  EXPECT_THAT(Run({"audit", "verify"}).out, HasSubstr("of the audit log is missing"));
  Tamper("DELETE FROM audit WHERE seq = 3");
  EXPECT_THAT(Run({"audit", "verify"}).out, HasSubstr("Entry 4 stands where entry 3 should"));
}

TEST_F(Records, OfAMisspeltDatabaseMakeNone) {
  const auto ran = RunProgram({"records", "list", "--store", place_ + "x"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr("There is no database"));
  EXPECT_EQ(std::ifstream(place_ + "x").good(), false);
}

TEST_F(Records, OfADamagedDatabaseAreRefused) {
  std::ofstream(place_, std::ios::binary | std::ios::trunc) << std::string(8192, 'x');
  const auto ran = Run({"audit", "verify"});
  EXPECT_NE(ran.status, 0);
  EXPECT_THAT(ran.err, HasSubstr("damaged"));
}

}  // namespace
}  // namespace redquill::cli
