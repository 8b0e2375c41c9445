#ifndef REDQUILL_BASE_SHA256_H_
#define REDQUILL_BASE_SHA256_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill {

/// SHA-256 of bytes given piece by piece (FIPS 180-4, by OpenSSL). Not for use by two threads at
/// once. After Finish the object is spent.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(std::string_view bytes);
  void Update(std::span<const uint8_t> bytes);
  /// The digest as 64 lower-case hexadecimal digits.
  std::string FinishHex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of `bytes` as 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

/// The digest of a file's content, read in pieces. kNotFound or kIo if it can't be read.
Result<std::string> Sha256HexOfFile(const std::string& path);

}  // namespace redquill

#endif  // REDQUILL_BASE_SHA256_H_
