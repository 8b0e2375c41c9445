#ifndef REDQUILL_BASE_HEAP_H_
#define REDQUILL_BASE_HEAP_H_

namespace redquill {

/// Lets the C library keep so many heaps for all threads instead of one for nearly each: what one
/// thread frees, others use, so a server's memory stays near what it needs. Before threads start.
/// Does nothing where the C library isn't glibc.
void ShareHeaps(int most);

/// Gives pages that hold nothing any more back to the system; takes milliseconds. After something
/// large was freed piece by piece, such as a model. From any thread.
void ReturnFreedPages();

}  // namespace redquill

#endif  // REDQUILL_BASE_HEAP_H_
