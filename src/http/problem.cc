#include "http/problem.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace redquill::http {

std::span<const ProblemKind> ProblemKinds() {
  static constexpr auto kKinds = std::to_array<ProblemKind>({
      {Code::kInvalidArgument, 400, "The request breaks a rule",
       "Something in the request is missing or wrong; detail and field say what. Mend it and send "
       "it again."},
      {Code::kNotFound, 404, "Not found",
       "There is no such path or model; detail names those there "
       "are."},
      {Code::kTooLarge, 413, "Too large", "Over a limit that detail names. Send less."},
      {Code::kBadEncoding, 400, "Not text",
       "The bytes are not UTF-8, or hold characters that no text has. Save the text as UTF-8."},
      {Code::kUnsupported, 422, "Not supported",
       "The request was understood, but this server or model cannot do it."},
      {Code::kCorrupt, 500, "Damaged data",
       "Stored data is damaged. The server's log says which; its keeper must mend it."},
      {Code::kConflict, 409, "Conflict", "It exists already, or two things claim one name."},
      {Code::kUnauthenticated, 401, "Who are you?", "No credentials, or wrong ones."},
      {Code::kForbidden, 403, "Not allowed", "These credentials do not allow that."},
      {Code::kOverloaded, 429, "Too busy",
       "The request was refused to keep waiting short. Send it again after Retry-After seconds."},
      {Code::kUnavailable, 503, "Not ready",
       "The server is starting or stopping, or a part of it is gone. Send it again after "
       "Retry-After seconds."},
      {Code::kTimeout, 504, "Too late",
       "A deadline passed. With status 408 it was the client that sent too slowly."},
      {Code::kCancelled, 503, "Cancelled", "The work was given up before it was done."},
      {Code::kIo, 500, "The system refused",
       "The operating system refused something. The server's log says what."},
      {Code::kInternal, 500, "A fault of the server",
       "This is a bug. Please report it with the request_id and the server's log line."},
  });
  return kKinds;
}

const ProblemKind& KindOf(Code code) {
  const auto kinds = ProblemKinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [code](const auto& kind) { return kind.code == code; });
  return found != kinds.end() ? *found : kinds.back();
}

Response ProblemResponse(const Refusal& refusal, std::string_view request_id) {
  const auto& kind = KindOf(refusal.error.code);
  Response response;
  response.status = refusal.status != 0 ? refusal.status : kind.status;
  response.refusal = kind.code;
  response.content_type = "application/problem+json";
  response.headers = refusal.headers;
  const bool again = std::any_of(refusal.headers.begin(), refusal.headers.end(),
                                 [](const auto& h) { return SameToken(h.name, "Retry-After"); });
  if ((response.status == 429 || response.status == 503) && !again) {
    response.headers.push_back({"Retry-After", "1"});
  }
  const std::string code(CodeName(kind.code));
  nlohmann::json json = {
      {"type", "/problems#" + code},     {"title", kind.title}, {"status", response.status},
      {"detail", refusal.error.message}, {"code", code},        {"request_id", request_id},
      {"error", refusal.error.message}};
  if (!refusal.error.field.empty()) json["field"] = refusal.error.field;
  response.body = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return response;
}

Response ProblemsPage() {
  std::string page =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\">"
      "<title>Refusals - Redquill</title><link rel=\"stylesheet\" href=\"/style.css\">"
      "<main><h1>Refusals</h1><p>Every refusal names one of these codes.</p><dl>";
  for (const auto& kind : ProblemKinds()) {
    const std::string code(CodeName(kind.code));
    page += "<dt id=\"" + code + "\"><code>" + code + "</code> " + std::to_string(kind.status) +
            ": " + std::string(kind.title) + "</dt><dd>" + std::string(kind.meaning) + "</dd>";
  }
  return {200, "text/html; charset=utf-8", {}, page + "</dl></main></html>\n"};
}

}  // namespace redquill::http
