// How the allocator treats activations, which come and go by the gigabyte.
#pragma once

namespace autochrome::train {

/// For the whole process, and once: glibc hands each activation back to the kernel and asks for it
/// again, which cost up to half the time of a step, and finds no use for most of what aligned
/// requests leave free. After this the process keeps up to 2 GiB of what it has freed, and tensors
/// of equal sizes follow each other in the same place.
void keep_freed_memory();

}  // namespace autochrome::train
