#include "base/aws/metadata.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <thread>
#include <utility>

#include "base/aws/role_json.h"
#include "base/file.h"
#include "base/http_client.h"
#include "base/quote.h"

namespace redquill::aws {
namespace {

constexpr int kAttempts = 3;
constexpr std::string_view kTokenTtlSeconds = "21600";

HttpRequest MetadataRequest(Url url) {
  HttpRequest request;
  request.url = std::move(url);
  request.collect_bytes = 64 << 10;
  request.connect_timeout = std::chrono::milliseconds(1'000);
  request.total_timeout = std::chrono::milliseconds(5'000);
  return request;
}

/// Sends up to three times where trying again can help: these services answer 429 and 500 while a
/// machine starts.
Result<HttpResponse> SendPatiently(HttpClient* client, const HttpRequest& request) {
  for (int attempt = 1;; ++attempt) {
    auto response = client->Send(request);
    const bool passing = response ? response->status == 429 || response->status >= 500
                                  : response.error().code == Code::kTimeout;
    if (!passing || attempt == kAttempts) return response;
    std::this_thread::sleep_for(std::chrono::milliseconds(100 * attempt));
  }
}

tl::unexpected<Error> Unexpected(const std::string& origin, int status) {
  const Code code = status == 401 || status == 403 ? Code::kUnauthenticated : Code::kUnavailable;
  return Fail(code, origin + " answered with status " + std::to_string(status));
}

bool MayBePlain(std::string_view host) {
  static constexpr std::array<std::string_view, 5> kHosts = {"169.254.170.2", "169.254.170.23",
                                                             "fd00:ec2::23", "localhost", "::1"};
  return host.rfind("127.", 0) == 0 ||
         std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

Result<std::optional<Url>> ContainerUrl(const Environment& environment) {
  const std::string relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const std::string full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (relative.empty() && full.empty()) return std::nullopt;
  auto url = ParseUrl(relative.empty() ? full : "http://169.254.170.2" + relative);
  if (!url) {
    return Failure(std::move(url).error(), relative.empty()
                                               ? "AWS_CONTAINER_CREDENTIALS_FULL_URI"
                                               : "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  }
  if (url->scheme != "https" && !MayBePlain(url->host)) {
    return Fail(Code::kInvalidArgument,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI leads to " + Quoted(url->host) +
                    " over plain HTTP; credentials are fetched so only from this machine or the "
                    "addresses of ECS and EKS");
  }
  return *url;
}

Result<Secret> ContainerToken(const Environment& environment) {
  const std::string file = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  std::string token = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (!file.empty()) {
    auto bytes = ReadFile(file, 64 << 10);
    if (!bytes) {
      return Failure(std::move(bytes).error(), "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    }
    token = *std::move(bytes);
    while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  }
  return Secret::Take(&token);
}

/// A session with the instance's metadata service.
class InstanceMetadata {
 public:
  /// Nothing where there is no such service.
  static Result<std::optional<InstanceMetadata>> Open(const Environment& environment) {
    if (environment("AWS_EC2_METADATA_DISABLED") == "true") return std::nullopt;
    std::string endpoint = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    if (endpoint.empty()) endpoint = "http://169.254.169.254";
    auto base = ParseUrl(endpoint);
    if (!base) return Failure(std::move(base).error(), "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    InstanceMetadata session(*std::move(base));
    HttpRequest request = MetadataRequest(session.At("/latest/api/token"));
    request.method = "PUT";
    request.headers = {{"X-aws-ec2-metadata-token-ttl-seconds", std::string(kTokenTtlSeconds)}};
    auto response = session.client_.Send(request);
    // The answer to this PUT may not travel further than one hop by default, so inside a container
    // it is lost on the way: no answer at all is told apart from a refusal.
    if (!response) return std::nullopt;
    if (response->status == 404) return std::nullopt;  // Something else listens there.
    if (response->status != 200)
      return Unexpected("the instance's metadata service", response->status);
    session.token_ = Secret::Take(&response->body);
    return session;
  }

  Result<HttpResponse> Get(const std::string& path) {
    HttpRequest request = MetadataRequest(At(path));
    request.headers = {{"X-aws-ec2-metadata-token", std::string(token_.Reveal())}};
    return SendPatiently(&client_, request);
  }

 private:
  explicit InstanceMetadata(Url base) : base_(std::move(base)) {}

  Url At(const std::string& path) const {
    Url url = base_;
    if (!url.path.empty() && url.path.back() == '/') url.path.pop_back();
    url.path += path;
    return url;
  }

  Url base_;
  Secret token_;
  HttpClient client_{HttpSettings{.ca_file = {}, .use_proxy = false, .cancel = nullptr}};
};

}  // namespace

Result<std::optional<Credentials>> ContainerRole(const Environment& environment) {
  auto url = ContainerUrl(environment);
  if (!url) return Failure(std::move(url).error());
  if (!*url) return std::nullopt;
  const std::string origin = "the container's role (" + (*url)->authority + ")";
  auto token = ContainerToken(environment);
  if (!token) return Failure(std::move(token).error());
  HttpClient client({.ca_file = {}, .use_proxy = false, .cancel = nullptr});
  HttpRequest request = MetadataRequest(**url);
  if (!token->empty()) request.headers = {{"Authorization", std::string(token->Reveal())}};
  auto response = SendPatiently(&client, request);
  if (!response) return Failure(std::move(response).error(), origin);
  if (response->status != 200) return Unexpected(origin, response->status);
  auto credentials = ReadRoleJson(&response->body, origin);
  if (!credentials) return Failure(std::move(credentials).error());
  return std::optional<Credentials>(*std::move(credentials));
}

Result<std::optional<Credentials>> InstanceRole(const Environment& environment) {
  auto session = InstanceMetadata::Open(environment);
  if (!session) return Failure(std::move(session).error());
  if (!*session) return std::nullopt;
  const std::string roles = "/latest/meta-data/iam/security-credentials/";
  auto names = (*session)->Get(roles);
  if (!names) return Failure(std::move(names).error());
  if (names->status == 404) return std::nullopt;  // An instance without a role.
  if (names->status != 200) return Unexpected("the instance's metadata service", names->status);
  std::string role = names->body.substr(0, names->body.find('\n'));
  while (!role.empty() && role.back() == '\r') role.pop_back();
  if (role.empty()) return std::nullopt;
  const std::string origin = "the instance's role " + Quoted(role);
  auto answer = (*session)->Get(roles + PercentEncode(role));
  if (!answer) return Failure(std::move(answer).error(), origin);
  if (answer->status != 200) return Unexpected(origin, answer->status);
  auto credentials = ReadRoleJson(&answer->body, origin);
  if (!credentials) return Failure(std::move(credentials).error());
  return std::optional<Credentials>(*std::move(credentials));
}

Result<std::optional<std::string>> InstanceRegion(const Environment& environment) {
  auto session = InstanceMetadata::Open(environment);
  if (!session) return Failure(std::move(session).error());
  if (!*session) return std::nullopt;
  auto answer = (*session)->Get("/latest/meta-data/placement/region");
  if (!answer) return Failure(std::move(answer).error());
  if (answer->status != 200 || answer->body.empty()) return std::nullopt;
  return answer->body;
}

}  // namespace redquill::aws
