// Matrix products too small for a library call. A strip of a row of C stays in registers while
// the sum runs; a dot product in strict order would not become vectors. The sums run over k in
// order in every strip width, so that an entry does not depend on where its column stands.
#include "CKernels.h"

#include <stdint.h>  // names the C library, on which KERNEL depends

#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

#pragma STDC FP_CONTRACT ON

#define LANES(TYPE) ((ptrdiff_t)(sizeof(TYPE) / sizeof(REAL)))
#define VECTOR(NAME, REAL, BYTES) \
  typedef REAL NAME __attribute__((vector_size(BYTES), aligned(sizeof(REAL)), may_alias))

VECTOR(wide_f64, double, 64);
VECTOR(half_f64, double, 32);
VECTOR(quarter_f64, double, 16);
VECTOR(wide_f32, float, 64);
VECTOR(half_f32, float, 32);
VECTOR(quarter_f32, float, 16);

#define REAL double
#define NAME(name) name##_f64
#include "SmallProduct.inc.h"
#undef REAL
#undef NAME

#define REAL float
#define NAME(name) name##_f32
#include "SmallProduct.inc.h"
