#include "image/format.h"
