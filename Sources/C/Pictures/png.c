#include "CPictures.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const unsigned char *next;
  size_t left;
  char *problem;
} source;

static void fail(png_structp png, png_const_charp message) {
  source *source = png_get_error_ptr(png);
  snprintf(source->problem, CPICTURES_TEXT, "%s", message);
  png_longjmp(png, 1);
}

// What libpng only warns about, a picture can do without.
static void ignore(png_structp png, png_const_charp message) {}

static void take(png_structp png, png_bytep target, size_t count) {
  source *source = png_get_io_ptr(png);
  if (count > source->left) png_error(png, "it ends too early");
  memcpy(target, source->next, count);
  source->next += count;
  source->left -= count;
}

// Neither gamma nor colour profiles are applied, as by other programs that read pictures to learn from.
static void expand(png_structp png, png_infop info) {
  png_set_expand(png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  png_set_swap(png);
#endif
}

static void read_samples(png_structp png, png_infop info, unsigned char *samples, size_t size) {
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t row = png_get_rowbytes(png, info);
  size_t height = png_get_image_height(png, info);
  if (row == 0 || size / row != height || size % row != 0) png_error(png, "its header is contradictory");
  for (int pass = 0; pass < passes; pass++)
    for (size_t y = 0; y < height; y++) png_read_row(png, samples + y * row, NULL);
  png_read_end(png, NULL);
}

static int decode(
    const void *bytes, size_t count, cpictures_header *header, void *samples, size_t size, char *problem) {
  source source = {bytes, count, problem};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(problem, CPICTURES_TEXT, "libpng can't start");
    return 0;
  }
  // Neither pointer changes between here and a jump.
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  png_set_read_fn(png, &source, take);
  png_read_info(png, info);
  expand(png, info);
  if (samples) {
    read_samples(png, info, samples, size);
  } else {
    png_read_update_info(png, info);
    *header = (cpictures_header){
        png_get_image_width(png, info), png_get_image_height(png, info), png_get_channels(png, info),
        png_get_bit_depth(png, info)};
  }
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

int cpictures_png_header(const void *bytes, size_t count, cpictures_header *header, char *problem) {
  return decode(bytes, count, header, NULL, 0, problem);
}

int cpictures_png(const void *bytes, size_t count, void *samples, size_t size, char *problem) {
  return decode(bytes, count, NULL, samples, size, problem);
}
