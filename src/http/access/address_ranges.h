#ifndef REDQUILL_HTTP_ACCESS_ADDRESS_RANGES_H_
#define REDQUILL_HTTP_ACCESS_ADDRESS_RANGES_H_

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace redquill::http {

/// Ranges of IP addresses, as CIDR writes them. A plain value.
class AddressRanges {
 public:
  /// Each "10.0.0.0/8", "2001:db8::/32", or one address. An IPv4 range holds IPv4 addresses, also
  /// those that came by an IPv6 socket (::ffff:10.0.0.1); an IPv6 range never holds these.
  /// kInvalidArgument for what is none, and where bits behind the prefix are set (10.0.0.1/8).
  static Result<AddressRanges> Parse(const std::vector<std::string>& list);

  bool Contain(const boost::asio::ip::address& address) const;
  bool empty() const { return ranges_.empty(); }

 private:
  struct Range {
    std::array<uint8_t, 16> bytes = {};  ///< IPv4 in the first four.
    size_t bits = 0;
    bool v4 = false;
  };
  static std::optional<Range> ParseOne(std::string_view text);

  std::vector<Range> ranges_;
};

/// An address as it is compared and written: IPv4 where it is one, also within IPv6, and without
/// the name of an interface.
boost::asio::ip::address Plain(const boost::asio::ip::address& address);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ACCESS_ADDRESS_RANGES_H_
