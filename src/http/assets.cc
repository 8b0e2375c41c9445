#include "http/assets.h"

#include <array>

#include "base/sha256.h"

extern "C" {
extern const char rq_asset_index_html[], rq_asset_index_html_end[];
extern const char rq_asset_style_css[], rq_asset_style_css_end[];
extern const char rq_asset_app_js[], rq_asset_app_js_end[];
extern const char rq_asset_icon_svg[], rq_asset_icon_svg_end[];
extern const char rq_asset_openapi_json[], rq_asset_openapi_json_end[];
}

namespace redquill::http {
namespace {

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

/// Whether an If-None-Match value names the tag (RFC 9110, 13.1.2: weak comparison).
bool Names(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

}  // namespace

Asset FindAsset(std::string_view name) {
  auto assets = std::to_array<Asset>({
      {"index.html",
       "text/html; charset=utf-8",
       Between(rq_asset_index_html, rq_asset_index_html_end),
       {}},
      {"style.css",
       "text/css; charset=utf-8",
       Between(rq_asset_style_css, rq_asset_style_css_end),
       {}},
      {"app.js",
       "text/javascript; charset=utf-8",
       Between(rq_asset_app_js, rq_asset_app_js_end),
       {}},
      {"icon.svg", "image/svg+xml", Between(rq_asset_icon_svg, rq_asset_icon_svg_end), {}},
      {"openapi.json",
       "application/json",
       Between(rq_asset_openapi_json, rq_asset_openapi_json_end),
       {}},
  });
  for (auto& asset : assets) {
    if (asset.name != name) continue;
    asset.etag = "\"" + Sha256Hex(asset.bytes).substr(0, 32) + "\"";
    return asset;
  }
  return {};
}

Response AssetResponse(const Asset& asset, const Request& request) {
  Response response{200,
                    std::string(asset.content_type),
                    {{"ETag", asset.etag}, {"Cache-Control", "no-cache"}},
                    {}};
  if (Names(Find(request.headers, "If-None-Match"), asset.etag)) {
    response.status = 304;
    response.content_type.clear();
  } else {
    response.body = asset.bytes;
  }
  return response;
}

}  // namespace redquill::http
