#include "base/secret.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace redquill {
namespace {

constexpr std::string_view kBytes = "correct horse battery staple";

TEST(Secret, NeverPrintsItself) {
  const Secret secret(kBytes);
  std::ostringstream out;
  out << secret;
  EXPECT_EQ(out.str(), "***");
  EXPECT_EQ(fmt::format("[{}] [{:>5}]", secret, secret), "[***] [***]");
  EXPECT_EQ(nlohmann::json(secret).dump(), "\"***\"");
  EXPECT_EQ(nlohmann::json({{"password", secret}}).dump(), R"({"password":"***"})");
  EXPECT_EQ(testing::PrintToString(secret), "***");
}

TEST(Secret, HoldsAnyBytes) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_EQ(Secret().Reveal(), "");
  EXPECT_EQ(Secret("").Reveal(), "");
  const std::string odd("\0\n\xff", 3);
  EXPECT_EQ(Secret(odd).Reveal(), odd);
  const std::string large(10'000, 'x');
  EXPECT_EQ(Secret(large).Reveal(), large);
}

TEST(Secret, MovesAndCopiesOnRequest) {
  Secret a(kBytes);
  const Secret b = std::move(a);
  EXPECT_EQ(b.Reveal(), kBytes);
  Secret c("other");
  c = b.Copy();
  EXPECT_TRUE(c == b);
  EXPECT_FALSE(c == Secret("correct horse battery stapld"));
  EXPECT_FALSE(c == Secret("correct horse"));
  EXPECT_TRUE(Secret() == Secret(""));
}

TEST(Secret, TakesAStringsBytesAway) {
  std::string from(kBytes);
  const char* const where = from.data();
  const Secret secret = Secret::Take(&from);
  EXPECT_EQ(secret.Reveal(), kBytes);
  EXPECT_TRUE(from.empty());
  EXPECT_EQ(std::memchr(where, 'h', kBytes.size()), nullptr);
}

TEST(Secret, GivesItsPagesBackWiped) {
  uintptr_t address = 0;
  {
    const Secret secret(kBytes);
    address = reinterpret_cast<uintptr_t>(secret.Reveal().data());
  }
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  unsigned char resident = 0;
  EXPECT_EQ(::mincore(reinterpret_cast<void*>(address / page * page), page, &resident), -1);
  EXPECT_EQ(errno, ENOMEM);
}

TEST(Secret, IsLeftOutOfCoreDumps) {
  const Secret secret(kBytes);
  char start[32];
  std::snprintf(start, sizeof start, "%lx-",
                reinterpret_cast<unsigned long>(secret.Reveal().data()) / 4096 * 4096);
  std::ifstream maps("/proc/self/smaps");
  if (!maps) return;  // No procfs here, so nothing to read the flag from.
  std::string line;
  bool inside = false, found = false;
  while (std::getline(maps, line)) {
    if (line.rfind(start, 0) == 0) inside = true;
    if (inside && line.rfind("VmFlags:", 0) == 0) {
      found = line.find(" dd") != std::string::npos;
      break;
    }
  }
  EXPECT_TRUE(found) << line;
}

}  // namespace
}  // namespace redquill
