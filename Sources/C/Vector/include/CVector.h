#ifndef CVECTOR_H
#define CVECTOR_H

/// Arithmetic on sixteen floats, one instruction per function. Swift's operators on SIMD16 are loops over the lanes,
/// which the optimizer rejoins in most places, but not in all. Everything is inline, so that each kernel module
/// compiles it for its own instruction set; an external function would be the same for all.
typedef float vector_float16 __attribute__((ext_vector_type(16)));
typedef int vector_int16 __attribute__((ext_vector_type(16)));

#pragma clang assume_nonnull begin

#define VECTOR_INLINE static inline __attribute__((always_inline))

// Separate functions, so that no compiler fuses a product and a sum into one rounding.
VECTOR_INLINE vector_float16 vector_add(vector_float16 a, vector_float16 b) { return a + b; }
VECTOR_INLINE vector_float16 vector_subtract(vector_float16 a, vector_float16 b) { return a - b; }
VECTOR_INLINE vector_float16 vector_multiply(vector_float16 a, vector_float16 b) { return a * b; }
VECTOR_INLINE vector_float16 vector_divide(vector_float16 a, vector_float16 b) { return a / b; }
VECTOR_INLINE vector_float16 vector_negate(vector_float16 a) { return -a; }

/// a·b + c, rounded once.
VECTOR_INLINE vector_float16 vector_multiply_add(vector_float16 a, vector_float16 b, vector_float16 c) {
  return __builtin_elementwise_fma(a, b, c);
}

/// The same pointer, as one that the compiler knows nothing about: it computes addresses from it, where it would otherwise carry a
/// pointer for each of them through a loop.
VECTOR_INLINE const float *vector_unrelated(const float *pointer) {
  __asm__("" : "+r"(pointer));
  return pointer;
}

/// √x, correctly rounded (IEEE 754).
VECTOR_INLINE vector_float16 vector_square_root(vector_float16 x) { return __builtin_elementwise_sqrt(x); }

/// `yes` where `mask` is −1, `no` where it is 0.
VECTOR_INLINE vector_float16 vector_select(vector_int16 mask, vector_float16 yes, vector_float16 no) {
  return mask ? yes : no;
}

/// a₀ b₀ a₁ b₁ … from the lower or the upper halves of both. Swift has no shuffle of two vectors.
VECTOR_INLINE vector_float16 vector_interleave_low(vector_float16 a, vector_float16 b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

VECTOR_INLINE vector_float16 vector_interleave_high(vector_float16 a, vector_float16 b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

typedef double vector_double16 __attribute__((ext_vector_type(16)));

/// sums + x², lane by lane. The square of a float is exact in double precision, so fused or not, the bits are the same.
VECTOR_INLINE vector_double16 vector_add_squares(vector_double16 sums, vector_float16 x) {
  const vector_double16 wide = __builtin_convertvector(x, vector_double16);
  return sums + wide * wide;
}

/// sums + |x|, likewise.
VECTOR_INLINE vector_double16 vector_add_magnitudes(vector_double16 sums, vector_float16 x) {
  return sums + __builtin_convertvector(__builtin_elementwise_abs(x), vector_double16);
}

/// The lanes' sum, from the first to the last.
VECTOR_INLINE double vector_total(vector_double16 x) {
  double sum = x[0];
  for (int i = 1; i < 16; i++) sum += x[i];
  return sum;
}

/// Asks for the cache line at `x`, which need not exist.
VECTOR_INLINE void vector_prefetch(const float *x) { __builtin_prefetch(x); }

typedef unsigned vector_uint16 __attribute__((ext_vector_type(16)));
typedef unsigned long long vector_ulong16 __attribute__((ext_vector_type(16)));

/// The upper 32 bits of a · b. Swift's widening conversions are generic functions, shared by all instruction sets.
VECTOR_INLINE vector_uint16 vector_multiply_high(vector_uint16 a, unsigned b) {
  return __builtin_convertvector((__builtin_convertvector(a, vector_ulong16) * (unsigned long long)b) >> 32, vector_uint16);
}

/// Towards zero, for magnitudes below 2³¹.
VECTOR_INLINE vector_int16 vector_integers(vector_float16 x) { return __builtin_convertvector(x, vector_int16); }

typedef float vector_float8 __attribute__((ext_vector_type(8)));

#if defined(__AVX2__)
typedef float vector_m256 __attribute__((vector_size(32)));
typedef int vector_m256i __attribute__((vector_size(32)));
#endif

/// Reads the first `count` floats at `x`, all eight if there are more; the other lanes become zero, and their memory is not read.
VECTOR_INLINE void vector_load_partial8(const float *x, int count, vector_float8 *y) {
#if defined(__AVX2__)
  const vector_m256i lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  *y = (vector_float8)__builtin_ia32_maskloadps256((const vector_m256 *)x, lanes < count);
#else
  *y = 0;
  if (count >= 8) __builtin_memcpy(y, x, sizeof *y);
  else for (int i = 0; i < count; i++) (*y)[i] = x[i];
#endif
}

/// Writes eight rows of `columns` floats, at most eight, `x_stride` apart, as eight columns, `y_stride` apart, with zeros for what is
/// missing. Pairs of rows are interleaved within the halves of a register, then the halves exchanged: with sixteen lanes at
/// once, every step would cross 256-bit registers.
VECTOR_INLINE void vector_transpose8(const float *x, long x_stride, int columns, float *y, long y_stride) {
  vector_float8 r[8], s[8], t[8];
  for (int i = 0; i < 8; i++) vector_load_partial8(x + i * x_stride, columns, &r[i]);
  for (int i = 0; i < 8; i += 2) {
    s[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    s[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4) {
    t[i] = __builtin_shufflevector(s[i], s[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    t[i + 1] = __builtin_shufflevector(s[i], s[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    t[i + 2] = __builtin_shufflevector(s[i + 1], s[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
    t[i + 3] = __builtin_shufflevector(s[i + 1], s[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (int i = 0; i < 4; i++) {
    vector_float8 low = __builtin_shufflevector(t[i], t[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    vector_float8 high = __builtin_shufflevector(t[i], t[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    __builtin_memcpy(y + i * y_stride, &low, sizeof low);
    __builtin_memcpy(y + (i + 4) * y_stride, &high, sizeof high);
  }
}

#if defined(__AVX512F__)
typedef float vector_m512 __attribute__((vector_size(64)));
typedef int vector_m512i __attribute__((vector_size(64)));

/// Writes the non-zero lanes of x and their indices, counted from `first`, side by side, and returns how many there
/// are. All sixteen elements of both arrays may be written. The one use of AVX-512's compression, which no loop
/// compiles to.
VECTOR_INLINE int vector_list_nonzeros(
    vector_float16 x, int first, unsigned *places, float *values) {
  const vector_m512 zero = {0};
  const vector_m512i none = {0};
  const vector_m512i lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  // 4: not equal or unordered, quietly; and the second 4: the current rounding mode.
  const unsigned short mask = (unsigned short)__builtin_ia32_cmpps512_mask((vector_m512)x, zero, 4, 0xffff, 4);
  const vector_m512 kept = __builtin_ia32_compresssf512_mask((vector_m512)x, zero, mask);
  const vector_m512i where = __builtin_ia32_compresssi512_mask(lanes + first, none, mask);
  __builtin_memcpy(values, &kept, sizeof kept);
  __builtin_memcpy(places, &where, sizeof where);
  return __builtin_popcount(mask);
}

/// A bit for each lane that is not zero. 4: not equal or unordered, quietly; and the second 4: the current rounding mode.
VECTOR_INLINE unsigned vector_nonzero_lanes(vector_float16 x) {
  const vector_m512 zero = {0};
  return (unsigned short)__builtin_ia32_cmpps512_mask((vector_m512)x, zero, 4, 0xffff, 4);
}

/// `vector_list_nonzeros` for the lanes where x or y is not zero, with both values.
VECTOR_INLINE int vector_list_either(
    vector_float16 x, vector_float16 y, int first, unsigned *places, float *xs, float *ys) {
  const vector_m512 zero = {0};
  const vector_m512i none = {0};
  const vector_m512i lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const unsigned short mask = (unsigned short)(vector_nonzero_lanes(x) | vector_nonzero_lanes(y));
  const vector_m512 x_kept = __builtin_ia32_compresssf512_mask((vector_m512)x, zero, mask);
  const vector_m512 y_kept = __builtin_ia32_compresssf512_mask((vector_m512)y, zero, mask);
  const vector_m512i where = __builtin_ia32_compresssi512_mask(lanes + first, none, mask);
  __builtin_memcpy(xs, &x_kept, sizeof x_kept);
  __builtin_memcpy(ys, &y_kept, sizeof y_kept);
  __builtin_memcpy(places, &where, sizeof where);
  return __builtin_popcount(mask);
}

/// The first `count` floats at `x`, 0 to 16; the other lanes are zero, and their memory is not read.
VECTOR_INLINE vector_float16 vector_load_partial(const float *x, int count) {
  const vector_m512 zero = {0};
  return (vector_float16)__builtin_ia32_loadups512_mask((const float *)x, zero, (unsigned short)((1u << count) - 1));
}

/// Writes the first `count` lanes, 0 to 16, and nothing after them.
VECTOR_INLINE void vector_store_partial(vector_float16 x, float *y, int count) {
  __builtin_ia32_storeups512_mask(y, (vector_m512)x, (unsigned short)((1u << count) - 1));
}
#elif defined(__AVX2__)
/// For each byte the indices of its set bits, from the lowest, one per byte.
extern const unsigned long long vector_set_bits[256];

typedef unsigned char vector_uchar8 __attribute__((ext_vector_type(8)));
typedef int vector_int8 __attribute__((ext_vector_type(8)));

/// The same for eight lanes: AVX2 has no compression, but a permutation that a table gives for each mask.
VECTOR_INLINE int vector_list_nonzeros8(vector_m256 x, int first, unsigned *places, float *values) {
  const vector_m256 zero = {0};
  // 4: not equal or unordered, quietly.
  const int mask = __builtin_ia32_movmskps256(__builtin_ia32_cmpps256(x, zero, 4));
  vector_uchar8 set;
  __builtin_memcpy(&set, &vector_set_bits[mask], sizeof set);
  const vector_m256i lanes = (vector_m256i)__builtin_convertvector(set, vector_int8);
  const vector_m256 kept = (vector_m256)__builtin_ia32_permvarsf256(x, lanes);
  const vector_m256i where = lanes + first;
  __builtin_memcpy(values, &kept, sizeof kept);
  __builtin_memcpy(places, &where, sizeof where);
  return __builtin_popcount((unsigned)mask);
}

/// A bit for each lane that is not zero.
VECTOR_INLINE unsigned vector_nonzero_lanes8(vector_m256 x) {
  const vector_m256 zero = {0};
  // 4: not equal or unordered, quietly.
  return (unsigned)__builtin_ia32_movmskps256(__builtin_ia32_cmpps256(x, zero, 4));
}

VECTOR_INLINE unsigned vector_nonzero_lanes(vector_float16 x) {
  const vector_float8 low = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7);
  const vector_float8 high = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  return vector_nonzero_lanes8((vector_m256)low) | vector_nonzero_lanes8((vector_m256)high) << 8;
}

/// `vector_list_nonzeros8` for the lanes where x or y is not zero, with both values.
VECTOR_INLINE int vector_list_either8(
    vector_m256 x, vector_m256 y, int first, unsigned *places, float *xs, float *ys) {
  const unsigned mask = vector_nonzero_lanes8(x) | vector_nonzero_lanes8(y);
  vector_uchar8 set;
  __builtin_memcpy(&set, &vector_set_bits[mask], sizeof set);
  const vector_m256i lanes = (vector_m256i)__builtin_convertvector(set, vector_int8);
  const vector_m256 x_kept = (vector_m256)__builtin_ia32_permvarsf256(x, lanes);
  const vector_m256 y_kept = (vector_m256)__builtin_ia32_permvarsf256(y, lanes);
  const vector_m256i where = lanes + first;
  __builtin_memcpy(xs, &x_kept, sizeof x_kept);
  __builtin_memcpy(ys, &y_kept, sizeof y_kept);
  __builtin_memcpy(places, &where, sizeof where);
  return __builtin_popcount(mask);
}

VECTOR_INLINE int vector_list_either(
    vector_float16 x, vector_float16 y, int first, unsigned *places, float *xs, float *ys) {
  const vector_float8 x_low = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7);
  const vector_float8 x_high = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  const vector_float8 y_low = __builtin_shufflevector(y, y, 0, 1, 2, 3, 4, 5, 6, 7);
  const vector_float8 y_high = __builtin_shufflevector(y, y, 8, 9, 10, 11, 12, 13, 14, 15);
  const int found = vector_list_either8((vector_m256)x_low, (vector_m256)y_low, first, places, xs, ys);
  return found
         + vector_list_either8(
             (vector_m256)x_high, (vector_m256)y_high, first + 8, places + found, xs + found, ys + found);
}

/// The first `count` floats at `x`, 0 to 16; the other lanes are zero, and their memory is not read.
VECTOR_INLINE vector_float16 vector_load_partial(const float *x, int count) {
  vector_float8 low, high;
  vector_load_partial8(x, count, &low);
  vector_load_partial8(x + 8, count - 8, &high);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/// Writes the first `count` lanes, 0 to 16, and nothing after them.
VECTOR_INLINE void vector_store_partial(vector_float16 x, float *y, int count) {
  const vector_m256i lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  const vector_float8 low = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7);
  const vector_float8 high = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  __builtin_ia32_maskstoreps256((vector_m256 *)y, lanes < count, (vector_m256)low);
  __builtin_ia32_maskstoreps256((vector_m256 *)(y + 8), lanes < count - 8, (vector_m256)high);
}

VECTOR_INLINE int vector_list_nonzeros(vector_float16 x, int first, unsigned *places, float *values) {
  const vector_float8 low = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7);
  const vector_float8 high = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  const int found = vector_list_nonzeros8((vector_m256)low, first, places, values);
  return found + vector_list_nonzeros8((vector_m256)high, first + 8, places + found, values + found);
}
#endif

/// x[i] for sixteen indices i.
VECTOR_INLINE vector_float16 vector_gather(const float *x, vector_int16 indices) {
#if defined(__AVX512F__)
  const vector_m512 none = {0};
  return (vector_float16)__builtin_ia32_gathersiv16sf(none, x, (vector_m512i)indices, (unsigned short)0xffff, 4);
#elif defined(__AVX2__)
  const vector_m256 none = {0};
  const vector_m256i all = {-1, -1, -1, -1, -1, -1, -1, -1};
  const vector_int8 low = __builtin_shufflevector(indices, indices, 0, 1, 2, 3, 4, 5, 6, 7);
  const vector_int8 high = __builtin_shufflevector(indices, indices, 8, 9, 10, 11, 12, 13, 14, 15);
  const vector_float8 first = (vector_float8)__builtin_ia32_gatherd_ps256(none, x, (vector_m256i)low, (vector_m256)all, 4);
  const vector_float8 second = (vector_float8)__builtin_ia32_gatherd_ps256(none, x, (vector_m256i)high, (vector_m256)all, 4);
  return __builtin_shufflevector(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  vector_float16 found;
  for (int lane = 0; lane < 16; lane++) found[lane] = x[indices[lane]];
  return found;
#endif
}

#pragma clang assume_nonnull end

#endif
