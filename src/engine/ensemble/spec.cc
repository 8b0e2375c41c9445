#include "engine/ensemble/spec.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_object.h"

namespace redquill::engine::ensemble {
namespace {

using nlohmann::json;

std::vector<double> ReadNumbers(JsonObject* in, const char* key, size_t count, JsonFault* fault) {
  std::vector<double> numbers;
  in->Each(key, model::kMostMembers, [&](const json& value, const std::string& at) {
    if (!value.is_number()) fault->Set(at, "must be a number");
    numbers.push_back(value.is_number() ? value.get<double>() : 0);
  });
  if (numbers.size() != count) fault->Set(in->PathOf(key), "must have a number for each member");
  return numbers;
}

PartSpec ReadPart(const json& value, const std::string& path, size_t members, JsonFault* fault) {
  JsonObject in(value, path, fault);
  PartSpec part;
  if (in.Has("name")) part.name = in.Text("name", 64);
  part.intercept = in.Number("intercept");
  part.weights = ReadNumbers(&in, "weights", members, fault);
  part.centres = ReadNumbers(&in, "centres", members, fault);
  in.Finish();
  double sum = 0;
  for (const double weight : part.weights) {
    if (!(weight >= 0)) fault->Set(in.PathOf("weights"), "must not be negative");
    sum += weight;
  }
  if (!(sum > 0)) fault->Set(in.PathOf("weights"), "must not all be 0");
  return part;
}

}  // namespace

const PartSpec* Spec::Find(std::string_view part) const {
  for (const PartSpec& one : parts) {
    if (one.name == part) return &one;
  }
  return nullptr;
}

const model::MemberBeside* Spec::Beside(std::string_view member) const {
  for (const model::MemberBeside& one : beside) {
    if (one.name == member) return &one;
  }
  return nullptr;
}

Result<Spec> ReadSpec(const json& config) {
  JsonFault fault;
  JsonObject whole(config, "config", &fault);
  JsonObject in = whole.Object("ensemble");
  Spec spec;
  in.Each("members", model::kMostMembers, [&](const json& name, const std::string& at) {
    spec.members.push_back(JsonText(name, at, 64, &fault));
  });
  if (spec.members.empty()) fault.Set(in.PathOf("members"), "must not be empty");
  in.Each("parts", model::kMostMembers, [&](const json& part, const std::string& at) {
    PartSpec read = ReadPart(part, at, spec.members.size(), &fault);
    if (spec.Find(read.name)) fault.Set(at, "has the name of another part");
    spec.parts.push_back(std::move(read));
  });
  if (spec.parts.empty()) fault.Set(in.PathOf("parts"), "must not be empty");
  spec.beside = model::ReadMembersBeside(&in, &fault);
  for (const auto& [name, digest] : spec.beside) {
    if (std::find(spec.members.begin(), spec.members.end(), name) != spec.members.end()) continue;
    fault.Set(in.PathOf("beside"), "names " + name + ", which is no member");
  }
  in.Finish();
  if (!fault.first) return spec;
  fault.first->code = Code::kCorrupt;
  return Failure(*fault.first, "manifest.json");
}

json ToJson(const Spec& spec) {
  json parts = json::array();
  for (const PartSpec& part : spec.parts) {
    json one = {
        {"intercept", part.intercept}, {"weights", part.weights}, {"centres", part.centres}};
    if (!part.name.empty()) one["name"] = part.name;
    parts.push_back(std::move(one));
  }
  json ensemble = {{"members", spec.members}, {"parts", parts}};
  for (const auto& [name, digest] : spec.beside) {
    ensemble["beside"].push_back({{"name", name}, {"digest", digest}});
  }
  return {{"ensemble", ensemble}};
}

}  // namespace redquill::engine::ensemble
