#include "http/access/address_ranges.h"

#include <algorithm>
#include <charconv>

#include "base/quote.h"

namespace redquill::http {
namespace {

namespace ip = boost::asio::ip;

struct Bytes {
  std::array<uint8_t, 16> bytes = {};
  bool v4 = false;

  size_t bits() const { return v4 ? 32 : 128; }
};

Bytes BytesOf(const ip::address& address) {
  Bytes out;
  const ip::address plain = Plain(address);
  out.v4 = plain.is_v4();
  if (out.v4) {
    std::ranges::copy(plain.to_v4().to_bytes(), out.bytes.begin());
  } else {
    std::ranges::copy(plain.to_v6().to_bytes(), out.bytes.begin());
  }
  return out;
}

// All bits from `from` on, within `until`.
bool ClearFrom(const std::array<uint8_t, 16>& bytes, size_t from, size_t until) {
  for (size_t bit = from; bit < until; ++bit) {
    if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

bool SameUpTo(const std::array<uint8_t, 16>& a, const std::array<uint8_t, 16>& b, size_t bits) {
  std::array<uint8_t, 16> difference = {};
  for (size_t i = 0; i < a.size(); ++i) difference[i] = a[i] ^ b[i];
  return ClearFrom(difference, 0, bits);
}

}  // namespace

ip::address Plain(const ip::address& address) {
  if (address.is_v4()) return address;
  const ip::address_v6 v6 = address.to_v6();
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6);
  return ip::address_v6(v6.to_bytes());
}

std::optional<AddressRanges::Range> AddressRanges::ParseOne(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view before = text.substr(0, slash);
  if (before.find('%') != std::string_view::npos) return std::nullopt;
  boost::system::error_code error;
  const auto address = ip::make_address(std::string(before), error);
  if (error || (address.is_v6() && address.to_v6().is_v4_mapped())) return std::nullopt;
  const Bytes bytes = BytesOf(address);
  Range range{bytes.bytes, bytes.bits(), bytes.v4};
  if (slash == std::string_view::npos) return range;
  const auto prefix = text.substr(slash + 1);
  const auto [end, failed] =
      std::from_chars(prefix.data(), prefix.data() + prefix.size(), range.bits);
  if (failed != std::errc() || end != prefix.data() + prefix.size()) return std::nullopt;
  if (range.bits > bytes.bits() || !ClearFrom(range.bytes, range.bits, bytes.bits())) {
    return std::nullopt;
  }
  return range;
}

Result<AddressRanges> AddressRanges::Parse(const std::vector<std::string>& list) {
  AddressRanges all;
  for (const auto& text : list) {
    const auto range = ParseOne(text);
    if (!range) {
      return Fail(Code::kInvalidArgument,
                  Quoted(text) +
                      " is no range of addresses. Write one such as 10.0.0.0/8, 2001:db8::/32 or "
                      "127.0.0.1, with nothing but zeros behind the prefix.");
    }
    all.ranges_.push_back(*range);
  }
  return all;
}

bool AddressRanges::Contain(const ip::address& address) const {
  const Bytes bytes = BytesOf(address);
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return range.v4 == bytes.v4 && SameUpTo(range.bytes, bytes.bytes, range.bits);
  });
}

}  // namespace redquill::http
