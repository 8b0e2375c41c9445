#ifndef REDQUILL_HTTP_TRANSPORT_CORS_H_
#define REDQUILL_HTTP_TRANSPORT_CORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace redquill::http {

/// The origin of a request if pages from there may read the answers: it is on the list, as browsers
/// write it ("https://school.example"), or the list has "*". Else "".
std::string_view AllowedOrigin(const std::vector<std::string>& allowed,
                               const std::vector<Header>& headers);

/// Whether it is a browser's question before a request from another origin (Fetch, "CORS-preflight
/// request").
bool IsPreflight(std::string_view method, const std::vector<Header>& headers);

/// What lets pages of that origin read an answer. Cookies and the like are never let through: keys
/// travel in headers.
void AllowOrigin(std::string_view origin, Response& response);

/// The answer to a preflight from an allowed origin.
Response PreflightAnswer(std::string_view origin);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_TRANSPORT_CORS_H_
