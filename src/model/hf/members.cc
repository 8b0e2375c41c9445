#include "model/hf/members.h"

#include <array>
#include <cmath>
#include <utility>

#include "base/quote.h"

namespace redquill::model::hf {

bool Members::Has(std::string_view key) const {
  const auto at = object_.find(key);
  return at != object_.end() && !at->is_null();
}

void Members::Set(Code code, std::string_view key, std::string message) {
  if (!fault_) fault_ = Error{code, std::move(message), std::string(key)};
}

void Members::Unsupported(std::string_view key, std::string_view why) {
  Set(Code::kUnsupported, key, std::string(key) + ": " + std::string(why));
}

void Members::Wrong(std::string_view key, std::string_view rule) {
  Set(Code::kInvalidArgument, key, std::string(key) + " " + std::string(rule));
}

int64_t Members::Size(std::string_view key, int64_t max) {
  if (!Has(key)) {
    Wrong(key, "is missing");
    return 1;
  }
  return Size(key, 1, max, 1);
}

int64_t Members::Size(std::string_view key, int64_t min, int64_t max, int64_t missing) {
  if (!Has(key)) return missing;
  const auto& value = *object_.find(key);
  // An unsigned value beyond int64_t would turn negative: it is compared as it is.
  if (value.is_number_integer() &&
      !(value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(max))) {
    const int64_t number = value.get<int64_t>();
    if (number >= min && number <= max) return number;
  }
  Wrong(key, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return missing;
}

double Members::Positive(std::string_view key, double missing) {
  if (!Has(key)) return missing;
  const auto& value = *object_.find(key);
  if (value.is_number()) {
    const double number = value.get<double>();
    if (std::isfinite(number) && number > 0) return number;
  }
  Wrong(key, "must be a number above 0");
  return missing;
}

bool Members::Flag(std::string_view key, bool missing) {
  if (!Has(key)) return missing;
  const auto& value = *object_.find(key);
  if (value.is_boolean()) return value.get<bool>();
  Wrong(key, "must be true or false");
  return missing;
}

std::string Members::Text(std::string_view key, std::string_view missing) {
  if (!Has(key)) return std::string(missing);
  const auto& value = *object_.find(key);
  if (value.is_string() && value.get_ref<const std::string&>().size() <= 200) {
    return value.get<std::string>();
  }
  Wrong(key, "must be a string of at most 200 bytes");
  return std::string(missing);
}

Activation Members::Function(std::string_view key, std::string_view missing) {
  constexpr std::array<std::pair<std::string_view, Activation>, 8> kKnown = {
      {{"gelu", Activation::kGelu},
       {"gelu_new", Activation::kGeluTanh},
       {"gelu_fast", Activation::kGeluTanh},
       {"gelu_pytorch_tanh", Activation::kGeluTanh},
       {"relu", Activation::kRelu},
       {"silu", Activation::kSilu},
       {"swish", Activation::kSilu},
       {"tanh", Activation::kTanh}}};
  const std::string name = Text(key, missing);
  for (const auto& [known, activation] : kKnown) {
    if (name == known) return activation;
  }
  Unsupported(key, "the activation " + Quoted(name) +
                       " is not known; known are gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, "
                       "relu, silu, swish and tanh");
  return Activation::kGelu;
}

void Members::Insist(std::string_view key, bool value, bool missing, std::string_view why) {
  if (Flag(key, missing) != value) Unsupported(key, why);
}

}  // namespace redquill::model::hf
