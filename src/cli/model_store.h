// Where the shipped models lie and how they are named.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "model/model_file.h"

namespace autochrome::cli {

/// What is used unless --model says otherwise.
inline constexpr const char* kDefaultModel = "unet";

/// The folder of the shipped models: $AUTOCHROME_MODELS, or share/autochrome/models beside the
/// program's own folder, or models/ of the source tree it was built in. Throws ModelError when
/// there is none.
[[nodiscard]] std::filesystem::path models_folder();

/// Every *.safetensors in that folder, sorted.
[[nodiscard]] std::vector<std::filesystem::path> shipped_models();

/// `name` is a shipped model's name or a file's path. Throws ModelError listing the shipped ones.
[[nodiscard]] std::filesystem::path find_model(const std::string& name);

/// What to call a model to people: "unet" for unet.safetensors; of a training its folder, since all
/// name their model alike.
[[nodiscard]] std::string model_name(const std::filesystem::path& path);

}  // namespace autochrome::cli
