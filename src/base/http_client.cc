#include "base/http_client.h"

#include <curl/curl.h>
#include <strings.h>

#include <optional>
#include <utility>

#include "base/version.h"

namespace redquill {
namespace {

constexpr size_t kMaxHeaderBytes = 64 << 10;

struct List {
  curl_slist* head = nullptr;
  ~List() { curl_slist_free_all(head); }
  void Add(const std::string& line) { head = curl_slist_append(head, line.c_str()); }
};

/// What libcurl's callbacks of one exchange fill.
struct Exchange {
  const HttpRequest& request;
  CURL* handle;
  const std::atomic<bool>* cancel;
  HttpResponse response{};
  size_t header_bytes = 0;
  bool begun = false;              // The sink was told what is coming.
  std::optional<Error> refused{};  // Why we ended it ourselves.
  curl_off_t moved = 0;            // Bytes in both directions, and when the last of them was seen.
  std::chrono::steady_clock::time_point moved_at = std::chrono::steady_clock::now();
};

/// Ends the exchange.
void Refuse(Exchange* exchange, Code code, const std::string& what) {
  const Url& url = exchange->request.url;
  exchange->refused = Error{code, url.scheme + "://" + url.authority + ": " + what, {}};
}

size_t OnHeader(const char* data, size_t, size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.header_bytes += size;
  if (exchange.header_bytes > kMaxHeaderBytes) {
    Refuse(&exchange, Code::kTooLarge, "answered with more than 64 KiB of headers");
    return 0;
  }
  std::string_view line(data, size);
  if (line.rfind("HTTP/", 0) == 0) {  // A new answer: what came before was "100 Continue".
    exchange.response.headers.clear();
    return size;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string_view value = line.substr(colon + 1);
  const size_t from = value.find_first_not_of(" \t\r\n");
  value = from == std::string_view::npos
              ? std::string_view()
              : value.substr(from, value.find_last_not_of(" \t\r\n") - from + 1);
  exchange.response.headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
  return size;
}

size_t OnBody(const char* data, size_t, size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  long status = 0;
  curl_easy_getinfo(exchange.handle, CURLINFO_RESPONSE_CODE, &status);
  if (exchange.request.sink && status >= 200 && status < 300) {
    if (!std::exchange(exchange.begun, true) && exchange.request.before_sink) {
      exchange.response.status = static_cast<int>(status);
      if (auto begun = exchange.request.before_sink(exchange.response); !begun) {
        exchange.refused = std::move(begun).error();
        return 0;
      }
    }
    if (auto taken = exchange.request.sink({data, size}); !taken) {
      exchange.refused = std::move(taken).error();
      return 0;
    }
    return size;
  }
  std::string& body = exchange.response.body;
  if (size > exchange.request.collect_bytes - body.size()) {
    exchange.refused =
        Error{Code::kTooLarge,
              "an answer of more than " + std::to_string(exchange.request.collect_bytes) + " bytes",
              {}};
    return 0;
  }
  body.append(data, size);
  return size;
}

/// Called about once a second while nothing happens. libcurl's own low speed limit works on an
/// average of several seconds, so the time without a byte is taken here.
int OnProgress(void* user, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (exchange.cancel != nullptr && exchange.cancel->load(std::memory_order_relaxed)) {
    Refuse(&exchange, Code::kCancelled, "stopped on request");
    return 1;
  }
  const auto now = std::chrono::steady_clock::now();
  if (down + up != exchange.moved) {
    exchange.moved = down + up;
    exchange.moved_at = now;
  } else if (now - exchange.moved_at > exchange.request.stall_timeout) {
    Refuse(&exchange, Code::kTimeout,
           "no byte for " + std::to_string(exchange.request.stall_timeout.count()) + " ms");
    return 1;
  }
  return 0;
}

Code CodeOf(CURLcode result) {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return Code::kTimeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Code::kUnauthenticated;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_UNKNOWN_OPTION:
      return Code::kInternal;
    default:
      return Code::kUnavailable;
  }
}

bool Loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

template <typename Value>
void Set(CURL* handle, CURLoption option, Value value) {
  curl_easy_setopt(handle, option, value);
}

void SetMethodAndBody(CURL* handle, const HttpRequest& request) {
  if (request.method == "HEAD") {
    Set(handle, CURLOPT_NOBODY, 1L);
  } else if (request.method == "GET") {
    Set(handle, CURLOPT_HTTPGET, 1L);
  } else {
    Set(handle, CURLOPT_POST, 1L);
    Set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    Set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    Set(handle, CURLOPT_POSTFIELDS, request.body.data());
  }
}

void SetLimits(CURL* handle, const HttpRequest& request) {
  Set(handle, CURLOPT_NOSIGNAL, 1L);
  Set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  Set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  Set(handle, CURLOPT_PATH_AS_IS, 1L);
  Set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  Set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.total_timeout.count()));
  Set(handle, CURLOPT_BUFFERSIZE, 256L << 10);
  Set(handle, CURLOPT_USERAGENT, (std::string("redquill/") + kVersion).c_str());
}

void SetTrust(CURL* handle, const HttpRequest& request, const HttpSettings& settings) {
  if (!settings.ca_file.empty()) {
    Set(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
    Set(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!settings.use_proxy || Loopback(request.url.host)) Set(handle, CURLOPT_NOPROXY, "*");
}

}  // namespace

struct HttpClient::Connection {
  explicit Connection(HttpSettings s) : settings(std::move(s)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);  // Counted and thread-safe.
    handle = curl_easy_init();
  }
  ~Connection() {
    if (handle != nullptr) curl_easy_cleanup(handle);
  }
  Connection(const Connection&) = delete;

  HttpSettings settings;
  CURL* handle;
};

std::string_view HttpResponse::Header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (header.name.size() == name.size() &&
        ::strncasecmp(header.name.data(), name.data(), name.size()) == 0) {
      return header.value;
    }
  }
  return {};
}

HttpClient::HttpClient(HttpSettings settings)
    : connection_(std::make_unique<Connection>(std::move(settings))) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

Result<HttpResponse> HttpClient::Send(const HttpRequest& request) {
  CURL* const handle = connection_->handle;
  const std::string host = request.url.scheme + "://" + request.url.authority;
  if (handle == nullptr) return Fail(Code::kInternal, "libcurl can't be started");
  curl_easy_reset(handle);  // Options only: connections and sessions are kept.
  Exchange exchange{.request = request, .handle = handle, .cancel = connection_->settings.cancel};
  SetLimits(handle, request);
  SetMethodAndBody(handle, request);
  SetTrust(handle, request, connection_->settings);
  const std::string url = request.url.Text();
  Set(handle, CURLOPT_URL, url.c_str());
  List headers;
  headers.Add("Host: " + request.url.authority);
  headers.Add("Expect:");
  for (const HttpHeader& header : request.headers) {
    if (header.name.find_first_of("\r\n:") != std::string::npos ||
        header.value.find_first_of("\r\n") != std::string::npos) {
      return Fail(Code::kInvalidArgument,
                  "a header of the request to " + host + " would hold a line break");
    }
    headers.Add(header.name + (header.value.empty() ? ";" : ": " + header.value));
  }
  Set(handle, CURLOPT_HTTPHEADER, headers.head);
  Set(handle, CURLOPT_HEADERFUNCTION, &OnHeader);
  Set(handle, CURLOPT_HEADERDATA, &exchange);
  Set(handle, CURLOPT_WRITEFUNCTION, &OnBody);
  Set(handle, CURLOPT_WRITEDATA, &exchange);
  Set(handle, CURLOPT_NOPROGRESS, 0L);
  Set(handle, CURLOPT_XFERINFOFUNCTION, &OnProgress);
  Set(handle, CURLOPT_XFERINFODATA, &exchange);

  char detail[CURL_ERROR_SIZE] = "";
  Set(handle, CURLOPT_ERRORBUFFER, detail);

  const CURLcode result = curl_easy_perform(handle);
  Set(handle, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  if (exchange.refused) return Failure(*std::move(exchange.refused));
  if (result != CURLE_OK) {
    return Fail(CodeOf(result),
                host + ": " + (detail[0] != '\0' ? detail : curl_easy_strerror(result)));
  }
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  exchange.response.status = static_cast<int>(status);
  return std::move(exchange.response);
}

}  // namespace redquill
