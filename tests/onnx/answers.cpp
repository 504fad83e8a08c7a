// For the tests that run exported networks in other engines: what ours answers to random pictures.
// MODEL FOLDER; writes NUMBER.in and NUMBER.OUTPUT.out, float32 in the machine's order, and prints
// what they are as JSON.
#include <exception>
#include <filesystem>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "base/random.h"
#include "infer/session.h"
#include "model/model_file.h"

namespace autochrome {
namespace {

constexpr std::int64_t kBatch = 2;

Json json_of(const Shape& shape) { return {shape.n, shape.c, shape.h, shape.w}; }

void write_floats(const std::filesystem::path& path, std::span<const float> values) {
  write_file(path, {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

Tensor random_pictures(const Shape& shape) {
  Random random(static_cast<std::uint64_t>(shape.h));
  Tensor pictures(shape);
  for (float& value : pictures.values()) value = static_cast<float>(random.uniform());
  return pictures;
}

std::int64_t rounded_up(std::int64_t side, std::int64_t multiple) {
  return (side + multiple - 1) / multiple * multiple;
}

Json answer(const graph::Model& model,
            infer::Session& session,
            const Shape& shape,
            const std::filesystem::path& stem) {
  const Tensor in = random_pictures(shape);
  write_floats(stem.string() + ".in", in.values());
  const auto shapes = model.graph.infer_shapes({&shape, 1});
  std::vector<Tensor> results;
  std::vector<TensorView> to;
  for (const graph::Output& output : model.graph.outputs()) {
    to.push_back(results.emplace_back(shapes[output.value]).view());
  }
  const ConstTensorView from = in.view();
  session.run({&from, 1}, to);
  Json run = {{"stem", stem.string()}, {"input", json_of(shape)}};
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string& name = model.graph.outputs()[i].name;
    write_floats(stem.string() + "." + name + ".out", results[i].values());
    run["outputs"][name] = json_of(results[i].shape());
  }
  return run;
}

void answer_all(const std::filesystem::path& file, const std::filesystem::path& folder) {
  const graph::Model model = model::load_any(file).network;
  const graph::Node& input = model.graph.nodes()[model.graph.inputs().at(0)];
  const std::int64_t channels = std::get<graph::Input>(input.op).channels;
  const std::int64_t multiple = model.graph.spatial_multiple();
  infer::Session session(model);
  Json all = {{"net", model.net}, {"config", model.config}, {"input", input.name}};
  for (const auto& [h, w] : {std::pair{40, 72}, {88, 24}}) {
    const Shape shape{kBatch, channels, rounded_up(h, multiple), rounded_up(w, multiple)};
    all["runs"].push_back(answer(model, session, shape, folder / std::to_string(h)));
  }
  std::cout << all.dump() << '\n';
}

}  // namespace
}  // namespace autochrome

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: answers MODEL FOLDER\n";
    return 2;
  }
  try {
    autochrome::answer_all(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::cerr << "answers: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
