#ifndef REDQUILL_APP_ASK_SERVER_H_
#define REDQUILL_APP_ASK_SERVER_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/error.h"

namespace redquill::app {

/// Asks a running server ("http://127.0.0.1:8080") at a path, with the API key in the environment
/// variable REDQUILL_API_KEY where there is one. An empty body is a GET, any other a POST of JSON.
/// The server's refusals come with its own words; kUnavailable where it does not answer,
/// kInvalidArgument for an address that is none or an answer that is not redquill's.
Result<nlohmann::json> AskServer(const std::string& server, const std::string& path,
                                 const std::string& body);

}  // namespace redquill::app

#endif  // REDQUILL_APP_ASK_SERVER_H_
