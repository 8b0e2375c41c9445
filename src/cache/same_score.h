#ifndef REDQUILL_CACHE_SAME_SCORE_H_
#define REDQUILL_CACHE_SAME_SCORE_H_

#include <cstddef>
#include <optional>
#include <vector>

namespace redquill::cache {

/// P(same score | similarity), learnt from pairs that were both scored: a logistic curve
/// 1 / (1 + exp(-g (s - t))) with g >= 0, and how sure it is. This is the model of vCache
/// (Schroeder et al., "vCache: Verified Semantic Prompt Caching", arXiv 2502.03771), with another
/// confidence band: theirs is Gaussian around the fitted t, which is far too narrow for few
/// observations and undefined where the observations are separated; ours holds every curve whose
/// log-likelihood is within log(1/e) of the best one's. For observations at one similarity that is
/// Chernoff's bound
/// ("A measure of asymptotic efficiency for tests of a hypothesis", 1952) and so valid for any
/// number of them: the true curve is outside with a probability of e at most.
///
/// A value; one thread at a time.
class SameScoreModel {
 public:
  /// `error` (δ): the share of wrong scores that is allowed.
  explicit SameScoreModel(double error) : error_(error) {}

  void Add(double similarity, bool same);
  size_t size() const { return observations_.size(); }

  /// A probability that an answer at that similarity has the same score, which the true one is not
  /// below: the best (1 - e) p over e, where every curve in the band of e is at least p there.
  double AtLeast(double similarity) const;

  /// The least similarity from which AtLeast is 1 - δ or more and the pairs seen from there on show
  /// by themselves that at most δ are wrong (Clopper and Pearson's bound of 99 %), since the true
  /// probability need not follow a logistic curve; nothing where there is none among those seen.
  /// Kept between calls, and found anew once the observations tell more.
  std::optional<double> ServesFrom();

  /// The paper's rule: with what probability to score anew, so that of all requests at that
  /// similarity (those scored anew among them, which are never wrong) at most δ are answered wrong.
  /// 0 from ServesFrom on.
  double ExploreProbability(double similarity) const;

 private:
  struct Observation {
    double similarity;
    bool same;
  };
  struct Curve {
    double slope = 0, height = 0;  ///< Per spread, and the logit at the middle.
    double likelihood = 0;         ///< Its log.
  };

  double Likelihood(double slope, double at, double height) const;
  Curve BestThrough(double at, double height) const;
  Curve Best() const;
  bool Reaches(double similarity, const Curve& best) const;
  void Measure();

  double error_;
  std::vector<Observation> observations_;  // At most kMost; the oldest goes.
  double middle_ = 0, spread_ = 1;
  std::optional<double> serves_from_;
  size_t since_ = 0;  // Observations since serves_from_ was found.
  bool wrong_since_ = false, found_ = false;
};

}  // namespace redquill::cache

#endif  // REDQUILL_CACHE_SAME_SCORE_H_
