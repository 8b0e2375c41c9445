#include "artifacts/s3/bucket.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "artifacts/s3/declared.h"
#include "base/quote.h"

namespace redquill::artifacts::s3 {
namespace {

constexpr size_t kMostListed = 100'000;
constexpr int kNotModifiedSince = 412, kRangeRefused = 416, kPartial = 206;

HttpSettings WithCancel(HttpSettings http, const std::atomic<bool>* cancel) {
  http.cancel = cancel;
  return http;
}

uint64_t FreshSeed() {
  return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

bool Passing(Code code) { return code == Code::kUnavailable || code == Code::kTimeout; }

}  // namespace

/// A question that may be asked several times, each time a little otherwise.
struct Bucket::Call {
  std::string key;
  std::string action;  ///< The permission it needs.
  std::function<void(HttpRequest*)> fill;
  std::function<uint64_t()> progress;  ///< Grows with every byte that came; may be empty.
  std::vector<int> taken;              ///< Statuses besides 2xx that the caller deals with.
};

Bucket::Bucket(aws::Session* session, BucketSettings settings)
    : session_(session),
      settings_(std::move(settings)),
      client_(WithCancel(session->http(), settings_.cancel)),
      random_(FreshSeed()) {}

Result<void> Bucket::Wait(std::chrono::milliseconds time) const {
  const auto until = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < until) {
    if (settings_.cancel != nullptr && *settings_.cancel) {
      return Fail(Code::kCancelled, "stopped on request");
    }
    std::this_thread::sleep_for(std::min(std::chrono::milliseconds(100),
                                         std::chrono::duration_cast<std::chrono::milliseconds>(
                                             until - std::chrono::steady_clock::now())));
  }
  return {};
}

Result<HttpResponse> Bucket::Make(const Call& call) {
  const std::string what =
      "s3://" + settings_.bucket + (call.key.empty() ? "" : "/" + Quoted(call.key, 200));
  bool renewed = false;
  for (int attempt = 1;; ++attempt) {
    auto endpoint = session_->Endpoint("s3");
    if (!endpoint) return Failure(std::move(endpoint).error());
    HttpRequest request;
    request.url = AddressOf(*endpoint, session_->HasOwnEndpoint("s3"), settings_.addressing,
                            settings_.bucket, call.key);
    request.collect_bytes = kMostXmlBytes;
    call.fill(&request);
    auto serial = session_->Sign("s3", &request);
    if (!serial) return Failure(std::move(serial).error());
    const uint64_t before = call.progress ? call.progress() : 0;
    auto response = client_.Send(request);
    if (call.progress && call.progress() > before) attempt = 1;
    std::chrono::milliseconds at_least{0};
    if (response) {
      const int status = response->status;
      const bool taken =
          std::find(call.taken.begin(), call.taken.end(), status) != call.taken.end();
      if (taken || (status >= 200 && status < 300)) return response;
      const aws::Refusal refusal = ReadRefusal(status, response->body);
      const aws::Remedy remedy = aws::RemedyFor(refusal);
      if (remedy == aws::Remedy::kNewCredentials && !renewed && session_->Renew(*serial)) {
        renewed = true;
        continue;
      }
      if (remedy != aws::Remedy::kWait || attempt >= settings_.backoff.attempts) {
        return Failure(aws::Explain({what, call.action, session_->origin(), session_->now()},
                                    refusal, response->Header("Date")));
      }
      at_least = aws::RetryAfter(*response);
    } else if (!Passing(response.error().code) || attempt >= settings_.backoff.attempts) {
      return Failure(std::move(response).error(), what);
    }
    auto waited = Wait(std::max(at_least, FullJitter(settings_.backoff, attempt, &random_)));
    if (!waited) return Failure(std::move(waited).error(), what);
  }
}

Result<std::vector<Object>> Bucket::List(const std::string& prefix) {
  std::vector<Object> objects;
  std::string token;
  do {
    auto response =
        Make({.key = "",
              .action = "s3:ListBucket",
              .fill =
                  [&](HttpRequest* request) {
                    std::vector<std::pair<std::string, std::string>> query = {{"list-type", "2"}};
                    if (!prefix.empty()) query.push_back({"prefix", prefix});
                    if (!token.empty()) query.push_back({"continuation-token", token});
                    request->url.query = EncodedQuery(std::move(query));
                    request->total_timeout = std::chrono::seconds(60);
                  },
              .progress = {},
              .taken = {}});
    if (!response) return Failure(std::move(response).error());
    auto page = ReadListPage(response->body);
    if (!page) return Failure(std::move(page).error(), "s3://" + settings_.bucket);
    if (page->next == token && !token.empty()) {
      return Fail(Code::kCorrupt, "the listing of s3://" + settings_.bucket + " has no end");
    }
    std::move(page->objects.begin(), page->objects.end(), std::back_inserter(objects));
    if (objects.size() > kMostListed) {
      return Fail(Code::kTooLarge, "s3://" + settings_.bucket + " has over " +
                                       std::to_string(kMostListed) +
                                       " objects there; give the packages a prefix of their own");
    }
    token = page->next;
  } while (!token.empty());
  return objects;
}

Result<Declared> Bucket::Head(const std::string& key) {
  auto response = Make({.key = key,
                        .action = "s3:GetObject",
                        .fill =
                            [](HttpRequest* request) {
                              request->method = "HEAD";
                              request->headers = {{"x-amz-checksum-mode", "ENABLED"}};
                              request->total_timeout = std::chrono::seconds(60);
                            },
                        .progress = {},
                        .taken = {}});
  if (!response) return Failure(std::move(response).error());
  return DeclaredBy(*response);
}

Result<Declared> Bucket::Get(const Object& object, Receiver* receiver) {
  Declared declared;
  uint64_t from = 0, moved = 0;
  const auto fill = [&](HttpRequest* request) {
    from = receiver->received();
    request->headers = {{"If-Match", "\"" + object.etag + "\""},
                        {"x-amz-checksum-mode", "ENABLED"}};
    if (from > 0) request->headers.push_back({"Range", "bytes=" + std::to_string(from) + "-"});
    request->before_sink = [&](const HttpResponse& response) -> Result<void> {
      if (Declared now = DeclaredBy(response); !now.sha256.empty()) declared = std::move(now);
      if (from == 0) return {};
      if (response.status != kPartial) return receiver->StartOver();
      return CheckContentRange(response, from, object.size);
    };
    request->sink = [&](std::string_view bytes) -> Result<void> {
      if (bytes.size() > object.size - receiver->received()) {
        return Fail(Code::kCorrupt, Quoted(object.key, 200) + " has more than the " +
                                        std::to_string(object.size) + " bytes that are listed");
      }
      moved += bytes.size();
      return receiver->Take(bytes);
    };
  };
  for (int attempt = 1; receiver->received() < object.size || object.size == 0; ++attempt) {
    const uint64_t before = moved;
    auto response = Make({.key = object.key,
                          .action = "s3:GetObject",
                          .fill = fill,
                          .progress = [&] { return moved; },
                          .taken = {kNotModifiedSince, kRangeRefused}});
    if (!response) return Failure(std::move(response).error());
    if (response->status == kNotModifiedSince || response->status == kRangeRefused) {
      return Fail(Code::kConflict,
                  Quoted(object.key, 200) + " was replaced in the bucket meanwhile");
    }
    if (object.size == 0) break;
    if (moved > before) attempt = 1;
    // Answered in full as the server sees it, yet too short: like a cut connection, once or twice.
    if (receiver->received() < object.size && attempt >= settings_.backoff.attempts) {
      return Fail(Code::kCorrupt, Quoted(object.key, 200) + " ends after " +
                                      std::to_string(receiver->received()) + " of the " +
                                      std::to_string(object.size) + " bytes that are listed");
    }
  }
  return declared;
}

}  // namespace redquill::artifacts::s3
