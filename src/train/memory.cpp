#include "train/memory.h"

#include <limits>

#include <malloc.h>

namespace autochrome::train {

void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

}  // namespace autochrome::train
