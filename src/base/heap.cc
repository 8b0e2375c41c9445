#include "base/heap.h"

#include <cstdlib>  // Says whether this is glibc.

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace redquill {

#ifdef __GLIBC__
void ShareHeaps(int most) { ::mallopt(M_ARENA_MAX, most); }
void ReturnFreedPages() { ::malloc_trim(0); }
#else
void ShareHeaps(int) {}
void ReturnFreedPages() {}
#endif

}  // namespace redquill
