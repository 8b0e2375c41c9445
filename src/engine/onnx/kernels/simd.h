// A vector of floats as wide as the instruction set that this file is compiled for. Included once
// by each kernels_*.cc, which are compiled with different flags; everything is inside the namespace
// that they name in RQ_ISA, so that the linker can't mix them.
//
// Multiply-add is written out (Fma), so that a compiler's choice to fuse or not can't change a
// score; instruction sets without it round twice.
#ifndef RQ_ISA
#error "include this from a kernels_*.cc"
#endif

#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

namespace redquill::engine::onnx::RQ_ISA {

#if defined(__AVX512F__)

struct Vec {
  static constexpr int64_t kLanes = 16;
  static constexpr int kRows = 6, kColumns = 4;  ///< Of a tile that fits in the registers.
  __m512 v;

  static Vec Zero() { return {_mm512_setzero_ps()}; }
  static Vec Set(float x) { return {_mm512_set1_ps(x)}; }
  static Vec Load(const float* p) { return {_mm512_loadu_ps(p)}; }
  void Store(float* p) const { _mm512_storeu_ps(p, v); }
  /// p[index[i]]
  static Vec Gather(const float* p, const int32_t* index) {
    return {_mm512_i32gather_ps(_mm512_loadu_si512(index), p, 4)};
  }
  /// p[i * stride + index[i]]
  static Vec GatherStrided(const float* p, int32_t stride, const int32_t* index) {
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i at = _mm512_add_epi32(_mm512_mullo_epi32(lane, _mm512_set1_epi32(stride)),
                                        _mm512_loadu_si512(index));
    return {_mm512_i32gather_ps(at, p, 4)};
  }
  friend Vec operator+(Vec a, Vec b) { return {_mm512_add_ps(a.v, b.v)}; }
  friend Vec operator-(Vec a, Vec b) { return {_mm512_sub_ps(a.v, b.v)}; }
  friend Vec operator*(Vec a, Vec b) { return {_mm512_mul_ps(a.v, b.v)}; }
  friend Vec operator/(Vec a, Vec b) { return {_mm512_div_ps(a.v, b.v)}; }
  static Vec Max(Vec a, Vec b) { return {_mm512_max_ps(a.v, b.v)}; }
  static Vec Min(Vec a, Vec b) { return {_mm512_min_ps(a.v, b.v)}; }
  /// a * b + c, rounded once.
  static Vec Fma(Vec a, Vec b, Vec c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
  static Vec Round(Vec a) {
    return {_mm512_roundscale_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
  }
  /// 2^n for whole n from -126 to 127.
  static Vec PowerOfTwo(Vec n) {
    const __m512i bits =
        _mm512_slli_epi32(_mm512_add_epi32(_mm512_cvtps_epi32(n.v), _mm512_set1_epi32(127)), 23);
    return {_mm512_castsi512_ps(bits)};
  }
  float Sum() const { return _mm512_reduce_add_ps(v); }
  float Largest() const { return _mm512_reduce_max_ps(v); }
};

#elif defined(__AVX2__) && defined(__FMA__)

struct Vec {
  static constexpr int64_t kLanes = 8;
  static constexpr int kRows = 6, kColumns = 2;
  __m256 v;

  static Vec Zero() { return {_mm256_setzero_ps()}; }
  static Vec Set(float x) { return {_mm256_set1_ps(x)}; }
  static Vec Load(const float* p) { return {_mm256_loadu_ps(p)}; }
  void Store(float* p) const { _mm256_storeu_ps(p, v); }
  static Vec Gather(const float* p, const int32_t* index) {
    return {_mm256_i32gather_ps(p, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(index)), 4)};
  }
  static Vec GatherStrided(const float* p, int32_t stride, const int32_t* index) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i at =
        _mm256_add_epi32(_mm256_mullo_epi32(lane, _mm256_set1_epi32(stride)),
                         _mm256_loadu_si256(reinterpret_cast<const __m256i*>(index)));
    return {_mm256_i32gather_ps(p, at, 4)};
  }
  friend Vec operator+(Vec a, Vec b) { return {_mm256_add_ps(a.v, b.v)}; }
  friend Vec operator-(Vec a, Vec b) { return {_mm256_sub_ps(a.v, b.v)}; }
  friend Vec operator*(Vec a, Vec b) { return {_mm256_mul_ps(a.v, b.v)}; }
  friend Vec operator/(Vec a, Vec b) { return {_mm256_div_ps(a.v, b.v)}; }
  static Vec Max(Vec a, Vec b) { return {_mm256_max_ps(a.v, b.v)}; }
  static Vec Min(Vec a, Vec b) { return {_mm256_min_ps(a.v, b.v)}; }
  static Vec Fma(Vec a, Vec b, Vec c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
  static Vec Round(Vec a) {
    return {_mm256_round_ps(a.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)};
  }
  static Vec PowerOfTwo(Vec n) {
    const __m256i bits =
        _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n.v), _mm256_set1_epi32(127)), 23);
    return {_mm256_castsi256_ps(bits)};
  }
  float Sum() const {
    const __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 two = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }
  float Largest() const {
    const __m128 half = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 two = _mm_max_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
  }
};

#else

/// Four floats, for any processor; compilers turn the loops into its vectors.
struct Vec {
  static constexpr int64_t kLanes = 4;
  static constexpr int kRows = 4, kColumns = 2;
  float v[4];

  template <typename F>
  static Vec Make(F f) {
    Vec made;
    for (int i = 0; i < 4; ++i) made.v[i] = f(i);
    return made;
  }
  static Vec Zero() { return Set(0); }
  static Vec Set(float x) {
    return Make([&](int) { return x; });
  }
  static Vec Load(const float* p) {
    return Make([&](int i) { return p[i]; });
  }
  void Store(float* p) const { std::memcpy(p, v, sizeof v); }
  static Vec Gather(const float* p, const int32_t* index) {
    return Make([&](int i) { return p[index[i]]; });
  }
  static Vec GatherStrided(const float* p, int32_t stride, const int32_t* index) {
    return Make([&](int i) { return p[i * stride + index[i]]; });
  }
  friend Vec operator+(Vec a, Vec b) {
    return Make([&](int i) { return a.v[i] + b.v[i]; });
  }
  friend Vec operator-(Vec a, Vec b) {
    return Make([&](int i) { return a.v[i] - b.v[i]; });
  }
  friend Vec operator*(Vec a, Vec b) {
    return Make([&](int i) { return a.v[i] * b.v[i]; });
  }
  friend Vec operator/(Vec a, Vec b) {
    return Make([&](int i) { return a.v[i] / b.v[i]; });
  }
  static Vec Max(Vec a, Vec b) {
    return Make([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
  }
  static Vec Min(Vec a, Vec b) {
    return Make([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
  }
  static Vec Fma(Vec a, Vec b, Vec c) {
    return Make([&](int i) { return a.v[i] * b.v[i] + c.v[i]; });
  }
  static Vec Round(Vec a) {
    return Make([&](int i) { return std::nearbyint(a.v[i]); });
  }
  static Vec PowerOfTwo(Vec n) {
    return Make([&](int i) {
      const uint32_t bits = static_cast<uint32_t>(static_cast<int32_t>(n.v[i]) + 127) << 23;
      float power;
      std::memcpy(&power, &bits, sizeof power);
      return power;
    });
  }
  float Sum() const { return (v[0] + v[2]) + (v[1] + v[3]); }
  float Largest() const { return Max(*this, {v[2], v[3], v[2], v[3]}).TwoLargest(); }

 private:
  float TwoLargest() const { return v[0] > v[1] ? v[0] : v[1]; }
};

#endif

/// e^x to within 2 units in the last place, 0 below about -87: the argument is split into a whole
/// number of ln 2 and a rest, whose exponential is a polynomial (Cephes' coefficients, S. Moshier).
inline Vec Exp(Vec x) {
  const Vec bounded = Vec::Max(Vec::Min(x, Vec::Set(88.0f)), Vec::Set(-87.3f));
  const Vec n = Vec::Round(bounded * Vec::Set(1.44269504088896341f));
  Vec r = Vec::Fma(n, Vec::Set(-0.693359375f), bounded);
  r = Vec::Fma(n, Vec::Set(2.12194440e-4f), r);
  Vec p = Vec::Set(1.9875691500e-4f);
  for (float c :
       {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f}) {
    p = Vec::Fma(p, r, Vec::Set(c));
  }
  return (Vec::Fma(p * r, r, r) + Vec::Set(1)) * Vec::PowerOfTwo(n);
}

/// The least multiple of the vector's width that is not below n.
inline int64_t Padded(int64_t n, int64_t multiple) {
  return (n + multiple - 1) / multiple * multiple;
}

}  // namespace redquill::engine::onnx::RQ_ISA
