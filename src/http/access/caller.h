#ifndef REDQUILL_HTTP_ACCESS_CALLER_H_
#define REDQUILL_HTTP_ACCESS_CALLER_H_

#include <boost/asio/ip/address.hpp>
#include <string>
#include <vector>

#include "http/access/address_ranges.h"
#include "http/message.h"

namespace redquill::http {

/// Who sent a request, as far as the server can know.
struct Caller {
  /// The address it came from: of the connection, or, where that is a trusted proxy's, the
  /// right-most of X-Forwarded-For that is no trusted proxy's. Never one that a client can make up.
  std::string address;
  bool secure = false;     ///< The client came by TLS.
  bool believed = false;   ///< Its headers about itself come from a trusted proxy.
  bool forwarded = false;  ///< It has such headers: X-Forwarded-For or X-Forwarded-Proto.
};

/// `peer` is the connection's other end and `tls` whether it is encrypted. Each proxy appends the
/// address that it was asked from, so the list is read from its end, and not past the first that
/// isn't trusted or is no address: what stands before was written by whoever that is. Of
/// X-Forwarded-Proto the last is the peer's own.
Caller WhoCalls(const std::vector<Header>& headers, const boost::asio::ip::address& peer, bool tls,
                const AddressRanges& trusted);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_ACCESS_CALLER_H_
