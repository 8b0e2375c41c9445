#include "config/secrets_manager.h"

#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "base/aws/refusal.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/quote.h"

namespace redquill::config {
namespace {

using nlohmann::json;

constexpr uint64_t kMaxAnswer = 512 << 10;  // A secret has at most 64 KiB, here escaped.

/// Overwrites the strings of a document before it goes.
void Wipe(json* value) {
  if (value->is_string()) WipeString(&value->get_ref<std::string&>());
  if (value->is_structured()) {
    for (json& inner : *value) Wipe(&inner);
  }
}

std::string TextAt(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

aws::Refusal ReadRefusal(const HttpResponse& response) {
  aws::Refusal refusal{response.status, {}, {}};
  const auto document = ParseJson(response.body);
  if (!document || !document->is_object()) return refusal;
  // "com.amazon.coral.service#AccessDeniedException", or the name alone.
  refusal.code = TextAt(*document, "__type");
  refusal.code.erase(0, refusal.code.rfind('#') + 1);
  refusal.message = TextAt(*document, "message");
  if (refusal.message.empty()) refusal.message = TextAt(*document, "Message");
  return refusal;
}

Result<Secret> ReadAnswer(std::string* body) {
  auto document = ParseJson(*body, {.bytes = kMaxAnswer, .depth = 8, .values = 1'000});
  WipeString(body);
  if (!document || !document->is_object()) {
    return Fail(Code::kCorrupt, "Secrets Manager answered with something other than a JSON object");
  }
  std::string text = TextAt(*document, "SecretString");
  std::string binary = TextAt(*document, "SecretBinary");
  Wipe(&*document);
  if (!binary.empty()) {
    auto bytes = Base64Decode(binary);
    WipeString(&binary);
    if (!bytes) return Fail(Code::kCorrupt, "the secret's binary form is not base64");
    text = *std::move(bytes);
  }
  if (text.empty()) return Fail(Code::kNotFound, "the secret is empty");
  return Secret::Take(&text);
}

/// One attempt: an answer of any status.
Result<HttpResponse> Ask(aws::Session* session, HttpClient* client, const std::string& name,
                         int* serial) {
  auto url = session->Endpoint("secretsmanager");
  if (!url) return Failure(std::move(url).error());
  HttpRequest request;
  request.method = "POST";
  request.url = *std::move(url);
  request.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", "secretsmanager.GetSecretValue"}};
  request.body = json{{"SecretId", name}}.dump();
  request.collect_bytes = kMaxAnswer;
  request.total_timeout = std::chrono::seconds(10);
  auto signed_by = session->Sign("secretsmanager", &request);
  if (!signed_by) return Failure(std::move(signed_by).error());
  *serial = *signed_by;
  return client->Send(request);
}

/// An ARN names its region; asking another one only earns "not found".
Result<void> CheckRegion(aws::Session* session, const std::string& name) {
  constexpr std::string_view kStart = "secretsmanager:";
  if (name.rfind("arn:", 0) != 0 || session->HasOwnEndpoint("secretsmanager")) return {};
  const size_t at = name.find(kStart);
  if (at == std::string::npos) return Fail(Code::kInvalidArgument, "the ARN is not of a secret");
  const size_t from = at + kStart.size();
  const std::string theirs = name.substr(from, name.find(':', from) - from);
  auto ours = session->Region("secretsmanager");
  if (!ours || *ours == theirs) return {};
  return Fail(Code::kInvalidArgument,
              "the secret is in region " + Quoted(theirs) + ", but " + Quoted(*ours) + " is set");
}

}  // namespace

Result<Secret> FetchSecret(aws::Session* session, const std::string& name, const Backoff& backoff) {
  if (auto checked = CheckRegion(session, name); !checked) return Failure(checked.error());
  HttpClient client(session->http());
  Random random(static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()));
  bool renewed = false;
  for (int attempt = 1;; ++attempt) {
    int serial = 0;
    auto response = Ask(session, &client, name, &serial);
    std::chrono::milliseconds at_least{0};
    if (response) {
      if (response->status == 200) return ReadAnswer(&response->body);
      const aws::Refusal refusal = ReadRefusal(*response);
      const aws::Remedy remedy = aws::RemedyFor(refusal);
      if (remedy == aws::Remedy::kNewCredentials && !renewed && session->Renew(serial)) {
        renewed = true;
        continue;
      }
      if (remedy != aws::Remedy::kWait || attempt >= backoff.attempts) {
        return Failure(aws::Explain(
            {"Secrets Manager", "secretsmanager:GetSecretValue", session->origin(), session->now()},
            refusal, response->Header("Date")));
      }
      at_least = aws::RetryAfter(*response);
    } else {
      const Code code = response.error().code;
      const bool passing = code == Code::kUnavailable || code == Code::kTimeout;
      if (!passing || attempt >= backoff.attempts) return Failure(std::move(response).error());
    }
    std::this_thread::sleep_for(std::max(at_least, FullJitter(backoff, attempt, &random)));
  }
}

Result<Secret> MemberOfSecret(const Secret& whole, std::string_view key) {
  auto document = ParseJson(whole.Reveal(), {.bytes = 128 << 10, .depth = 8, .values = 1'000});
  if (!document || !document->is_object()) {
    return Fail(Code::kInvalidArgument,
                "the secret is not a JSON object, so it has no members; leave the # out");
  }
  const auto at = document->find(key);
  if (at == document->end() || at->is_structured() || at->is_null()) {
    std::string names;
    for (const auto& [name, value] : document->items()) {
      if (!value.is_structured()) names += (names.empty() ? "" : ", ") + Quoted(name, 64);
      if (names.size() > 500) break;
    }
    Wipe(&*document);
    return Fail(Code::kNotFound, "the secret has no member " + Quoted(key, 64) + "; it has " +
                                     (names.empty() ? "none" : names));
  }
  std::string text = at->is_string() ? at->get<std::string>() : at->dump();
  Wipe(&*document);
  return Secret::Take(&text);
}

}  // namespace redquill::config
