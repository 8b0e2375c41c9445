#include "base/aws/sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/sha256.h"

namespace redquill::aws {
namespace {

using Mac = std::array<unsigned char, 32>;

Mac HmacSha256(const void* key, size_t key_bytes, std::string_view text) {
  Mac mac;
  unsigned length = mac.size();
  HMAC(EVP_sha256(), key, static_cast<int>(key_bytes),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &length);
  return mac;
}

Mac HmacSha256(const Mac& key, std::string_view text) {
  return HmacSha256(key.data(), key.size(), text);
}

std::string Hex(const Mac& mac) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : mac) text += {kDigits[byte >> 4], kDigits[byte & 15]};
  return text;
}

/// Header values lose their outer spaces, and runs of spaces become one.
std::string Trimmed(std::string_view value) {
  std::string trimmed;
  for (const char c : value) {
    if (c == ' ' || c == '\t') {
      if (!trimmed.empty() && trimmed.back() != ' ') trimmed += ' ';
    } else {
      trimmed += c;
    }
  }
  if (!trimmed.empty() && trimmed.back() == ' ') trimmed.pop_back();
  return trimmed;
}

std::string Lower(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

struct SignedHeaders {
  std::string names;  ///< "host;x-amz-date"
  std::string lines;  ///< "host:…\nx-amz-date:…\n"
};

SignedHeaders HeadersOf(const HttpRequest& request) {
  std::map<std::string, std::string> sorted{{"host", request.url.authority}};
  for (const HttpHeader& header : request.headers) {
    auto [at, added] = sorted.try_emplace(Lower(header.name), Trimmed(header.value));
    if (!added) at->second += "," + Trimmed(header.value);
  }
  SignedHeaders headers;
  for (const auto& [name, value] : sorted) {
    headers.names += (headers.names.empty() ? "" : ";") + name;
    headers.lines += name + ":" + value + "\n";
  }
  return headers;
}

/// The query's fields in the order of their names; a name alone gets its "=".
std::string CanonicalQuery(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> fields;
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view field = query.substr(0, end);
    const size_t equals = field.find('=');
    if (!field.empty()) {
      fields.emplace_back(field.substr(0, equals), equals == std::string_view::npos
                                                       ? std::string_view()
                                                       : field.substr(equals + 1));
    }
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
  std::sort(fields.begin(), fields.end());
  std::string canonical;
  for (const auto& [name, value] : fields) {
    canonical += (canonical.empty() ? "" : "&") + name + "=" + value;
  }
  return canonical;
}

/// HMAC over HMAC: the secret, the day, the region, the service, "aws4_request".
Mac SigningKey(const Secret& secret, std::string_view day, const Scope& scope) {
  std::string start = "AWS4" + std::string(secret.Reveal());
  Mac key = HmacSha256(start.data(), start.size(), day);
  WipeString(&start);
  for (const std::string_view text :
       {std::string_view(scope.region), std::string_view(scope.service),
        std::string_view("aws4_request")}) {
    key = HmacSha256(key, text);
  }
  return key;
}

}  // namespace

std::string CanonicalRequest(const HttpRequest& request, const Scope& scope) {
  const SignedHeaders headers = HeadersOf(request);
  const std::string path =
      scope.service == "s3" ? request.url.path : PercentEncode(request.url.path, Slash::kKeep);
  return request.method + "\n" + path + "\n" + CanonicalQuery(request.url.query) + "\n" +
         headers.lines + "\n" + headers.names + "\n" + Sha256Hex(request.body);
}

void Sign(const Credentials& credentials, const Scope& scope, Time now, HttpRequest* request) {
  const std::string time = BasicTimestamp(now);
  const std::string day = time.substr(0, 8);
  request->headers.push_back({"X-Amz-Date", time});
  if (!credentials.session_token.empty()) {
    request->headers.push_back(
        {"X-Amz-Security-Token", std::string(credentials.session_token.Reveal())});
  }
  if (scope.service == "s3") {
    request->headers.push_back({"X-Amz-Content-Sha256", Sha256Hex(request->body)});
  }
  const std::string within = day + "/" + scope.region + "/" + scope.service + "/aws4_request";
  const std::string to_sign = "AWS4-HMAC-SHA256\n" + time + "\n" + within + "\n" +
                              Sha256Hex(CanonicalRequest(*request, scope));
  Mac key = SigningKey(credentials.secret_access_key, day, scope);
  const std::string signature = Hex(HmacSha256(key, to_sign));
  OPENSSL_cleanse(key.data(), key.size());
  request->headers.push_back(
      {"Authorization", "AWS4-HMAC-SHA256 Credential=" + credentials.access_key_id + "/" + within +
                            ", SignedHeaders=" + HeadersOf(*request).names +
                            ", Signature=" + signature});
}

}  // namespace redquill::aws
