#include "http/transport/target.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/url_view.hpp>

namespace redquill::http {
namespace {

namespace urls = boost::urls;

/// One side of name=value; nothing where a percent sign has no two digits behind it.
std::optional<std::string> Decoded(std::string_view encoded) {
  const auto checked = urls::make_pct_string_view({encoded.data(), encoded.size()});
  if (!checked) return std::nullopt;
  urls::encoding_opts options;
  options.space_as_plus = true;
  return checked->decode(options);
}

}  // namespace

Result<std::string> PathOfTarget(std::string_view target) {
  const urls::string_view text(target.data(), target.size());
  const auto url =
      target.starts_with('/') ? urls::parse_origin_form(text) : urls::parse_absolute_uri(text);
  const bool here = url && !url->has_scheme();
  const bool http =
      url && url->has_authority() &&
      (url->scheme_id() == urls::scheme::http || url->scheme_id() == urls::scheme::https);
  if (!here && !http) {
    return Fail(Code::kInvalidArgument, "The request's target is not a path such as /v1/score.");
  }
  std::string path = url->path();
  if (path.empty()) path = "/";
  // Boost.URL 1.81 takes "http://host:a" for an empty port and the path "a".
  if (!path.starts_with('/')) {
    return Fail(Code::kInvalidArgument, "The request's target is not a path such as /v1/score.");
  }
  const bool control =
      std::any_of(path.begin(), path.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
  if (control) return Fail(Code::kInvalidArgument, "The path holds control characters.");
  return path;
}

Result<std::optional<std::string>> FormField(std::string_view body, std::string_view name) {
  std::optional<std::string> found;
  while (!body.empty()) {
    const auto end = body.find('&');
    const auto pair = body.substr(0, end);
    body = end == std::string_view::npos ? std::string_view() : body.substr(end + 1);
    const auto equals = pair.find('=');
    const auto key = Decoded(pair.substr(0, equals));
    if (!key) return Fail(Code::kInvalidArgument, "The form has a % without two digits behind it.");
    if (*key != name) continue;
    if (found) {
      return Fail(Code::kInvalidArgument, "The form has this field twice.", std::string(name));
    }
    found = Decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!found) {
      return Fail(Code::kInvalidArgument, "The form has a % without two digits behind it.",
                  std::string(name));
    }
  }
  return found;
}

}  // namespace redquill::http
