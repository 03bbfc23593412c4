// Included by PackedProduct.c once for each precision and generation of the machine, which it names
// by macros: REAL, REGISTER bytes of a vector, ROWS of C whose sums stay in registers, TARGET.

typedef REAL NAME(vector) __attribute__((vector_size(REGISTER), aligned(sizeof(REAL)), may_alias));

#define VECTOR NAME(vector)
#define LANES ((ptrdiff_t)(REGISTER / sizeof(REAL)))
#define PANEL ((ptrdiff_t)(PANEL_BYTES / sizeof(REAL)))
#define INLINE static inline __attribute__((always_inline)) TARGET

// `rows` rows of C by `strips` registers, of whose last one `rest` columns exist. Both counts are
// constants where this is inlined: the loops over them disappear.
INLINE void NAME(block)(
    const int rows, const int strips, ptrdiff_t rest, ptrdiff_t k, const REAL *a,
    ptrdiff_t a_stride, const REAL *b, const REAL *start, ptrdiff_t start_stride, REAL *c,
    ptrdiff_t c_stride) {
  VECTOR sum[ROWS][STRIPS];
  for (int row = 0; row < rows; row++)
    for (int strip = 0; strip < strips; strip++) {
      sum[row][strip] = (VECTOR){};
      if (!start) continue;
      const REAL *from = start + row * start_stride + strip * LANES;
      if (strip + 1 < strips || rest == LANES) sum[row][strip] = *(const VECTOR *)from;
      else memcpy(&sum[row][strip], from, (size_t)rest * sizeof(REAL));
    }
  for (ptrdiff_t inner = 0; inner < k; inner++) {
    VECTOR factor[STRIPS];
    for (int strip = 0; strip < strips; strip++)
      factor[strip] = *(const VECTOR *)(b + inner * PANEL + strip * LANES);
    for (int row = 0; row < rows; row++)
      for (int strip = 0; strip < strips; strip++)
        sum[row][strip] += a[row * a_stride + inner] * factor[strip];
  }
  for (int row = 0; row < rows; row++)
    for (int strip = 0; strip < strips; strip++) {
      REAL *to = c + row * c_stride + strip * LANES;
      if (strip + 1 < strips || rest == LANES) *(VECTOR *)to = sum[row][strip];
      else memcpy(to, &sum[row][strip], (size_t)rest * sizeof(REAL));
    }
}

// Every row of C by `strips` registers.
INLINE void NAME(columns)(
    const int strips, ptrdiff_t rest, ptrdiff_t m, ptrdiff_t k, const REAL *a, ptrdiff_t a_stride,
    const REAL *b, const REAL *start, ptrdiff_t start_stride, REAL *c, ptrdiff_t c_stride) {
#define BLOCKS(rows)                                                                         \
  for (; m >= rows; m -= rows, a += rows * a_stride, c += rows * c_stride) {                 \
    NAME(block)(rows, strips, rest, k, a, a_stride, b, start, start_stride, c, c_stride);    \
    if (start) start += rows * start_stride;                                                 \
  }
  BLOCKS(ROWS)
  BLOCKS(2)
  BLOCKS(1)
#undef BLOCKS
}

static TARGET void NAME(product)(
    ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const REAL *a, ptrdiff_t a_stride, const REAL *packed,
    const REAL *start, ptrdiff_t start_stride, REAL *c, ptrdiff_t c_stride) {
  for (ptrdiff_t column = 0; column < n; column += STRIPS * LANES) {
    const REAL *panel = packed + column / PANEL * PANEL * k + column % PANEL;
    const ptrdiff_t width = n - column < STRIPS * LANES ? n - column : STRIPS * LANES;
    const ptrdiff_t strips = (width + LANES - 1) / LANES;
    const ptrdiff_t rest = width - (strips - 1) * LANES;
    for (ptrdiff_t first = 0; first < k; first += DEPTH) {
      const ptrdiff_t depth = k - first < DEPTH ? k - first : DEPTH;
      const REAL *b = panel + first * PANEL;
      // After the first terms the sums go on from where they stand.
      const REAL *from = first > 0 ? c + column : start ? start + column : NULL;
      const ptrdiff_t from_stride = first > 0 ? c_stride : start_stride;
#define COLUMNS(strips, rest)                                                                \
  NAME(columns)(strips, rest, m, depth, a + first, a_stride, b, from, from_stride, c + column,\
                c_stride)
      if (width == STRIPS * LANES) COLUMNS(STRIPS, LANES);
      else if (strips == 1) COLUMNS(1, rest);
      else if (strips == 2) COLUMNS(2, rest);
      else if (strips == 3) COLUMNS(3, rest);
      else COLUMNS(4, rest);
#undef COLUMNS
    }
  }
}

#undef VECTOR
#undef LANES
#undef PANEL
#undef INLINE
#undef REAL
#undef NAME
#undef REGISTER
#undef ROWS
#undef TARGET
