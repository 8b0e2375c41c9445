#include "artifacts/s3/address.h"

#include "base/quote.h"

namespace redquill::artifacts::s3 {

Result<Addressing> ParseAddressing(std::string_view name) {
  if (name == "auto") return Addressing::kAuto;
  if (name == "path") return Addressing::kPath;
  if (name == "virtual") return Addressing::kVirtual;
  return Fail(Code::kInvalidArgument,
              Quoted(name) + " is no way to address a bucket; there are auto, path and virtual");
}

Url AddressOf(const Url& endpoint, bool own_endpoint, Addressing addressing,
              const std::string& bucket, std::string_view key) {
  Url url = endpoint;
  if (addressing == Addressing::kAuto) {
    const bool dots = bucket.find('.') != std::string::npos;
    addressing = own_endpoint || dots ? Addressing::kPath : Addressing::kVirtual;
  }
  if (url.path.empty() || url.path.back() != '/') url.path += '/';
  if (addressing == Addressing::kVirtual) {
    url.host = bucket + "." + url.host;
    url.authority = bucket + "." + url.authority;
  } else {
    url.path += bucket + (key.empty() ? "" : "/");
  }
  url.path += PercentEncode(key, Slash::kKeep);
  return url;
}

}  // namespace redquill::artifacts::s3
