// What a folder of pictures would take if there were nothing to it but its codecs, or nothing but
// the network: bounds for `autochrome colorize FOLDER`, measured by bench/batch.py.
//
//   batch_bench codec FOLDER OUT JOBS     decodes every picture, encodes and writes it as it is
//   batch_bench network FOLDER MODEL JOBS runs the network for every picture, read beforehand
//
// Prints wall seconds, starting of libraries and of the network not counted.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "colorize/colorizer.h"
#include "image/library.h"
#include "image/lightness_rows.h"
#include "image/save.h"

namespace {

using namespace autochrome;
namespace fs = std::filesystem;

std::vector<fs::path> pictures_in(const fs::path& folder) {
  std::vector<fs::path> pictures;
  for (const auto& entry : fs::directory_iterator(folder)) pictures.push_back(entry.path());
  return pictures;
}

/// work(i, job) for every i, `jobs` at once.
template <class Work>
double seconds_of(std::size_t count, int jobs, const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (int job = 0; job < jobs; ++job) {
      threads.emplace_back([&, job] {
        for (std::size_t i = next++; i < count; i = next++) work(i, job);
      });
    }
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double codec_seconds(const std::vector<fs::path>& pictures, const fs::path& out, int jobs) {
  fs::create_directories(out);
  return seconds_of(pictures.size(), jobs, [&](std::size_t i, int) {
    const image::Picture picture = image::decoded(image::open(image::Source::file(pictures[i])));
    write_file(out / pictures[i].filename(), image::encode(picture, picture.format()).bytes);
  });
}

double network_seconds(const std::vector<fs::path>& pictures, const fs::path& path, int jobs) {
  const auto model = std::make_shared<const model::TrainedModel>(model::load(path));
  std::vector<image::Plane> guides;
  for (const fs::path& picture : pictures) {
    guides.push_back(colorize::guide_of(image::Source::file(picture)));
  }
  std::vector<std::unique_ptr<colorize::Painter>> painters;
  for (int job = 0; job < jobs; ++job) {
    painters.push_back(std::make_unique<colorize::Painter>(model, colorize::PaintOptions{}, 1));
    static_cast<void>(painters.back()->paint(guides.front()));
  }
  return seconds_of(guides.size(), jobs, [&](std::size_t i, int job) {
    static_cast<void>(painters[static_cast<std::size_t>(job)]->paint(guides[i]));
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: batch_bench codec|network FOLDER OUT|MODEL JOBS\n");
    return 2;
  }
  const image::Library library({.threads = 1});
  const std::vector<fs::path> pictures = pictures_in(argv[2]);
  const int jobs = std::atoi(argv[4]);
  const bool codec = std::string(argv[1]) == "codec";
  fmt::print("{:.4f}\n", codec ? codec_seconds(pictures, argv[3], jobs)
                               : network_seconds(pictures, argv[3], jobs));
  return 0;
}
