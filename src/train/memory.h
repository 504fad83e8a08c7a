// How the allocator treats activations, which come and go by the gigabyte.
#pragma once

namespace autochrome::train {

/// glibc hands each activation back to the kernel and asks for it again, which cost up to half the
/// time of a step; this lets the process keep up to 2 GiB of what it has freed.
void keep_freed_memory();

}  // namespace autochrome::train
