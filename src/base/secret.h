#ifndef REDQUILL_BASE_SECRET_H_
#define REDQUILL_BASE_SECRET_H_

#include <fmt/core.h>

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace redquill {

/// Bytes that must not be seen: a password, a secret key, a token. Written to a stream, by fmt
/// (and so by spdlog) or as JSON it gives "***", whatever it holds. The bytes lie on pages of their
/// own that core dumps leave out and, where the system allows it, swapping too; they are wiped when
/// the object goes. Move-only, so that every copy is asked for. Const after construction.
///
/// Beyond its reach: what a caller copies out of Reveal(), and the process's own environment.
class Secret {
 public:
  /// Empty.
  Secret() = default;
  /// Copies; the caller still has its own bytes to wipe.
  explicit Secret(std::string_view bytes);
  /// Copies and wipes `*bytes`, which is then empty.
  static Secret Take(std::string* bytes);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();
  Secret Copy() const { return Secret(Reveal()); }

  /// The bytes themselves, for the call that needs them. Valid while the object lives.
  std::string_view Reveal() const { return {bytes_, size_}; }
  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }

  /// In a time that depends on the sizes alone.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  void Wipe();

  char* bytes_ = nullptr;
  size_t size_ = 0, mapped_ = 0;
};

/// Overwrites the bytes in a way that no optimiser drops, and empties the string.
void WipeString(std::string* bytes);

std::ostream& operator<<(std::ostream& out, const Secret&);

/// For nlohmann::json, without its header.
template <typename Json>
void to_json(Json& json, const Secret&) {
  json = "***";
}

}  // namespace redquill

/// Any specification is accepted and ignored.
template <>
struct fmt::formatter<redquill::Secret> {
  constexpr auto parse(fmt::format_parse_context& context) {
    auto at = context.begin();
    while (at != context.end() && *at != '}') ++at;
    return at;
  }
  template <typename Context>
  auto format(const redquill::Secret&, Context& context) const {
    auto out = context.out();
    for (int i = 0; i < 3; ++i) *out++ = '*';
    return out;
  }
};

#endif  // REDQUILL_BASE_SECRET_H_
