// Products with a matrix that stays while many others go by: the weights of a layer over the steps
// of a sequence. A library packs such a matrix anew for every product, which at the size of a step
// is a quarter to a half of the time; here it is packed once.
//
// Panels of B lie one after another; sums of ROWS rows of C by one panel's STRIPS registers stay
// in registers over DEPTH terms, which are as many as the first cache holds of a panel. The sums
// run over k in order, so that a row does not depend on the rows beside it.
#include "CKernels.h"

#include <stdint.h>  // names the C library, on which the choice of a generation depends
#include <string.h>

#pragma STDC FP_CONTRACT ON

#define PANEL_BYTES 256
#define STRIPS 4
#ifndef DEPTH
#define DEPTH 128
#endif

#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define GENERATIONS 1

// Registers of 64 bytes are the compiler's choice only where it is told.
#define REAL float
#define NAME(name) name##_v4_f32
#define REGISTER 64
#define ROWS 6
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#include "PackedProduct.inc.h"

#define REAL double
#define NAME(name) name##_v4_f64
#define REGISTER 64
#define ROWS 6
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#include "PackedProduct.inc.h"

#define REAL float
#define NAME(name) name##_v3_f32
#define REGISTER 32
#define ROWS 2
#define TARGET __attribute__((target("arch=x86-64-v3")))
#include "PackedProduct.inc.h"

#define REAL double
#define NAME(name) name##_v3_f64
#define REGISTER 32
#define ROWS 2
#define TARGET __attribute__((target("arch=x86-64-v3")))
#include "PackedProduct.inc.h"
#endif

// 16 registers of 16 bytes, or 32 on arm64.
#if defined(__aarch64__)
#define PLAIN_ROWS 6
#else
#define PLAIN_ROWS 2
#endif

#define REAL float
#define NAME(name) name##_plain_f32
#define REGISTER 16
#define ROWS PLAIN_ROWS
#define TARGET
#include "PackedProduct.inc.h"

#define REAL double
#define NAME(name) name##_plain_f64
#define REGISTER 16
#define ROWS PLAIN_ROWS
#define TARGET
#include "PackedProduct.inc.h"

#define PANEL(REAL) ((ptrdiff_t)(PANEL_BYTES / sizeof(REAL)))

#define PACK(REAL, NAME)                                                                       \
  ptrdiff_t unrolled_packed_count_##NAME(ptrdiff_t n, ptrdiff_t k) {                           \
    return (n + PANEL(REAL) - 1) / PANEL(REAL) * PANEL(REAL) * k;                              \
  }                                                                                            \
                                                                                               \
  void unrolled_pack_##NAME(                                                                   \
      ptrdiff_t n, ptrdiff_t k, const REAL *b, ptrdiff_t b_stride, ptrdiff_t b_column,         \
      REAL *packed) {                                                                          \
    for (ptrdiff_t column = 0; column < n; column += PANEL(REAL))                              \
      for (ptrdiff_t inner = 0; inner < k; inner++, packed += PANEL(REAL))                     \
        for (ptrdiff_t lane = 0; lane < PANEL(REAL); lane++)                                   \
          packed[lane] =                                                                       \
              column + lane < n ? b[inner * b_stride + (column + lane) * b_column] : 0;        \
  }

PACK(float, f32)
PACK(double, f64)

#ifdef GENERATIONS
#define CHOOSE(NAME)                                                                           \
  __builtin_cpu_supports("x86-64-v4") ? product_v4_##NAME                                      \
      : __builtin_cpu_supports("x86-64-v3") ? product_v3_##NAME : product_plain_##NAME
#else
#define CHOOSE(NAME) product_plain_##NAME
#endif

#define PRODUCT(REAL, NAME)                                                                    \
  void unrolled_packed_product_##NAME(                                                         \
      ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const REAL *a, ptrdiff_t a_stride,                \
      const REAL *packed, const REAL *start, ptrdiff_t start_stride, REAL *c,                  \
      ptrdiff_t c_stride) {                                                                    \
    (CHOOSE(NAME))(m, n, k, a, a_stride, packed, start, start_stride, c, c_stride);            \
  }

PRODUCT(float, f32)
PRODUCT(double, f64)
