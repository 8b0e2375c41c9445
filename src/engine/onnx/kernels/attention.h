// Included by each kernels_*.cc, inside the rules of simd.h.

namespace redquill::engine::onnx::RQ_ISA {

/// Queries that are worked on together: their scores stay in the second-level cache.
inline constexpr int64_t kQueries = 48;

/// Where a head's parts stand in its scratch memory.
struct AttentionLayout {
  int64_t keys, values, length, width, first_row, rows;  // Padded sizes; rows of those needed.
  int64_t positions, block, turned, scores, total;       // Offsets.
};

inline AttentionLayout LayOut(const AttentionArguments& in) {
  AttentionLayout l{};
  l.length = Padded(in.length, Vec::kLanes);
  l.width = Padded(in.size, Vec::kLanes);
  if (in.rows > 0) {
    // Distances in this text reach from 1 - length to length - 1: other rows are never read. With
    // one query, the first, they end at 0.
    const int64_t low = in.reach - (in.length - 1);
    const int64_t high = in.reach + (in.queries > 1 ? in.length - 1 : 0);
    l.first_row = in.table[low] / Vec::kLanes * Vec::kLanes;
    const int64_t needed = Padded(in.table[high] + 1 - l.first_row, Vec::kLanes);
    // The embeddings' own end is not padded.
    l.rows = needed < in.rows - l.first_row ? needed : in.rows - l.first_row;
  }
  const int64_t padded_rows = Padded(l.rows, Vec::kLanes);
  l.values = in.size * l.length;  // Behind the keys, [size, length].
  l.positions = l.values + in.length * l.width;
  l.block = l.positions + (in.relative_query ? l.length * padded_rows : 0);
  l.turned = l.block + (in.relative_key ? kQueries * padded_rows : 0);
  l.scores = Padded(l.turned + 2 * in.length + 2 * Vec::kLanes, Vec::kLanes);
  l.total = l.scores + kQueries * l.length + kQueries * l.width;
  return l;
}

inline int64_t AttentionScratch(const AttentionArguments& in) { return LayOut(in).total; }

/// The keys of a head as columns, and its values as padded rows.
inline void PackHead(const AttentionArguments& in, const AttentionLayout& l, int64_t head,
                     float* scratch) {
  const int64_t stride = in.heads * in.size;
  for (int64_t j = 0; j < in.length; ++j) {
    const float* key = in.key + j * stride + head * in.size;
    const float* value = in.value + j * stride + head * in.size;
    for (int64_t e = 0; e < in.size; ++e) scratch[e * l.length + j] = key[e];
    float* to = scratch + l.values + j * l.width;
    std::memcpy(to, value, static_cast<size_t>(in.size) * sizeof(float));
    for (int64_t e = in.size; e < l.width; ++e) to[e] = 0;
  }
  for (int64_t e = 0; e < in.size; ++e) {
    for (int64_t j = in.length; j < l.length; ++j) scratch[e * l.length + j] = 0;
  }
}

/// x [count, size] (rows `stride` apart) times the relative embeddings' needed rows.
inline void TimesRelative(const AttentionArguments& in, const AttentionLayout& l,
                          const float* relative, int64_t head, const float* x, int64_t stride,
                          int64_t count, float* result) {
  const float* b = relative + head * in.size * in.rows + l.first_row;
  const int64_t whole = l.rows / Vec::kLanes * Vec::kLanes;
  const int64_t padded = Padded(l.rows, Vec::kLanes);
  MatMul(x, stride, b, in.rows, count, in.size, whole, result, padded);
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t r = whole; r < l.rows; ++r) {
      float sum = 0;
      for (int64_t e = 0; e < in.size; ++e) sum += x[i * stride + e] * b[e * in.rows + r];
      result[i * padded + r] = sum;
    }
  }
}

/// Adds both relative terms to the scores of queries [begin, begin + count). A tile of a vector of
/// keys by all the queries reads each line of the positions' products once into the first cache.
inline void AddRelative(const AttentionArguments& in, const AttentionLayout& l, int64_t begin,
                        int64_t count, const float* positions, const float* block,
                        const int32_t* turned, float* scores) {
  const int64_t rows = Padded(l.rows, Vec::kLanes);
  for (int64_t j = 0; j < l.length; j += Vec::kLanes) {
    for (int64_t i = 0; i < count; ++i) {
      // turned[j - i + …] ascends with j: the row of distance i - j.
      const int32_t* index = turned + (j - (begin + i) + in.length - 1);
      Vec score = Vec::Load(scores + i * l.length + j);
      if (block) score = score + Vec::Gather(block + i * rows, index);
      if (positions) {
        score = score + Vec::GatherStrided(positions + j * rows, static_cast<int32_t>(rows), index);
      }
      score.Store(scores + i * l.length + j);
    }
  }
}

/// Turns a row of scores into e^(score - largest) and gives one over their sum. Padding gets 0.
inline float Softmax(int64_t length, int64_t padded, float* row) {
  for (int64_t j = length; j < padded; ++j) row[j] = -1e30f;
  Vec largest = Vec::Load(row);
  for (int64_t j = Vec::kLanes; j < padded; j += Vec::kLanes) {
    largest = Vec::Max(largest, Vec::Load(row + j));
  }
  const Vec top = Vec::Set(largest.Largest());
  Vec sum = Vec::Zero();
  for (int64_t j = 0; j < padded; j += Vec::kLanes) {
    const Vec e = Exp(Vec::Load(row + j) - top);
    e.Store(row + j);
    if (j + Vec::kLanes <= length) {
      sum = sum + e;
    } else {
      for (int64_t k = length; k < padded; ++k) row[k] = 0;
      sum = sum + Vec::Load(row + j);
    }
  }
  return 1 / sum.Sum();
}

/// The table turned around and counted from the first needed row, so that it is read forwards. Its
/// padding is read by vectors that reach past the last key; their scores are thrown away.
inline void TurnTable(const AttentionArguments& in, const AttentionLayout& l, int32_t* turned) {
  const int64_t count = 2 * in.length - 1;
  for (int64_t t = 0; t < count + 2 * Vec::kLanes; ++t) {
    const int64_t row =
        t < count ? in.table[in.reach + in.length - 1 - t] - l.first_row : int64_t{0};
    turned[t] = static_cast<int32_t>(row < 0 || row >= l.rows ? 0 : row);
  }
}

inline void Attend(const AttentionArguments& in, int64_t head, float* scratch) {
  const AttentionLayout l = LayOut(in);
  const int64_t stride = in.heads * in.size;
  PackHead(in, l, head, scratch);
  float* positions = in.relative_query ? scratch + l.positions : nullptr;
  float* block = in.relative_key ? scratch + l.block : nullptr;
  if (positions) {
    TimesRelative(in, l, in.relative_query, head, in.key + head * in.size, stride, in.length,
                  positions);
  }
  int32_t* turned = reinterpret_cast<int32_t*>(scratch + l.turned);
  if (in.rows > 0) TurnTable(in, l, turned);
  float* scores = scratch + l.scores;
  float* blended = scores + kQueries * l.length;
  for (int64_t begin = 0; begin < in.queries; begin += kQueries) {
    const int64_t count = begin + kQueries < in.queries ? kQueries : in.queries - begin;
    const float* query = in.query + begin * stride + head * in.size;
    MatMul(query, stride, scratch, l.length, count, in.size, l.length, scores, l.length);
    if (block) TimesRelative(in, l, in.relative_key, head, query, stride, count, block);
    if (in.rows > 0) {
      AddRelative(in, l, begin, count, positions, block, turned, scores);
    }
    float scale[kQueries];
    for (int64_t i = 0; i < count; ++i) {
      scale[i] = Softmax(in.length, l.length, scores + i * l.length);
    }
    MatMul(scores, l.length, scratch + l.values, l.width, count, in.length, l.width, blended,
           l.width);
    for (int64_t i = 0; i < count; ++i) {
      float* to = in.output + (begin + i) * stride + head * in.size;
      for (int64_t e = 0; e < in.size; ++e) to[e] = blended[i * l.width + e] * scale[i];
    }
  }
}

}  // namespace redquill::engine::onnx::RQ_ISA
