#include "engine/gbdt/booster.h"

#include <xgboost/c_api.h>

#include <cmath>
#include <limits>
#include <mutex>

namespace redquill::engine::gbdt {
namespace {

/// XGBoost's words without the time and place of its source that stand before them.
std::string LastReason() {
  std::string reason = XGBGetLastError();
  reason = reason.substr(0, reason.find('\n'));
  if (reason.starts_with('[')) {
    const size_t place = reason.find("] "), end = reason.find(": ");
    if (place != std::string::npos && end != std::string::npos) reason = reason.substr(end + 2);
  }
  return reason.substr(0, 200);
}

tl::unexpected<Error> Broken(Code code, const std::string& what) {
  return Fail(code, what + " (XGBoost: " + LastReason() + ")");
}

/// The row as XGBoost's array interface names it.
std::string ArrayInterface(std::span<const float> row) {
  return R"({"data":[)" + std::to_string(reinterpret_cast<uintptr_t>(row.data())) +
         R"(,true],"shape":[1,)" + std::to_string(row.size()) + R"(],"typestr":"<f4","version":3})";
}

std::string PredictConfig(int type) {
  return R"({"type":)" + std::to_string(type) +
         R"(,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,)"
         R"("missing":NaN,"cache_id":0})";
}

}  // namespace

struct Booster::Handle {
  BoosterHandle booster = nullptr;
  std::mutex explaining;  // Only in-place prediction is documented as safe from many threads.
  std::string config = PredictConfig(0);

  ~Handle() {
    if (booster) XGBoosterFree(booster);
  }
};

Booster::Booster(std::unique_ptr<Handle> handle, size_t columns)
    : handle_(std::move(handle)), columns_(columns) {}
Booster::~Booster() = default;
Booster::Booster(Booster&&) noexcept = default;
Booster& Booster::operator=(Booster&&) noexcept = default;

Result<Booster> Booster::Load(std::span<const std::byte> model, size_t columns) {
  // XGBoost takes anything else for its old binary form, which it reads without checks.
  if (model.empty() || model.front() != std::byte{'{'}) {
    return Fail(Code::kCorrupt, "The trees are neither UBJSON nor JSON");
  }
  auto handle = std::make_unique<Handle>();
  if (XGBoosterCreate(nullptr, 0, &handle->booster) != 0) {
    return Broken(Code::kInternal, "A booster could not be made");
  }
  if (XGBoosterLoadModelFromBuffer(handle->booster, model.data(), model.size()) != 0) {
    return Broken(Code::kCorrupt, "The trees can't be read");
  }
  bst_ulong expected = 0;
  if (XGBoosterSetParam(handle->booster, "nthread", "1") != 0 ||
      XGBoosterSetParam(handle->booster, "verbosity", "0") != 0 ||
      XGBoosterGetNumFeature(handle->booster, &expected) != 0) {
    return Broken(Code::kInternal, "The booster could not be set up");
  }
  if (expected != columns) {
    return Fail(Code::kCorrupt, "The trees read " + std::to_string(expected) +
                                    " columns, the model has " + std::to_string(columns));
  }
  Booster booster(std::move(handle), columns);
  // The first prediction configures the booster; after it, prediction only reads.
  const auto warm = booster.Predict(std::vector<float>(columns, 0.0f));
  if (!warm) return Failure(warm.error());
  return booster;
}

Result<double> Booster::Predict(std::span<const float> row) const {
  if (row.size() != columns_) {
    return Fail(Code::kInvalidArgument, "The trees read " + std::to_string(columns_) +
                                            " columns, not " + std::to_string(row.size()));
  }
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  if (XGBoosterPredictFromDense(handle_->booster, ArrayInterface(row).c_str(),
                                handle_->config.c_str(), nullptr, &shape, &dimensions,
                                &result) != 0) {
    return Broken(Code::kInternal, "The trees could not be run");
  }
  if (dimensions != 1 || shape[0] != 1 || !std::isfinite(result[0])) {
    return Fail(Code::kCorrupt, "The trees give no single finite value");
  }
  return static_cast<double>(result[0]);
}

Result<std::vector<float>> Booster::Contributions(std::span<const float> row) const {
  if (row.size() != columns_) {
    return Fail(Code::kInvalidArgument, "The trees read " + std::to_string(columns_) +
                                            " columns, not " + std::to_string(row.size()));
  }
  const std::lock_guard lock(handle_->explaining);
  DMatrixHandle matrix = nullptr;
  if (XGDMatrixCreateFromMat(row.data(), 1, row.size(), std::numeric_limits<float>::quiet_NaN(),
                             &matrix) != 0) {
    return Broken(Code::kInternal, "The row could not be read");
  }
  const std::unique_ptr<void, int (*)(DMatrixHandle)> owner(matrix, &XGDMatrixFree);
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* result = nullptr;
  if (XGBoosterPredictFromDMatrix(handle_->booster, matrix, PredictConfig(2).c_str(), &shape,
                                  &dimensions, &result) != 0) {
    return Broken(Code::kInternal, "The trees could not be explained");
  }
  if (dimensions != 2 || shape[0] != 1 || shape[1] != columns_ + 1) {
    return Fail(Code::kInternal, "The trees' explanation has an unexpected shape");
  }
  return std::vector<float>(result, result + columns_ + 1);
}

std::string RuntimeName() {
  int major = 0, minor = 0, patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return "xgboost " + std::to_string(major) + "." + std::to_string(minor) + "." +
         std::to_string(patch);
}

}  // namespace redquill::engine::gbdt
