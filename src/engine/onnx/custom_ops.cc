#include "engine/onnx/custom_ops.h"

#include <algorithm>
#include <atomic>

#include "engine/onnx/kernel_context.h"
#include "engine/onnx/kernels/kernels.h"
#include "engine/onnx/library.h"

namespace redquill::engine::onnx {
namespace {

/// A node's attributes, read once.
struct Kernel {
  const OrtApi* api;
  int64_t heads = 0;
  float epsilon = 0;
};

// DisentangledAttention: query, key, value, relative_key?, relative_query?, table.
OrtStatus* ComputeAttention(void* data, OrtKernelContext* raw) {
  const Kernel& kernel = *static_cast<const Kernel*>(data);
  KernelContext context(*kernel.api, raw);
  const OpTensor query = context.Input(0), key = context.Input(1), value = context.Input(2);
  const OpTensor relative_key = context.Input(3), relative_query = context.Input(4);
  const OpTensor table = context.Input(5);
  AttentionArguments in;
  in.query = query.floats();
  in.key = key.floats();
  in.value = value.floats();
  in.heads = kernel.heads;
  in.queries = query.size(-2);
  in.length = key.size(-2);
  const int64_t width = query.size(-1);
  context.Require(kernel.heads > 0 && width > 0 && width % kernel.heads == 0,
                  "the width must be a multiple of the heads");
  if (context.failed()) return context.Take();
  in.size = width / kernel.heads;
  in.relative_key = relative_key.floats();
  in.relative_query = relative_query.floats();
  const OpTensor& relative = relative_key.data ? relative_key : relative_query;
  in.rows = relative.data ? relative.size(-1) : 0;
  in.table = table.ints();
  in.reach = (table.elements() - 1) / 2;
  context.Require(in.queries == in.length || in.queries == 1, "one query or as many as keys");
  context.Require(query.elements() == in.queries * width && key.elements() == in.length * width &&
                      value.elements() == in.length * width,
                  "query, key and value must be [1, length, width]");
  for (const OpTensor* terms : {&relative_key, &relative_query}) {
    context.Require(!terms->data || terms->elements() == width * in.rows,
                    "relative terms must be [heads, size, rows]");
  }
  context.Require(in.rows == 0 || in.reach >= in.length - 1, "the table is too short for the text");
  in.output = context.Output(0, query.shape);
  if (context.failed() || in.length == 0) return context.Take();

  const Kernels& kernels = BestKernels();
  const int64_t floats = kernels.attention_scratch(in);
  std::atomic<bool> starved = false;
  context.ParallelFor(in.heads, [&](int64_t head) {
    const Scratch scratch(*kernel.api, raw, floats);
    if (scratch.data() == nullptr) {
      starved = true;
    } else {
      kernels.attend(in, head, scratch.data());
    }
  });
  context.Require(!starved, "out of memory");
  return context.Take();
}

// AddAndNormalise: x, skip, gamma, beta?, bias? to value, sum?.
OrtStatus* ComputeNorm(void* data, OrtKernelContext* raw) {
  const Kernel& kernel = *static_cast<const Kernel*>(data);
  KernelContext context(*kernel.api, raw);
  const OpTensor x = context.Input(0), skip = context.Input(1), gamma = context.Input(2);
  const OpTensor beta = context.Input(3), bias = context.Input(4);
  NormArguments in;
  in.width = x.size(-1);
  in.x = x.floats();
  in.skip = skip.floats();
  in.gamma = gamma.floats();
  in.beta = beta.floats();
  in.bias = bias.floats();
  in.epsilon = kernel.epsilon;
  context.Require(x.data && x.elements() == skip.elements() && gamma.elements() == in.width,
                  "x and skip must have one shape, gamma their width");
  context.Require(
      (!beta.data || beta.elements() == in.width) && (!bias.data || bias.elements() == in.width),
      "beta and bias must have the width of x");
  in.output = context.Output(0, x.shape);
  size_t outputs = 0;
  if (OrtStatus* status = kernel.api->KernelContext_GetOutputCount(raw, &outputs)) return status;
  if (outputs > 1) in.sum = context.Output(1, x.shape);
  if (context.failed() || in.width == 0) return context.Take();
  const int64_t rows = x.elements() / in.width;
  constexpr int64_t kRows = 32;  // A piece of work: about 10 microseconds.
  context.ParallelFor((rows + kRows - 1) / kRows, [&](int64_t piece) {
    BestKernels().add_and_normalise(in, piece * kRows, std::min(rows, (piece + 1) * kRows));
  });
  return context.Take();
}

/// What an operator is called and how its inputs look; the C API's table of functions is filled
/// from it.
struct Operator : OrtCustomOp {
  const char* name = nullptr;
  size_t inputs = 0, outputs = 0;
  size_t required_inputs = 0, required_outputs = 0;
  size_t int_input = SIZE_MAX;  // The one input that holds int32.
};

const Operator& Self(const OrtCustomOp* op) { return *static_cast<const Operator*>(op); }

OrtStatus* CreateKernel(const OrtCustomOp* op, const OrtApi* api, const OrtKernelInfo* info,
                        void** kernel) {
  auto made = std::make_unique<Kernel>();
  made->api = api;
  const bool attention = Self(op).int_input != SIZE_MAX;
  OrtStatus* status = attention
                          ? api->KernelInfoGetAttribute_int64(info, "heads", &made->heads)
                          : api->KernelInfoGetAttribute_float(info, "epsilon", &made->epsilon);
  if (status == nullptr) *kernel = made.release();
  return status;
}

Operator Make(const char* name, size_t inputs, size_t required_inputs, size_t outputs,
              size_t required_outputs) {
  Operator op;
  static_cast<OrtCustomOp&>(op) = OrtCustomOp{};
  op.name = name;
  op.inputs = inputs;
  op.required_inputs = required_inputs;
  op.outputs = outputs;
  op.required_outputs = required_outputs;
  op.version = kOldestApi;
  op.GetName = [](const OrtCustomOp* self) { return Self(self).name; };
  op.GetExecutionProviderType = [](const OrtCustomOp*) -> const char* { return nullptr; };
  op.GetInputTypeCount = [](const OrtCustomOp* self) { return Self(self).inputs; };
  op.GetOutputTypeCount = [](const OrtCustomOp* self) { return Self(self).outputs; };
  op.GetInputType = [](const OrtCustomOp* self, size_t i) {
    return i == Self(self).int_input ? ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32
                                     : ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
  };
  op.GetOutputType = [](const OrtCustomOp*, size_t) { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; };
  op.GetInputCharacteristic = [](const OrtCustomOp* self, size_t i) {
    return i < Self(self).required_inputs ? INPUT_OUTPUT_REQUIRED : INPUT_OUTPUT_OPTIONAL;
  };
  op.GetOutputCharacteristic = [](const OrtCustomOp* self, size_t i) {
    return i < Self(self).required_outputs ? INPUT_OUTPUT_REQUIRED : INPUT_OUTPUT_OPTIONAL;
  };
  op.GetInputMemoryType = [](const OrtCustomOp*, size_t) { return OrtMemTypeDefault; };
  op.GetVariadicInputMinArity = [](const OrtCustomOp*) { return 0; };
  op.GetVariadicInputHomogeneity = [](const OrtCustomOp*) { return 0; };
  op.GetVariadicOutputMinArity = [](const OrtCustomOp*) { return 0; };
  op.GetVariadicOutputHomogeneity = [](const OrtCustomOp*) { return 0; };
  op.GetStartVersion = [](const OrtCustomOp*) { return 1; };
  op.GetEndVersion = [](const OrtCustomOp*) { return 1; };
  op.CreateKernelV2 = CreateKernel;
  op.KernelDestroy = [](void* kernel) { delete static_cast<Kernel*>(kernel); };
  return op;
}

const Operator& DisentangledAttention() {
  static const Operator kOperator = [] {
    Operator op = Make("DisentangledAttention", 6, 3, 1, 1);
    op.int_input = 5;
    op.KernelComputeV2 = ComputeAttention;
    return op;
  }();
  return kOperator;
}

const Operator& AddAndNormalise() {
  static const Operator kOperator = [] {
    Operator op = Make("AddAndNormalise", 5, 3, 2, 1);
    op.KernelComputeV2 = ComputeNorm;
    return op;
  }();
  return kOperator;
}

}  // namespace

Result<Handle<OrtCustomOpDomain>> MakeCustomOps(const OrtApi& api) {
  OrtCustomOpDomain* raw = nullptr;
  if (auto made = Check(api, api.CreateCustomOpDomain("redquill", &raw), "operators"); !made) {
    return Failure(made.error());
  }
  auto domain = Own(raw, api.ReleaseCustomOpDomain);
  for (const Operator* op : {&DisentangledAttention(), &AddAndNormalise()}) {
    if (auto added = Check(api, api.CustomOpDomain_Add(raw, op), "operators"); !added) {
      return Failure(added.error());
    }
  }
  return domain;
}

}  // namespace redquill::engine::onnx
