#ifndef REDQUILL_BASE_ISA_CLONES_H_
#define REDQUILL_BASE_ISA_CLONES_H_

/// Before a function with loops over numbers: it is compiled for several instruction sets, and one
/// is chosen when the program starts. Sanitizers can't run the code that chooses.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define REDQUILL_CLONES __attribute__((target_clones("default", "avx2", "avx512f"), optimize("O3")))
#else
#define REDQUILL_CLONES
#endif

#endif  // REDQUILL_BASE_ISA_CLONES_H_
