// Any bytes as a connection's first request, read in the session's steps without its socket: they
// are refused in words, or read in one way, find a route or none, and are answered.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdlib>
#include <memory>

#include "http/routes.h"
#include "http/transport/head.h"

namespace {

using namespace redquill;
using namespace redquill::http;
namespace beast = boost::beast;

using Parser = beast::http::request_parser<beast::http::string_body>;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckRefusal(const Refusal& refusal) {
  Check(!refusal.error.message.empty());
  const Response response = ProblemResponse(refusal, "id");
  Check(response.status >= 400 && response.status < 600 && !response.body.empty());
}

/// Reads until the parser is done, fails or has no more; false where it ended without a request.
bool Read(boost::asio::const_buffer* rest, Parser* parser, bool whole, const Limits& limits) {
  parser->eager(whole);
  while (whole ? !parser->is_done() : !parser->is_header_done()) {
    boost::system::error_code error;
    const size_t used = parser->put(*rest, error);
    *rest += used;
    if (error == beast::http::error::need_more || (!error && used == 0)) return false;
    if (!error) continue;
    if (IsParserError(error)) CheckRefusal(ParserRefusal(error, limits));
    return false;
  }
  return true;
}

void Answered(const RouteTable& routes, const Head& head, Parser* parser) {
  const auto match = routes.Find(head.method, head.path);
  if (match.route == nullptr) return CheckRefusal(match.refusal);
  if (!CheckMediaType(*match.route, head.headers)) return;
  const Request request{head.method == "HEAD" ? "GET" : head.method,
                        head.path,
                        match.parameters,
                        head.headers,
                        std::move(parser->get().body()),
                        "id"};
  std::string fault;
  const Response response = Answer(*match.route, request, &fault);
  Check(fault.empty() && response.status >= 200 && response.status < 600);
}

/// Gives every essay the same answer: the fuzzer is after what stands before the scoring.
std::shared_ptr<const Scorer> OneAnswer() {
  auto model = std::make_shared<Served>();
  model->run = [](const scoring::Request&) -> Result<scoring::RawScore> { return {}; };
  model->calibrate = [](const scoring::RawScore&,
                        const scoring::Request&) -> Result<scoring::Answer> {
    scoring::Answer answer;
    answer.outputs.push_back({.name = "holistic", .scale = {1, 6, 1}});
    return answer;
  };
  auto scorer = std::make_shared<Scorer>();
  scorer->find = [model](const scoring::Request&) -> Result<std::shared_ptr<const Served>> {
    return model;
  };
  return scorer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Serving serving;
  static const RouteTable routes = [] {
    serving.Publish(OneAnswer());
    return Routes({serving});
  }();
  Limits limits;
  limits.header_bytes = 2048;
  limits.body_bytes = 4096;
  Parser parser;
  parser.header_limit(static_cast<uint32_t>(limits.header_bytes));
  parser.body_limit(limits.body_bytes);
  boost::asio::const_buffer rest(data, size);
  if (!Read(&rest, &parser, false, limits)) return 0;
  const auto head = ReadHead(parser.get(), limits);
  if (!head) {
    CheckRefusal(head.error());
    return 0;
  }
  Check(head->path.starts_with('/') && head->id.size() <= 64);
  for (const char c : head->path) Check(static_cast<unsigned char>(c) >= 0x20);
  if (!Read(&rest, &parser, true, limits)) return 0;
  Check(parser.get().body().size() <= limits.body_bytes);
  Answered(routes, *head, &parser);
  return 0;
}
