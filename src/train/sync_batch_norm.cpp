#include "train/sync_batch_norm.h"

namespace autochrome::train {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// Of each channel over all ranks; each [C].
struct Statistics {
  Tensor mean;
  Tensor variance;  ///< biased
  Tensor samples;   ///< the same number for every channel; on the device, as nothing waits for it
};

/// Lets a reference travel to the backward pass.
struct HeldRanks : torch::CustomClassHolder {
  explicit HeldRanks(const Ranks& held) : ranks(held) {}

  const Ranks& ranks;
};

const std::vector<std::int64_t> kAllButChannels = {0, 2, 3};

/// A value a channel, shaped to broadcast over [N, C, H, W].
Tensor over_pictures(const Tensor& channels) { return channels.reshape({1, -1, 1, 1}); }

Statistics joint_statistics(const Tensor& x, const Ranks& ranks) {
  const auto samples = static_cast<double>(x.numel() / x.size(1));
  const auto [variance, mean] = torch::var_mean(x, kAllButChannels, /*unbiased=*/false);
  const Tensor own =
      torch::stack({torch::full_like(mean, samples), mean, variance}).to(torch::kDouble);
  const Tensor parts = ranks.gather(own);  // [ranks, 3, C]
  const Tensor counts = parts.select(1, 0);
  const Tensor means = parts.select(1, 1);
  const Tensor total = counts.sum(0);
  const Tensor joint = (counts * means).sum(0) / total;
  const Tensor squares = counts * (parts.select(1, 2) + (means - joint).square());
  return {.mean = joint.to(mean.dtype()),
          .variance = (squares.sum(0) / total).to(mean.dtype()),
          .samples = total.to(mean.dtype())};
}

void record(const Statistics& batch, double share, Tensor& running_mean, Tensor& running_var) {
  // As torch::batch_norm: normalized by the biased variance, recorded the unbiased one.
  const Tensor unbiased = batch.samples / (batch.samples - 1).clamp_min(1);
  running_mean.lerp_(batch.mean, share);
  running_var.lerp_(batch.variance * unbiased, share);
}

class SyncBatchNorm : public torch::autograd::Function<SyncBatchNorm> {
 public:
  static Tensor forward(AutogradContext* context,
                        const Tensor& x,
                        const Tensor& weight,
                        const Tensor& bias,
                        Tensor running_mean,
                        Tensor running_var,
                        double share,
                        double epsilon,
                        const Ranks* ranks) {
    const Statistics batch = joint_statistics(x.to(weight.dtype()), *ranks);
    record(batch, share, running_mean, running_var);
    const Tensor inverse = (batch.variance + epsilon).rsqrt();
    context->save_for_backward({x, weight, batch.mean, inverse, batch.samples});
    context->saved_data["ranks"] =
        torch::IValue::make_capsule(c10::make_intrusive<HeldRanks>(*ranks));
    return torch::batch_norm(x, weight, bias, batch.mean, batch.variance, /*training=*/false, 0,
                             epsilon, /*cudnn_enabled=*/true);
  }

  // With x̂ = (x - mean) · inverse and n samples in all:
  // dx = weight · inverse · (dy - Σ dy / n - x̂ · Σ (dy · x̂) / n), the sums over all ranks.
  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    const tensor_list saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], &mean = saved[2], &inverse = saved[3];
    const Tensor& samples = saved[4];
    const auto held = context->saved_data["ranks"].toCapsule();
    const Ranks& ranks = static_cast<const HeldRanks&>(*held).ranks;

    const Tensor dy = gradients[0].to(weight.dtype());
    const Tensor normalized = (x - over_pictures(mean)) * over_pictures(inverse);
    const Tensor d_bias = dy.sum(kAllButChannels);
    const Tensor d_weight = (dy * normalized).sum(kAllButChannels);
    Tensor joint = torch::stack({d_bias, d_weight});
    ranks.sum(joint);
    joint /= samples;
    const Tensor dx = over_pictures(weight * inverse) *
                      (dy - over_pictures(joint[0]) - normalized * over_pictures(joint[1]));
    return {dx.to(x.dtype()), d_weight, d_bias, {}, {}, {}, {}, {}};
  }
};

}  // namespace

Tensor sync_batch_norm(const Tensor& x,
                       const Tensor& weight,
                       const Tensor& bias,
                       Tensor& running_mean,
                       Tensor& running_var,
                       double share,
                       double epsilon,
                       const Ranks& ranks) {
  if (ranks.count() == 1) {
    return torch::batch_norm(x, weight, bias, running_mean, running_var, /*training=*/true, share,
                             epsilon, /*cudnn_enabled=*/true);
  }
  return SyncBatchNorm::apply(x, weight, bias, running_mean, running_var, share, epsilon, &ranks);
}

}  // namespace autochrome::train
