#include "model/members_beside.h"

#include <algorithm>

#include "model/manifest_rules.h"

namespace redquill::model {

std::vector<MemberBeside> ReadMembersBeside(JsonObject* ensemble, JsonFault* fault) {
  std::vector<MemberBeside> members;
  if (!ensemble->Has("beside")) return members;
  ensemble->Each("beside", kMostMembers, [&](const nlohmann::json& value, const std::string& at) {
    JsonObject in(value, at, fault);
    MemberBeside member{in.Text("name", 64), in.Text("digest", 64)};
    if (!IsDigest(member.digest)) {
      fault->Set(in.PathOf("digest"), "must be 64 lower-case hexadecimal digits");
    }
    in.Finish();
    const bool twice = std::any_of(members.begin(), members.end(),
                                   [&](const auto& one) { return one.name == member.name; });
    if (twice) fault->Set(in.PathOf("name"), "stands there twice");
    members.push_back(std::move(member));
  });
  return members;
}

Result<std::vector<MemberBeside>> MembersBeside(const nlohmann::json& config) {
  if (!config.contains("ensemble")) return std::vector<MemberBeside>{};
  JsonFault fault;
  JsonObject whole(config, "config", &fault);
  JsonObject ensemble = whole.Object("ensemble");
  auto members = ReadMembersBeside(&ensemble, &fault);
  if (!fault.first) return members;
  fault.first->code = Code::kCorrupt;
  return Failure(*fault.first, "manifest.json");
}

}  // namespace redquill::model
