#include "http/access/api_keys.h"

#include <sys/random.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>
#include <set>

#include "base/atomic_file.h"
#include "base/file.h"
#include "base/json.h"
#include "base/quote.h"
#include "base/sha256.h"

namespace redquill::http {
namespace {

using nlohmann::json;

constexpr std::string_view kPrefix = "rq_";
constexpr uint64_t kMostBytes = 16 << 20;
constexpr double kMostPerSecond = 1e6;

bool NameFits(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

bool IsDigest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<void> Check(const ApiKey& key) {
  if (!NameFits(key.name)) {
    return Fail(Code::kInvalidArgument,
                "A key's name has 1 to 64 letters, digits, dots, dashes and underscores.", "name");
  }
  if (key.scopes.empty()) {
    return Fail(Code::kInvalidArgument, "A key needs a scope: score, read-metrics or admin.",
                "scope");
  }
  const auto fits = [](double number) { return number >= 0 && number <= kMostPerSecond; };
  if (!fits(key.per_second) || !fits(key.burst)) {
    return Fail(Code::kInvalidArgument, "A rate is a number from 0 to a million.", "rate");
  }
  return {};
}

std::string UtcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

Result<ApiKey> FromJson(const json& wire) {
  ApiKey key;
  try {
    wire.at("name").get_to(key.name);
    wire.at("sha256").get_to(key.sha256);
    for (const auto& name : wire.at("scopes")) {
      auto scope = ParseScope(name.get<std::string>());
      if (!scope) return Failure(scope.error());
      key.scopes.push_back(*scope);
    }
    key.per_second = wire.value("per_second", 0.0);
    key.burst = wire.value("burst", 0.0);
    key.created = wire.value("created", "");
  } catch (const json::exception&) {
    return Fail(Code::kCorrupt, "an entry lacks name, sha256 or scopes, or has another type there");
  }
  if (!IsDigest(key.sha256)) return Fail(Code::kCorrupt, "a sha256 is no SHA-256");
  if (auto checked = Check(key); !checked) return Failure(checked.error());
  return key;
}

json ToJson(const ApiKey& key) {
  json scopes = json::array();
  for (const Scope scope : key.scopes) scopes.push_back(NameOf(scope));
  json wire = {{"name", key.name},
               {"sha256", key.sha256},
               {"scopes", std::move(scopes)},
               {"created", key.created}};
  if (key.per_second > 0) wire["per_second"] = key.per_second, wire["burst"] = key.burst;
  return wire;
}

}  // namespace

Result<IssuedKey> IssueKey(ApiKey wanted) {
  if (auto checked = Check(wanted); !checked) return Failure(checked.error());
  unsigned char bits[32];
  if (::getrandom(bits, sizeof bits, 0) != sizeof bits) {
    return Fail(Code::kIo, "The system gives no random bits.");
  }
  std::string text(kPrefix);
  for (const unsigned char byte : bits) {
    static constexpr char kHex[] = "0123456789abcdef";
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  wanted.sha256 = Sha256Hex(text);
  wanted.created = UtcNow();
  return IssuedKey{std::move(wanted), Secret::Take(&text)};
}

Result<std::vector<ApiKey>> ReadKeys(const std::string& path) {
  auto text = ReadFile(path, kMostBytes);
  if (!text) return Failure(text.error(), "API keys");
  const auto bad = [&](const std::string& why) {
    return Fail(Code::kCorrupt, "The file of API keys " + path + " is damaged: " + why + ".");
  };
  const auto object = ParseJson(*text, {.bytes = kMostBytes, .depth = 5, .values = 2'000'000});
  if (!object) return bad(object.error().message);
  if (!object->is_object() || !object->contains("keys") || !(*object)["keys"].is_array()) {
    return bad("it is no object with a list \"keys\"");
  }
  std::vector<ApiKey> keys;
  std::set<std::string> names;
  for (const auto& wire : (*object)["keys"]) {
    auto key = FromJson(wire);
    if (!key) return bad(key.error().message);
    if (!names.insert(key->name).second) return bad(Quoted(key->name) + " stands there twice");
    keys.push_back(std::move(*key));
  }
  return keys;
}

Result<void> WriteKeys(const std::string& path, const std::vector<ApiKey>& keys) {
  json list = json::array();
  for (const auto& key : keys) list.push_back(ToJson(key));
  const auto text = CanonicalJson({{"keys", std::move(list)}});
  if (!text) return Failure(text.error());
  auto file = AtomicFile::Create(path);
  if (!file) return Failure(file.error());
  if (auto written = file->Write(*text); !written) return written;
  return file->Commit();
}

}  // namespace redquill::http
