#include "png_shim.h"

#include <libdeflate.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

// Everything that must survive a longjmp lives here, behind one pointer.
typedef struct {
  char *message;
  unsigned char *bytes;  // encode: grown; decode: not used
  size_t count;
  size_t capacity;
  const unsigned char *source;
  size_t remaining;
  png_bytep *rows;
  unsigned char *pixels;  // encode: deflated; decode: RGBA
  png_text *texts;
} shim_state;

static char *copy_message(const char *text) {
  size_t length = strlen(text) + 1;
  char *copy = malloc(length);
  if (copy) memcpy(copy, text, length);
  return copy;
}

static void on_error(png_structp png, png_const_charp message) {
  shim_state *state = png_get_error_ptr(png);
  free(state->message);
  state->message = copy_message(message);
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_write(png_structp png, png_bytep data, png_size_t length) {
  shim_state *state = png_get_io_ptr(png);
  if (length > SIZE_MAX / 2 - state->count) png_error(png, "the picture is too large");
  if (state->count + length > state->capacity) {
    size_t capacity = (state->count + length) * 2;
    unsigned char *grown = realloc(state->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    state->bytes = grown;
    state->capacity = capacity;
  }
  memcpy(state->bytes + state->count, data, length);
  state->count += length;
}

static void on_flush(png_structp png) { (void)png; }

static void on_read(png_structp png, png_bytep data, png_size_t length) {
  shim_state *state = png_get_io_ptr(png);
  if (length > state->remaining) png_error(png, "the file ends too early");
  memcpy(data, state->source, length);
  state->source += length;
  state->remaining -= length;
}

static char *failure(shim_state *state) {
  char *message = state->message ? state->message : copy_message("out of memory");
  free(state->bytes);
  free(state->rows);
  free(state->pixels);
  free(state->texts);
  return message;
}

// The rows without a filter, as red, green and blue, deflated. Returns false without memory.
//
// By libdeflate, level 3: a third of zlib's time at the same level, and smaller.
static int deflate_rows(shim_state *state, const unsigned char *rows, uint32_t width,
                        uint32_t height, size_t stride, size_t *length) {
  size_t size = (size_t)height * (1 + (size_t)width * 3);
  unsigned char *plain = malloc(size);
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(3);
  size_t room = compressor ? libdeflate_zlib_compress_bound(compressor, size) : 0;
  state->pixels = room ? malloc(room) : NULL;
  *length = 0;
  if (plain && state->pixels) {
    unsigned char *to = plain;
    for (uint32_t y = 0; y < height; ++y) {
      const unsigned char *from = rows + y * stride;
      *to++ = PNG_FILTER_VALUE_NONE;
      for (uint32_t x = 0; x < width; ++x, from += 4, to += 3) {
        to[0] = from[2];
        to[1] = from[1];
        to[2] = from[0];
      }
    }
    *length = libdeflate_zlib_compress(compressor, plain, size, state->pixels, room);
  }
  if (compressor) libdeflate_free_compressor(compressor);
  free(plain);
  return *length > 0;
}

char *unrolled_png_encode(const unsigned char *rows, uint32_t width, uint32_t height,
                          size_t stride, uint32_t pixels_per_metre,
                          const unrolled_png_text *texts, int text_count,
                          unsigned char **bytes, size_t *count) {
  shim_state state = {0};
  shim_state *volatile kept = &state;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
  if (!png) return failure(&state);
  png_infop volatile info = png_create_info_struct(png);
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    return failure(&state);
  }
  if (setjmp(png_jmpbuf(png))) {
    png_infop doomed = info;
    png_destroy_write_struct(&png, &doomed);
    return failure(kept);
  }
  png_set_write_fn(png, &state, on_write, on_flush);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
  if (text_count > 0) {
    state.texts = calloc((size_t)text_count, sizeof(png_text));
    if (!state.texts) png_error(png, "out of memory");
    for (int i = 0; i < text_count; ++i) {
      state.texts[i].compression = PNG_ITXT_COMPRESSION_NONE;
      state.texts[i].key = (png_charp)texts[i].keyword;
      state.texts[i].text = (png_charp)texts[i].text;
      state.texts[i].itxt_length = strlen(texts[i].text);
      state.texts[i].lang = (png_charp) "";
      state.texts[i].lang_key = (png_charp) "";
    }
    png_set_text(png, info, state.texts, text_count);
  }
  png_write_info(png, info);
  size_t length = 0;
  if (!deflate_rows(&state, rows, width, height, stride, &length)) {
    png_error(png, "out of memory");
  }
  png_write_chunk(png, (png_const_bytep) "IDAT", state.pixels, length);
  // Not png_write_end, which misses the rows that it did not write itself.
  png_write_chunk(png, (png_const_bytep) "IEND", NULL, 0);
  png_infop done = info;
  png_destroy_write_struct(&png, &done);
  free(state.texts);
  free(state.pixels);
  *bytes = state.bytes;
  *count = state.count;
  return NULL;
}

char *unrolled_png_chunk(const char *name, const unsigned char *content, size_t length,
                         unsigned char **bytes, size_t *count) {
  shim_state state = {0};
  shim_state *volatile kept = &state;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
  if (!png) return failure(&state);
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, NULL);
    return failure(kept);
  }
  png_set_write_fn(png, &state, on_write, on_flush);
  png_write_chunk(png, (png_const_bytep)name, content, length);
  png_destroy_write_struct(&png, NULL);
  *bytes = state.bytes;
  *count = state.count;
  return NULL;
}

char *unrolled_png_decode(const unsigned char *bytes, size_t count, uint32_t limit,
                          unrolled_png_picture *picture) {
  shim_state state = {0};
  shim_state *volatile kept = &state;
  state.source = bytes;
  state.remaining = count;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
  if (!png) return failure(&state);
  png_infop volatile info = png_create_info_struct(png);
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    return failure(&state);
  }
  if (setjmp(png_jmpbuf(png))) {
    png_infop doomed = info;
    png_destroy_read_struct(&png, &doomed, NULL);
    return failure(kept);
  }
  png_set_user_limits(png, limit, limit);
  png_set_read_fn(png, &state, on_read);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  uint32_t width = png_get_image_width(png, info);
  uint32_t height = png_get_image_height(png, info);
  size_t stride = (size_t)width * 4;
  if (png_get_rowbytes(png, info) != stride) png_error(png, "unexpected pixel format");
  state.pixels = malloc(stride * height);
  state.rows = malloc(sizeof(png_bytep) * height);
  if (!state.pixels || !state.rows) png_error(png, "out of memory");
  for (uint32_t y = 0; y < height; ++y) state.rows[y] = state.pixels + y * stride;
  png_read_image(png, state.rows);
  png_read_end(png, info);
  png_uint_32 across = 0, down = 0;
  int unit = 0;
  if (png_get_pHYs(png, info, &across, &down, &unit) && unit == PNG_RESOLUTION_METER) {
    picture->pixels_per_metre = across;
  } else {
    picture->pixels_per_metre = 0;
  }
  png_infop done = info;
  png_destroy_read_struct(&png, &done, NULL);
  free(state.rows);
  picture->pixels = state.pixels;
  picture->width = width;
  picture->height = height;
  return NULL;
}

void unrolled_png_release(void *memory) { free(memory); }
