#define _GNU_SOURCE
#include "CProcessor.h"

#if defined(__linux__)
#include <sched.h>

int processor_usable_cores(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
}
#else
#include <unistd.h>

int processor_usable_cores(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }
#endif

#if defined(__x86_64__)
bool processor_runs_x86_64_v3(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2");
}

bool processor_runs_x86_64_v4(void) {
  __builtin_cpu_init();
  return processor_runs_x86_64_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
#else
bool processor_runs_x86_64_v3(void) { return false; }
bool processor_runs_x86_64_v4(void) { return false; }
#endif
