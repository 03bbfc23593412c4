// The elementwise passes of the recurrent layers, for Float and Double; the header has their
// equations. Goals, in this order:
//
// 1. NaN in, NaN out, and no overflow, whatever the argument. A clamp is written
//    `a > high ? high : a`: the other order loses NaN.
// 2. tanh and sigmoid within 3 units in the last place over their whole range. tanh goes
//    through e^y - 1, so that a small argument keeps its relative accuracy.
// 3. The same bits for an entry wherever it stands in its row: contraction is left to the
//    compiler within one expression only.
// 4. Speed: no branch and no call in a loop, which the compiler is told to make vectors of
//    (`restrict` alone leaves it scalar).
//
// Rejected: libm (a call an entry, 10 to 25 times slower), a table of powers (a gather an entry),
// tanh as 2 sigmoid(2 a) - 1 (no relative accuracy at 0).
#include "CKernels.h"

#include <stdint.h>

// On x86-64 each pass is compiled for three generations of the machine, and the loader takes the
// newest it finds (which needs glibc). A row goes by blocks of two registers, which hide each
// other's divisions, then by masked registers for what is left over. Elsewhere, without masked
// loads, one plain loop is faster. The loop's body is the macro's last argument, since it is
// compiled twice. Arrays may be the same array: an entry depends on its own place alone.
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#define BLOCK (128 / (ptrdiff_t)sizeof(REAL))
#define EACH(k, count, ...)                                                                \
  do {                                                                                     \
    const ptrdiff_t whole = (count) & -BLOCK;                                              \
    ptrdiff_t k = 0;                                                                       \
    _Pragma("clang loop vectorize(assume_safety) interleave_count(2)")                     \
    for (; k < whole; k++) __VA_ARGS__                                                     \
    _Pragma("clang loop vectorize(assume_safety) interleave_count(1) vectorize_predicate(enable)") \
    for (; k < (count); k++) __VA_ARGS__                                                   \
  } while (0)
#else
#define KERNEL
#define EACH(k, count, ...)                              \
  do {                                                   \
    _Pragma("clang loop vectorize(assume_safety)")       \
    for (ptrdiff_t k = 0; k < (count); k++) __VA_ARGS__  \
  } while (0)
#endif

// A loop that is often too short for registers.
#define FEW_OR_MANY _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")

// A root without errno, which would be a call.
#define SQRT __builtin_elementwise_sqrt

#define HELPER static inline __attribute__((always_inline))

#pragma STDC FP_CONTRACT ON

// (e^r - 1 - r - r^2 / 2) / r^3 for |r| <= ln 2 / 2: minimax, so that e^r - 1 is within 2.5e-17
// of its value (1.4e-8 in Float), relatively.
HELPER double series_f64(double r) {
  double r2 = r * r;
  double r4 = r2 * r2;
  double low = (0x1.555555555555ap-3 + 0x1.5555555553acep-5 * r)
    + r2 * (0x1.111111110f0b6p-7 + 0x1.6c16c17a1588ep-10 * r);
  double high = (0x1.a01a01b2c57e4p-13 + 0x1.a019b34e3b4a2p-16 * r)
    + r2 * (0x1.71ddf05bff738p-19 + 0x1.2897b9be3a837p-22 * r);
  return low + r4 * (high + r4 * 0x1.af6d5af63397fp-26);
}

HELPER float series_f32(float r) {
  return (0x1.5554b2p-3f + 0x1.5554c8p-5f * r)
    + r * r * (0x1.1226eep-7f + 0x1.6d7186p-10f * r);
}

#define REAL double
#define BITS uint64_t
#define NAME(name) name##_f64
#define FABS __builtin_fabs
#define COPYSIGN __builtin_copysign
#define FRACTION_BITS 52
#define EXPONENT_BIAS 1023
#define ROUNDER 0x1.8p52            // x + ROUNDER - ROUNDER is x rounded to an integer
#define LOG2_E 0x1.71547652b82fep0
#define LN2_HIGH 0x1.62e42feep-1     // ends in zeros: its product with an exponent is exact
#define LN2_LOW 0x1.a39ef35793c76p-33
#define EXP_LOWEST (-746.0)          // e^-746 is zero
#define SIGMOID_LOWEST (-200.0)      // the product of three divisors stays finite
#define TANH_HIGHEST 20.0            // tanh 20 is one
#define FAR 64                       // 2^n = 2^(n + FAR) 2^-FAR: subnormals are rounded once
#define TWO_TO_FAR 0x1p64
#include "GatePass.inc.h"

#define REAL float
#define BITS uint32_t
#define NAME(name) name##_f32
#define FABS __builtin_fabsf
#define COPYSIGN __builtin_copysignf
#define FRACTION_BITS 23
#define EXPONENT_BIAS 127
#define ROUNDER 0x1.8p23f
#define LOG2_E 0x1.715476p0f
#define LN2_HIGH 0x1.62e3p-1f
#define LN2_LOW 0x1.2fefa2p-17f
#define EXP_LOWEST (-104.0f)
#define TANH_HIGHEST 10.0f
#define FAR 32
#define TWO_TO_FAR 0x1p32f
#include "GatePass.inc.h"
