// Included by SmallProduct.c once for each precision, which it names by macros.

// The rows of C by registers of TYPE, `n` being at least one register. Where the registers do not
// divide n, the last one overlaps its neighbour: it is summed first and stored last, so that what
// both cover is the same sum.
#define ROWS(TYPE)                                                                     \
  for (ptrdiff_t row = 0; row < m; row++, a += a_row_stride, c += c_stride) {          \
    const REAL *from = start ? start + row * start_stride : NULL;                      \
    const ptrdiff_t last = n - LANES(TYPE);                                            \
    ptrdiff_t column = 0;                                                              \
    TYPE tail = from ? *(const TYPE *)(from + last) : (TYPE){};                        \
    for (ptrdiff_t inner = 0; inner < k; inner++)                                      \
      tail += a[inner * a_inner] * *(const TYPE *)(b + inner * b_stride + last);       \
    for (; column + 4 * LANES(TYPE) <= last; column += 4 * LANES(TYPE)) {              \
      TYPE sum[4];                                                                     \
      for (int s = 0; s < 4; s++)                                                      \
        sum[s] = from ? *(const TYPE *)(from + column + s * LANES(TYPE)) : (TYPE){};   \
      for (ptrdiff_t inner = 0; inner < k; inner++) {                                  \
        const REAL factor = a[inner * a_inner];                                        \
        const REAL *b_row = b + inner * b_stride + column;                             \
        for (int s = 0; s < 4; s++)                                                    \
          sum[s] += factor * *(const TYPE *)(b_row + s * LANES(TYPE));                 \
      }                                                                                \
      for (int s = 0; s < 4; s++) *(TYPE *)(c + column + s * LANES(TYPE)) = sum[s];    \
    }                                                                                  \
    for (; column < last; column += LANES(TYPE)) {                                     \
      TYPE sum = from ? *(const TYPE *)(from + column) : (TYPE){};                     \
      for (ptrdiff_t inner = 0; inner < k; inner++)                                    \
        sum += a[inner * a_inner] * *(const TYPE *)(b + inner * b_stride + column);    \
      *(TYPE *)(c + column) = sum;                                                     \
    }                                                                                  \
    *(TYPE *)(c + last) = tail;                                                        \
  }

// Rows of C of one register and a part of another, COUNT at a time: they share what is read of B.
#define SHORT_ROWS(TYPE, COUNT)                                                                \
  for (; m >= COUNT; m -= COUNT, a += COUNT * a_row_stride, c += COUNT * c_stride) {           \
    const ptrdiff_t last = n - LANES(TYPE);                                                    \
    TYPE sum[COUNT], tail[COUNT];                                                              \
    for (int row = 0; row < COUNT; row++) {                                                    \
      const REAL *from = start ? start + row * start_stride : NULL;                            \
      sum[row] = from ? *(const TYPE *)from : (TYPE){};                                        \
      tail[row] = from ? *(const TYPE *)(from + last) : (TYPE){};                              \
    }                                                                                          \
    for (ptrdiff_t inner = 0; inner < k; inner++) {                                            \
      const REAL *b_row = b + inner * b_stride;                                                \
      const TYPE factor = *(const TYPE *)b_row, other = *(const TYPE *)(b_row + last);         \
      for (int row = 0; row < COUNT; row++) {                                                  \
        sum[row] += a[row * a_row_stride + inner * a_inner] * factor;                          \
        tail[row] += a[row * a_row_stride + inner * a_inner] * other;                          \
      }                                                                                        \
    }                                                                                          \
    for (int row = 0; row < COUNT; row++) {                                                    \
      *(TYPE *)(c + row * c_stride) = sum[row];                                                \
      *(TYPE *)(c + row * c_stride + last) = tail[row];                                        \
    }                                                                                          \
    if (start) start += COUNT * start_stride;                                                  \
  }

// All rows of C, by registers of TYPE.
#define ALL_ROWS(TYPE)                                                                         \
  if (n > LANES(TYPE) && n < 2 * LANES(TYPE)) {                                                \
    SHORT_ROWS(TYPE, 5)                                                                        \
    SHORT_ROWS(TYPE, 1)                                                                        \
  } else {                                                                                     \
    ROWS(TYPE)                                                                                 \
  }

KERNEL void NAME(unrolled_small_product)(
    ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const REAL *a, ptrdiff_t a_row_stride,
    ptrdiff_t a_inner, const REAL *restrict b, ptrdiff_t b_stride, const REAL *start,
    ptrdiff_t start_stride, REAL *c, ptrdiff_t c_stride) {
  if (n >= LANES(NAME(wide))) {
    ALL_ROWS(NAME(wide))
  } else if (n >= LANES(NAME(half))) {
    ALL_ROWS(NAME(half))
  } else if (n >= LANES(NAME(quarter))) {
    ALL_ROWS(NAME(quarter))
  } else {
    for (ptrdiff_t row = 0; row < m; row++, a += a_row_stride, c += c_stride)
      for (ptrdiff_t column = 0; column < n; column++) {
        REAL sum = start ? start[row * start_stride + column] : 0;
        for (ptrdiff_t inner = 0; inner < k; inner++)
          sum += a[inner * a_inner] * b[inner * b_stride + column];
        c[column] = sum;
      }
  }
}

KERNEL void NAME(unrolled_transpose)(
    ptrdiff_t rows, ptrdiff_t columns, const REAL *restrict in, ptrdiff_t stride,
    REAL *restrict out) {
  for (ptrdiff_t column = 0; column < columns; column++) {
    const REAL *from = in + column;
    _Pragma("clang loop vectorize(disable) unroll(disable)")  // as a gather it is slower
    for (ptrdiff_t row = 0; row < rows; row++, from += stride) *out++ = *from;
  }
}

#undef ROWS
#undef SHORT_ROWS
#undef ALL_ROWS
