#include "http/access/caller.h"

#include <optional>
#include <string_view>

namespace redquill::http {
namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view kFor = "X-Forwarded-For", kProto = "X-Forwarded-Proto";

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The elements of all headers of that name, in order.
std::vector<std::string_view> Elements(const std::vector<Header>& headers, std::string_view name) {
  std::vector<std::string_view> elements;
  for (const Header& header : headers) {
    if (!SameToken(header.name, name)) continue;
    std::string_view rest = header.value;
    for (bool more = true; more;) {
      const size_t comma = rest.find(',');
      elements.push_back(Trim(rest.substr(0, comma)));
      more = comma != std::string_view::npos;
      if (more) rest.remove_prefix(comma + 1);
    }
  }
  return elements;
}

/// An address, which some proxies write with a port: 10.0.0.1:4711, [2001:db8::1]:4711.
std::optional<ip::address> AddressIn(std::string_view text) {
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    text = text.substr(1, end - 1);
  } else if (text.find(':') == text.rfind(':')) {
    text = text.substr(0, text.find(':'));
  }
  if (text.size() > 45) return std::nullopt;  // The longest that IPv6 has.
  boost::system::error_code error;
  const auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return Plain(address);
}

}  // namespace

Caller WhoCalls(const std::vector<Header>& headers, const ip::address& peer, bool tls,
                const AddressRanges& trusted) {
  Caller caller{.secure = tls};
  ip::address from = Plain(peer);
  const auto hops = Elements(headers, kFor), protocols = Elements(headers, kProto);
  caller.forwarded = !hops.empty() || !protocols.empty();
  caller.believed = trusted.Contain(from);
  if (caller.believed) {
    for (auto hop = hops.rbegin(); hop != hops.rend() && trusted.Contain(from); ++hop) {
      const auto address = AddressIn(*hop);
      if (!address) break;
      from = *address;
    }
    if (!protocols.empty()) caller.secure = tls || SameToken(protocols.back(), "https");
  }
  caller.address = from.to_string();
  return caller;
}

}  // namespace redquill::http
