// libvips for the length of a program. Every other function of this folder needs one Library alive;
// nothing of libvips runs before it is constructed, so that `--version` does not pay for it.
#pragma once

namespace autochrome::image {

struct LibraryOptions {
  /// Threads that work on one picture; 0 is one for each processor.
  int threads = 0;
};

/// Build one in the program's composition function and keep it until all pictures are gone; libvips
/// cannot be started a second time. Only the loaders of `Format` are left open, chosen by a file's
/// content, so that a PDF or SVG under another name is refused. Warnings of libvips are dropped:
/// what matters comes as an exception.
class Library {
 public:
  /// Throws std::runtime_error when libvips cannot start.
  explicit Library(const LibraryOptions& options = {});
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

}  // namespace autochrome::image
