// Networks as ONNX files, for every other engine there is.
#pragma once

#include <filesystem>
#include <string>

#include "graph/graph.h"

namespace autochrome::onnx {

/// The operator set that is written: the oldest whose operators mean just what ours do.
inline constexpr int kOpset = 13;

/// The file's bytes: float32 weights under the graph's own names, N, H and W left open, inputs and
/// outputs named as the graph's. Throws ModelError when an output has the name of an input or of
/// another output, which ONNX cannot say, and when the file would pass protobuf's 2 GiB.
[[nodiscard]] std::string encode(const graph::Model& model);

/// Throws IoError as well.
void write(const graph::Model& model, const std::filesystem::path& path);

}  // namespace autochrome::onnx
