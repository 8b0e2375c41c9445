#include "artifacts/s3/declared.h"

#include <charconv>

#include "artifacts/digest_text.h"
#include "base/base64.h"
#include "base/quote.h"

namespace redquill::artifacts::s3 {
namespace {

/// The 32 bytes of a SHA-256 as hexadecimal digits; empty for anything else, such as the digest of
/// digests that an upload in parts has ("…=-3").
std::string HexOfBase64(std::string_view text) {
  const auto bytes = Base64Decode(text);
  if (!bytes || bytes->size() != 32) return {};
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (const char c : *bytes) {
    hex += kHex[static_cast<unsigned char>(c) >> 4];
    hex += kHex[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

}  // namespace

Declared DeclaredBy(const HttpResponse& response) {
  Declared declared;
  std::string_view etag = response.Header("ETag");
  if (etag.size() >= 2 && etag.front() == '"') etag = etag.substr(1, etag.size() - 2);
  declared.etag = etag;
  const std::string_view length = response.Header("Content-Length");
  std::from_chars(length.data(), length.data() + length.size(), declared.bytes);
  declared.sha256 = HexOfBase64(response.Header("x-amz-checksum-sha256"));
  if (declared.sha256.empty()) {
    declared.sha256 = DigestIn(response.Header("x-amz-meta-sha256")).value_or("");
  }
  return declared;
}

Result<void> CheckContentRange(const HttpResponse& response, uint64_t from, uint64_t size) {
  const std::string_view range = response.Header("Content-Range");
  const std::string wanted =
      "bytes " + std::to_string(from) + "-" + std::to_string(size - 1) + "/" + std::to_string(size);
  if (range == wanted) return {};
  return Fail(Code::kCorrupt,
              "the server sent " + Quoted(range) + " where '" + wanted + "' was asked for");
}

}  // namespace redquill::artifacts::s3
