#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Whether the processor and the operating system run code compiled for x86-64-v3 (AVX2, FMA, BMI) or -v4 (AVX-512).
/// Swift has no way to ask.
bool processor_runs_x86_64_v3(void);
bool processor_runs_x86_64_v4(void);

/// The cores on which this process may run. `CPU_COUNT` is a macro, which Swift does not import.
int processor_usable_cores(void);

/// Tells the processor that this thread waits for another one to write.
static inline void processor_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// The floating-point control register of this thread: rounding mode, flush-to-zero, denormals-are-zero.
/// Swift can neither read nor write it.
static inline uint32_t processor_float_control(void) {
#if defined(__x86_64__)
  return __builtin_ia32_stmxcsr() & 0xffc0;
#elif defined(__aarch64__)
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  return (uint32_t)control;
#else
  return 0;
#endif
}

/// Rounding to nearest, subnormal numbers kept, exceptions masked: IEEE 754's defaults.
static inline void processor_set_ieee_float_control(void) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(0x1f80);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)0));
#endif
}

/// For tests: flush-to-zero and denormals-are-zero on, as fast-math start-up code leaves them.
static inline void processor_set_flush_to_zero(void) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(0x9fc0);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)1 << 24));
#endif
}

#if defined(__x86_64__)
#define PROCESSOR_IEEE_FLOAT_CONTROL 0x1f80u
#else
#define PROCESSOR_IEEE_FLOAT_CONTROL 0u
#endif
