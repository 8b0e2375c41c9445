#ifndef REDQUILL_MODEL_ONNX_EXPORTED_REWRITER_H_
#define REDQUILL_MODEL_ONNX_EXPORTED_REWRITER_H_

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/onnx/exported/external_files.h"

namespace redquill::model::onnx {

/// A long file in parts, most of them borrowed, so that weights are copied once.
class Pieces {
 public:
  void Borrow(std::string_view part);
  void Own(std::string part);
  uint64_t size() const { return size_; }
  void AppendTo(std::string* out) const;

 private:
  std::vector<std::string_view> parts_;
  std::deque<std::string> own_;
  uint64_t size_ = 0;
};

/// Copies messages of a foreign ONNX file with some values under other names and with constants
/// whose numbers stand in other files made whole. What it has no rule for stays byte for byte.
/// Used by one thread.
class Rewriter {
 public:
  using Names = std::map<std::string, std::string, std::less<>>;  ///< Old to new.

  /// `files` is borrowed.
  Rewriter(Names names, ExternalFiles* files) : names_(std::move(names)), files_(files) {}

  Result<std::string> Node(std::string_view message);
  /// A function has names of its own, which stay.
  Result<std::string> Function(std::string_view message);
  Result<std::string> ValueInfo(std::string_view message);
  Result<std::string> SparseConstant(std::string_view message);
  /// Appends a constant as a field of the graph. What it borrows is the message or of `files`.
  Result<void> Constant(std::string_view message, Pieces* out);

  bool Renames(std::string_view name) const { return names_.contains(name); }

 private:
  struct Tensor {
    std::string head;       // All of it but raw data.
    std::string_view data;  // Raw data's bytes, their field's head being in `head`.
  };
  enum class Kind { kNone, kGraph, kNode, kAttribute, kTensor, kSparse, kFunction, kValueInfo };
  /// Where messages that may have to change stand in others.
  struct Rule {
    Kind in;
    int field;
    Kind what;
  };
  static const Rule kRules[];
  static Kind Below(Kind kind, int field);
  static bool IsName(Kind kind, int field);

  Result<std::string> Copy(Kind kind, std::string_view message, int depth);
  Result<Tensor> CopyTensor(std::string_view message);
  std::string_view NewName(std::string_view name) const;

  Names names_;
  ExternalFiles* files_;
  bool rename_ = true;
};

}  // namespace redquill::model::onnx

#endif  // REDQUILL_MODEL_ONNX_EXPORTED_REWRITER_H_
