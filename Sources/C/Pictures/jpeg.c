#include "CPictures.h"

#include <setjmp.h>
#include <stdio.h>
// After stdio.h, whose types it uses.
#include <jerror.h>
#include <jpeglib.h>

// Real pictures have about ten. Each decodes the whole picture again, so a small file with many would take hours.
enum { MOST_SCANS = 100 };

typedef struct errors {
  struct jpeg_error_mgr base;
  jmp_buf out;
  char *problem;
  int oddities;
} errors;

static void fail(j_common_ptr common) {
  errors *errors = (struct errors *)common->err;
  char text[JMSG_LENGTH_MAX];
  common->err->format_message(common, text);
  snprintf(errors->problem, CPICTURES_TEXT, "%s", text);
  longjmp(errors->out, 1);
}

// A warning is of damage that libjpeg would paint over in grey, except where bytes between the parts of a file are skipped, which many
// cameras leave there, or where the file names a newer version or another transform.
static void judge(j_common_ptr common, int level) {
  if (level >= 0) return;
  switch (common->err->msg_code) {
  case JWRN_EXTRANEOUS_DATA: ((struct errors *)common->err)->oddities++; break;
  case JWRN_JFIF_MAJOR:
  case JWRN_ADOBE_XFORM: break;
  default: fail(common);
  }
}

static void watch(j_common_ptr common) {
  if (((j_decompress_ptr)common)->input_scan_number <= MOST_SCANS) return;
  errors *errors = (struct errors *)common->err;
  snprintf(errors->problem, CPICTURES_TEXT, "it has more than %d scans", MOST_SCANS);
  longjmp(errors->out, 1);
}

static void silence(j_common_ptr common) {}

// Exact integer arithmetic, whose results libjpeg-turbo promises to be the same by every instruction set.
static void decompress(j_decompress_ptr jpeg, unsigned char *samples, size_t size) {
  jpeg->out_color_space = jpeg->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg->do_fancy_upsampling = TRUE;
  jpeg_start_decompress(jpeg);
  size_t row = (size_t)jpeg->output_width * (size_t)jpeg->output_components;
  if (row == 0 || size / row != jpeg->output_height || size % row != 0) ERREXIT(jpeg, JERR_EMPTY_IMAGE);
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW target = samples + jpeg->output_scanline * row;
    jpeg_read_scanlines(jpeg, &target, 1);
  }
  jpeg_finish_decompress(jpeg);
}

static int decode(
    const void *bytes, size_t count, cpictures_header *header, void *samples, size_t size, int *oddities,
    char *problem) {
  struct jpeg_decompress_struct jpeg;
  errors errors = {.problem = problem};
  struct jpeg_progress_mgr progress = {.progress_monitor = watch};
  jpeg.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = fail;
  errors.base.emit_message = judge;
  errors.base.output_message = silence;
  // libjpeg destroys what has not been created, too.
  jpeg.mem = NULL;
  if (setjmp(errors.out)) {
    jpeg_destroy_decompress(&jpeg);
    return 0;
  }
  jpeg_create_decompress(&jpeg);
  jpeg.progress = &progress;
  jpeg_mem_src(&jpeg, bytes, count);
  jpeg_read_header(&jpeg, TRUE);
  if (samples) {
    decompress(&jpeg, samples, size);
    *oddities = errors.oddities;
  } else {
    *header = (cpictures_header){jpeg.image_width, jpeg.image_height, jpeg.num_components, 8};
  }
  jpeg_destroy_decompress(&jpeg);
  return 1;
}

int cpictures_jpeg_header(const void *bytes, size_t count, cpictures_header *header, char *problem) {
  return decode(bytes, count, header, NULL, 0, NULL, problem);
}

int cpictures_jpeg(const void *bytes, size_t count, void *samples, size_t size, int *oddities, char *problem) {
  return decode(bytes, count, NULL, samples, size, oddities, problem);
}
