#include "train/feature/heads_fit.h"

#include <cmath>

#include "engine/gbdt/heads.h"
#include "train/feature/masked_ridge.h"
#include "train/feature/parallel.h"

namespace redquill::train {
namespace {

using engine::gbdt::HeadPair;
using engine::gbdt::kHeads;

Csr FoldRows(const Csr& rows, uint32_t fold) {
  Csr folded(rows.columns() / fold);
  for (size_t i = 0; i < rows.rows(); ++i) folded.Add(engine::gbdt::Fold(rows.Copy(i), fold));
  return folded;
}

/// The terms of both heads in this order: blocks, crossed blocks; head 1 then has the kernel and
/// the crossed kernel.
struct Terms {
  std::vector<Csr> folded;
  std::vector<KernelTerm> ngrams, all;
  size_t blocks = 0;
};

Terms MakeTerms(const engine::gbdt::Spec& spec, const PartPlan& plan, const TrainingRows& rows,
                size_t landmarks, size_t prompts) {
  Terms terms;
  const auto groups = static_cast<int>(prompts);
  terms.folded.reserve(plan.heads.crossed.size());
  for (const auto& block : plan.heads.blocks) {
    const Csr& sparse = rows.blocks[static_cast<size_t>(spec.BlockOf(block.name))];
    terms.ngrams.push_back(
        {.weight = block.weight, .sparse = &sparse, .columns = sparse.columns()});
  }
  terms.blocks = terms.ngrams.size();
  for (const auto& crossed : plan.heads.crossed) {
    const auto block = static_cast<size_t>(spec.BlockOf(crossed.name));
    terms.folded.push_back(FoldRows(rows.blocks[block], crossed.fold));
    terms.ngrams.push_back({.weight = crossed.weight,
                            .sparse = &terms.folded.back(),
                            .columns = terms.folded.back().columns(),
                            .groups = rows.prompt,
                            .group_count = groups});
  }
  terms.all = terms.ngrams;
  KernelTerm kernel{.weight = plan.heads.kernel,
                    .dense = rows.nystroem,
                    .columns = static_cast<uint32_t>(landmarks)};
  terms.all.push_back(kernel);
  if (plan.by_prompt && plan.heads.kernel_crossed > 0) {
    kernel.weight = plan.heads.kernel_crossed;
    kernel.groups = rows.prompt;
    kernel.group_count = groups;
    terms.all.push_back(kernel);
  }
  return terms;
}

/// A term's weights by column in the system of all essays, as an essay's row meets them.
std::vector<float> FullWeights(const KernelTerm& term, const MaskedRidge& fit) {
  const LaneRows lanes = ColumnWeights(term, fit.coefficients);
  std::vector<float> weights;
  weights.reserve(lanes.size());
  const float root = static_cast<float>(std::sqrt(term.weight));
  for (const Lanes& lane : lanes) weights.push_back(lane[0] * root);
  return weights;
}

std::vector<float> OnKernel(const Nystroem& nystroem, std::span<const float> weights) {
  std::vector<float> on_kernel;
  for (size_t first = 0; first < weights.size(); first += nystroem.landmarks()) {
    const auto part = weights.subspan(first, nystroem.landmarks());
    const std::vector<double> doubles(part.begin(), part.end());
    for (const double w : nystroem.KernelWeights(doubles)) {
      on_kernel.push_back(static_cast<float>(w));
    }
  }
  return on_kernel;
}

void TakeWeights(const Terms& terms, size_t head, const MaskedRidge& fit,
                 engine::gbdt::HeadWeights* weights) {
  weights->intercept[head] = static_cast<float>(fit.mean[0]);
  weights->blocks.resize(terms.blocks);
  weights->folded.resize(terms.folded.size());
  for (size_t t = 0; t < terms.ngrams.size(); ++t) {
    auto& pairs = t < terms.blocks ? weights->blocks[t] : weights->folded[t - terms.blocks];
    const auto full = FullWeights(terms.ngrams[t], fit);
    pairs.resize(full.size());
    for (size_t c = 0; c < full.size(); ++c) pairs[c][head] = full[c];
  }
}

/// What each block gives head 1 on average, with its folded weights.
std::vector<float> Centre(const engine::gbdt::Spec& spec, const engine::gbdt::PartSpec& part,
                          const TrainingRows& rows, const engine::gbdt::HeadWeights& weights) {
  const engine::gbdt::Heads heads(spec, part, weights);
  std::vector<double> sums(part.blocks.size(), 0.0);
  for (size_t i = 0; i < rows.size(); ++i) {
    std::vector<engine::SparseVector> ngrams;
    for (const Csr& block : rows.blocks) ngrams.push_back(block.Copy(i));
    const auto values = heads.Run(ngrams, {}, rows.prompt[i]);
    for (size_t b = 0; b < sums.size(); ++b) sums[b] += values.blocks[b];
  }
  std::vector<float> centre;
  for (const double sum : sums) {
    centre.push_back(static_cast<float>(sum / static_cast<double>(rows.size())));
  }
  return centre;
}

}  // namespace

FittedHeads FitHeads(const engine::gbdt::Spec& spec, const PartPlan& plan, const TrainingRows& rows,
                     const Nystroem& nystroem, size_t prompts, int threads, const StepDone& step) {
  const Terms terms = MakeTerms(spec, plan, rows, nystroem.landmarks(), prompts);
  std::array<MaskedRidge, kHeads> fits;
  ParallelFor(kHeads, threads, [&](size_t head) {
    fits[head] = FitMaskedRidge(head == 0 ? terms.ngrams : terms.all, rows.score, plan.inner,
                                head == 0 ? plan.heads.ngrams_penalty : plan.heads.penalty);
    step();
  });
  FittedHeads fitted;
  for (size_t head = 0; head < kHeads; ++head) {
    TakeWeights(terms, head, fits[head], &fitted.weights);
    fitted.out_of_fold[head] = std::move(fits[head].out_of_fold);
  }
  const size_t kernel = terms.ngrams.size();
  fitted.weights.kernel = OnKernel(nystroem, FullWeights(terms.all[kernel], fits[1]));
  if (plan.by_prompt) {
    fitted.weights.kernel_by_prompt =
        terms.all.size() > kernel + 1
            ? OnKernel(nystroem, FullWeights(terms.all[kernel + 1], fits[1]))
            : std::vector<float>(prompts * nystroem.landmarks(), 0.0f);
  }
  engine::gbdt::PartSpec part;
  for (const auto& block : plan.heads.blocks) part.blocks.push_back(block.name);
  for (const auto& crossed : plan.heads.crossed)
    part.folded.push_back({crossed.name, crossed.fold});
  fitted.weights.centre = Centre(spec, part, rows, fitted.weights);
  return fitted;
}

}  // namespace redquill::train
