// A folder of folders that the server shows but never writes: runs of a training, reports of
// evaluations. Names come from the folder itself; what a client names is looked up among them, so
// that no path is ever made of a client's words.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace autochrome::server {

class PublishedFolder {
 public:
  /// `mark` is a file that makes a folder one of those shown.
  PublishedFolder(std::filesystem::path folder, std::string mark)
      : folder_(std::move(folder)), mark_(std::move(mark)) {}

  /// Sorted; none where the folder is missing or none was given.
  [[nodiscard]] std::vector<std::string> names() const;

  /// Throws Problem 404.
  [[nodiscard]] std::filesystem::path find(const std::string& name) const;

  /// A regular file of the folder `name`, or of its folder `below`, that may be shown: reports and
  /// pictures, no links. Throws Problem 404.
  [[nodiscard]] std::filesystem::path file(const std::string& name,
                                           const std::string& file,
                                           const std::vector<std::string>& below = {}) const;

 private:
  std::filesystem::path folder_;
  std::string mark_;
};

/// "text/html; charset=utf-8" and the like by a name's suffix; empty for what is not shown.
[[nodiscard]] std::string shown_type(const std::filesystem::path& file);

}  // namespace autochrome::server
