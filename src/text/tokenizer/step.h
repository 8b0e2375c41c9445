#ifndef REDQUILL_TEXT_TOKENIZER_STEP_H_
#define REDQUILL_TEXT_TOKENIZER_STEP_H_

#include <memory>
#include <utility>

#include "text/tokenizer/part.h"

namespace redquill::text {

/// A step made of a function: `Interface::Apply(Subject*)` calls it.
template <typename Interface, typename Subject, typename F>
class Step final : public Interface {
 public:
  explicit Step(F f) : f_(std::move(f)) {}
  void Apply(Subject* subject) const override { f_(subject); }

 private:
  F f_;
};

/// The step, or the fault that `part` had when its members were read.
template <typename Interface, typename Subject, typename F>
Result<std::unique_ptr<const Interface>> MakeStep(const Part& part, F f) {
  if (part.fault()) return Failure(*part.fault());
  return std::make_unique<Step<Interface, Subject, F>>(std::move(f));
}

}  // namespace redquill::text

#endif  // REDQUILL_TEXT_TOKENIZER_STEP_H_
