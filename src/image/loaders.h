// Which of libvips' loaders and savers there are: those of `Format` alone, some of them only when
// asked for. Debian builds what needs large libraries as modules, which vips_init loads one and
// all: five, of which we want two, in 16 of the 38 ms that a program of libvips takes to start.
// Only for this folder.
#pragma once

namespace autochrome::image {

/// vips_init without its modules, or with them where the environment's VIPSHOME names a libvips of
/// one's own. Throws std::runtime_error when libvips cannot start.
void start_libvips();

/// Blocks all loaders but ours, by the content they know and not by a file's name.
void block_other_loaders();

/// Loads what reads and writes HEIC, AVIF and JPEG XL, where libvips does not hold it already. From
/// any thread; cheap from the second call on.
void load_late_formats();

}  // namespace autochrome::image
