// Where a picture comes from: a file, or bytes already in memory (standard input, an archive).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace autochrome::image {

/// A cheap value: bytes are shared between copies, a file is opened when it is read.
class [[nodiscard]] Source {
 public:
  static Source file(const std::filesystem::path& path);

  /// `name` stands for the bytes in messages: "standard input".
  static Source bytes(std::string content, std::string name);

  /// The path or the given name.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// The bytes, or null when this is a file.
  [[nodiscard]] const std::shared_ptr<const std::string>& content() const noexcept {
    return content_;
  }

 private:
  Source(std::string name, std::shared_ptr<const std::string> content);

  std::string name_;
  std::shared_ptr<const std::string> content_;
};

}  // namespace autochrome::image
