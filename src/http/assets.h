#ifndef REDQUILL_HTTP_ASSETS_H_
#define REDQUILL_HTTP_ASSETS_H_

#include <string>
#include <string_view>

#include "http/message.h"

namespace redquill::http {

/// A file of web/ as it lies in the program.
struct Asset {
  std::string_view name, content_type, bytes;
  std::string etag;  ///< Made from the bytes, in quotes.
};

/// The asset of that name; every name asked for in this program exists. For another, empty.
Asset FindAsset(std::string_view name);

/// The asset as an answer: with ETag, to be asked for again each time (Cache-Control: no-cache),
/// and 304 without a body where the client has it already (If-None-Match).
Response AssetResponse(const Asset& asset, const Request& request);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ASSETS_H_
