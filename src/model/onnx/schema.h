#ifndef REDQUILL_MODEL_ONNX_SCHEMA_H_
#define REDQUILL_MODEL_ONNX_SCHEMA_H_

#include <cstdint>

/// Field and enumeration numbers of the published ONNX schema (onnx.proto, IR version 8), as far as
/// they are written or read here.
namespace redquill::model::onnx::schema {

inline constexpr uint64_t kIrVersion = 8;
inline constexpr uint64_t kOpset = 17;  ///< The oldest with LayerNormalization.

namespace model {
inline constexpr int kIrVersionField = 1, kProducerName = 2, kProducerVersion = 3, kGraph = 7,
                     kOpsetImport = 8, kMetadata = 14, kTraining = 20, kFunction = 25;
}
namespace opset {
inline constexpr int kDomain = 1, kVersion = 2;
}
namespace entry {
inline constexpr int kKey = 1, kValue = 2;
}
namespace graph {
inline constexpr int kNode = 1, kName = 2, kInitializer = 5, kInput = 11, kOutput = 12,
                     kValueInfo = 13, kQuantization = 14, kSparseInitializer = 15;
}
namespace function {
inline constexpr int kNode = 7, kAttribute = 11;
}
namespace sparse {
inline constexpr int kValues = 1, kIndices = 2;
}
namespace node {
inline constexpr int kInput = 1, kOutput = 2, kName = 3, kOpType = 4, kAttribute = 5, kDomain = 7;
}
namespace attribute {
inline constexpr int kName = 1, kFloat = 2, kInt = 3, kString = 4, kTensor = 5, kGraph = 6,
                     kInts = 8, kTensors = 10, kGraphs = 11, kType = 20, kSparse = 22,
                     kSparses = 23;
inline constexpr uint64_t kTypeFloat = 1, kTypeInt = 2, kTypeString = 3, kTypeTensor = 4,
                          kTypeInts = 7;
}  // namespace attribute
namespace tensor {
inline constexpr int kDims = 1, kDataType = 2, kName = 8, kRawData = 9, kExternal = 13,
                     kLocation = 14;
}
namespace value_info {
inline constexpr int kName = 1, kType = 2;
}
namespace type {
inline constexpr int kTensor = 1, kElement = 1, kShape = 2, kDim = 1, kDimValue = 1, kDimParam = 2;
}

}  // namespace redquill::model::onnx::schema

#endif  // REDQUILL_MODEL_ONNX_SCHEMA_H_
