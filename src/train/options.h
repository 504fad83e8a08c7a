// What a training can be told; the defaults are the study's (sections 3, 4.1, 4.7 and 4.8).
#pragma once

#include <cstdint>
#include <string>

#include "base/options.h"

namespace autochrome::train {

struct TrainOptions {
  int epochs = 30;
  int batch = 32;
  float learning_rate = 1e-3F;
  std::string schedule = "constant";
  float momentum = 0.9F;
  float weight_decay = 0;
  float clip = 0;
  float average = 0;
  std::string loss = "mse";
  float rebalance = 0;
  std::string adversarial = "mse";
  float adversarial_weight = 1;
  float reconstruction_weight = 100;
  int patch = 64;
  int discriminator_width = 64;
  float hue = 0.1F;
  float contrast = 0;
  bool flip = false;
  float shift = 0;
  float zoom = 0;
  std::int64_t seed = 1;
  int threads = 0;
  int workers = 1;
  std::string device = "auto";
  std::string precision = "auto";
  bool sync_batch_norm = false;

  template <class Self, class Visitor>
  static void describe(Self& self, Visitor&& visit) {
    visit("epochs", self.epochs, "Passes over the training split",
          Limits{.min = 1, .max = 100'000});
    visit("batch", self.batch, "Pictures in a step, of each rank", Limits{.min = 1, .max = 65'536});
    visit("learning-rate", self.learning_rate, "Step size of Adam", Limits{.min = 1e-8, .max = 1});
    visit("schedule", self.schedule,
          "Learning rate over the run; cosine falls to 1 % after a warm-up of 100 steps",
          Limits{.choices = {"constant", "cosine"}});
    visit("momentum", self.momentum, "Of Adam's mean gradient (β1)",
          Limits{.min = 0, .max = 0.999});
    visit("weight-decay", self.weight_decay, "L2 penalty added to the gradient",
          Limits{.min = 0, .max = 1});
    visit("clip", self.clip, "Largest norm of the gradient, 0 for no limit", Limits{.min = 0});
    visit("average", self.average,
          "Decay of an exponential moving average of the weights, which is then what is saved; 0 "
          "for none",
          Limits{.min = 0, .max = 0.99999});
    visit("loss", self.loss, "Reconstruction loss", Limits{.choices = {"mse", "l1", "smooth-l1"}});
    visit("rebalance", self.rebalance,
          "Weight rare colours more (Zhang et al. 2016, eq. 4): 0 not at all, 1 by the whole "
          "inverse frequency",
          Limits{.min = 0, .max = 1});
    visit("adversarial", self.adversarial,
          "pix2pix: adversarial loss, the study's MSE or its cross-entropy",
          Limits{.choices = {"mse", "bce"}});
    visit("adversarial-weight", self.adversarial_weight, "pix2pix: of the adversarial loss",
          Limits{.min = 0, .max = 1e4});
    visit("reconstruction-weight", self.reconstruction_weight,
          "pix2pix: of the reconstruction loss beside it", Limits{.min = 0, .max = 1e4});
    visit("patch", self.patch,
          "pix2pix: side of the patches that the discriminator judges: 64, 70 or 128",
          Limits{.min = 64, .max = 128});
    visit("discriminator-width", self.discriminator_width,
          "pix2pix: filters of the discriminator's first layer", Limits{.min = 1, .max = 256});
    visit("hue", self.hue, "Largest random hue shift, as a part of the circle",
          Limits{.min = 0, .max = 0.5});
    visit("contrast", self.contrast, "Largest random change of contrast, as a factor off 1",
          Limits{.min = 0, .max = 0.99});
    visit("flip", self.flip, "Mirror half of the pictures");
    visit("shift", self.shift, "Largest random shift across and down, as a part of the side",
          Limits{.min = 0, .max = 0.5});
    visit("zoom", self.zoom, "Largest random change of size, as a factor off 1",
          Limits{.min = 0, .max = 0.9});
    visit("seed", self.seed, "Of the initial weights, the order and the augmentations",
          Limits{.min = 0});
    visit("threads", self.threads, "Processor threads, 0 for OMP_NUM_THREADS or one a core",
          Limits{.min = 0, .max = 1024});
    visit("workers", self.workers, "Further threads, which prepare batches ahead",
          Limits{.min = 1, .max = 64});
    visit("device", self.device, "Where to compute", Limits{.choices = {"auto", "cpu", "cuda"}});
    visit("precision", self.precision,
          "Of activations; auto is bfloat16 on cuda and float32 elsewhere",
          Limits{.choices = {"auto", "float32", "bfloat16"}});
    visit(
        "sync-batch-norm", self.sync_batch_norm,
        "Several ranks: normalize by the statistics of all their pictures, not of each one's own");
  }
};

}  // namespace autochrome::train
