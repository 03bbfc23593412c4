// libpng reports errors by longjmp, which Swift cannot cross: the calls below catch it here and
// hand back a message instead.
#ifndef UNROLLED_PNG_SHIM_H
#define UNROLLED_PNG_SHIM_H

#include <stddef.h>
#include <stdint.h>

// One iTXt entry, both strings in UTF-8.
typedef struct {
  const char *keyword;
  const char *text;
} unrolled_png_text;

// A decoded picture: RGBA, 8 bits a channel, rows without padding. `pixels` is released by
// unrolled_png_release. `pixels_per_metre` is 0 when the file has no pHYs chunk.
typedef struct {
  unsigned char *pixels;
  uint32_t width;
  uint32_t height;
  uint32_t pixels_per_metre;
} unrolled_png_picture;

// Encodes rows of blue, green, red, unused (Cairo's RGB24 on a little-endian machine) as an RGB PNG
// with pHYs, sRGB and the given iTXt entries. On success returns NULL and sets `bytes` and `count`;
// otherwise returns a message. Both are released by unrolled_png_release.
char *unrolled_png_encode(const unsigned char *rows, uint32_t width, uint32_t height,
                          size_t stride, uint32_t pixels_per_metre,
                          const unrolled_png_text *texts, int text_count,
                          unsigned char **bytes, size_t *count);

// Writes one chunk: length, name (4 letters), content, checksum. Returns NULL or a message.
char *unrolled_png_chunk(const char *name, const unsigned char *content, size_t length,
                         unsigned char **bytes, size_t *count);

// Decodes a PNG of at most `limit` pixels a side. Returns NULL or a message.
char *unrolled_png_decode(const unsigned char *bytes, size_t count, uint32_t limit,
                          unrolled_png_picture *picture);

void unrolled_png_release(void *memory);

#endif
