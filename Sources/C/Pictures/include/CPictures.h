/// Decoders of untrusted pictures in memory, by libpng and libjpeg-turbo.
///
/// Both libraries report an error by a function that must not return, so it jumps: here, in frames of C alone, because a jump over frames
/// of Swift would leave them in any state.
#pragma once
#include <stddef.h>

/// Room for a problem's text with its terminating zero.
enum { CPICTURES_TEXT = 256 };

typedef struct {
  unsigned width, height;
  /// 1: grey, 2: grey and alpha, 3: colour, 4: colour and alpha; of a JPEG, 4 are the inks of CMYK.
  unsigned channels;
  /// Bits in a sample, 8 or 16: palettes are expanded, and so are smaller samples.
  unsigned depth;
} cpictures_header;

/// Reads the header; 0 if it can't, with the reason in `problem`.
int cpictures_png_header(const void *bytes, size_t count, cpictures_header *header, char *problem);
int cpictures_jpeg_header(const void *bytes, size_t count, cpictures_header *header, char *problem);

/// Decodes the samples row by row, those of 16 bits in the machine's order; 0 if it can't, with the reason in `problem`.
///
/// `size` is that of `samples` in bytes, and must be what the header says.
int cpictures_png(const void *bytes, size_t count, void *samples, size_t size, char *problem);
/// Grey, or sRGB. `oddities` counts bytes that belong to nothing, which are skipped.
int cpictures_jpeg(const void *bytes, size_t count, void *samples, size_t size, int *oddities, char *problem);
