#define _GNU_SOURCE
#include "CProcessor.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// Runs a closure on several threads at once. A training step has some forty short parallel regions one after another,
// and libdispatch wakes its second thread anew for each: see Documentation/decisions/workers.md. The threads here stay
// awake for a moment after a region, so that the next one finds them running.
//
// Only one caller at a time has the threads; any other uses dispatch_apply.

// A Swift closure is a function and its context; clang knows Swift's calling convention.
typedef __attribute__((swiftcall)) void (*closure_function)(
    intptr_t worker, __attribute__((swift_context)) void *context);

struct closure {
  closure_function function;
  void *context;
};

// Longer than a step's serial parts take.
enum { SPINS = 2000 };

static pthread_mutex_t caller = PTHREAD_MUTEX_INITIALIZER;
static int helpers;

// The current or last region, in a cache line of its own, so that all a helper needs reaches its core at once.
static struct {
  // Its number in the upper half, on which helpers sleep; whether it is open; and how many helpers are inside.
  _Alignas(64) _Atomic uint64_t state;
  // Written by the caller before the region is opened, read by the helpers that have entered.
  struct closure closure;
  intptr_t workers;
} region;
static const uint64_t OPEN = 1u << 31;
static const uint64_t INSIDE = OPEN - 1;

// How many helpers sleep; rarely written, so that all cores keep it cached.
static _Alignas(64) _Atomic int sleepers;

static uint32_t number_of(uint64_t state) { return (uint32_t)(state >> 32); }

static uint32_t *number_address(void) {
  return (uint32_t *)&region.state + (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 1 : 0);
}

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Returns when a region after number `last` has begun.
static void wait_for_region_after(uint32_t last) {
  for (int spin = 0; spin < SPINS; spin++) {
    if (number_of(atomic_load_explicit(&region.state, memory_order_acquire)) != last) return;
    pause_briefly();
  }
  atomic_fetch_add(&sleepers, 1);
  while (number_of(atomic_load(&region.state)) == last)
    syscall(SYS_futex, number_address(), FUTEX_WAIT_PRIVATE, last, NULL, NULL, 0);
  atomic_fetch_sub(&sleepers, 1);
}

static void *help(void *argument) {
  const intptr_t worker = (intptr_t)argument;
  uint32_t last = 0;
  for (;;) {
    wait_for_region_after(last);
    uint64_t seen = atomic_load_explicit(&region.state, memory_order_acquire);
    last = number_of(seen);
    // A helper that arrives after the caller has closed the region has nothing to do.
    while ((seen & OPEN) && number_of(seen) == last) {
      if (!atomic_compare_exchange_weak_explicit(
              &region.state, &seen, seen + 1, memory_order_acquire, memory_order_acquire))
        continue;
      if (worker < region.workers) region.closure.function(worker, region.closure.context);
      atomic_fetch_sub_explicit(&region.state, 1, memory_order_release);
      break;
    }
  }
  return NULL;
}

// Starts helpers until there are `wanted`, or as many as there are cores (at least one) or the system allows; regions
// are then done by fewer. More threads than cores would wait for each other.
static void start_helpers(intptr_t wanted) {
  static int most;
  if (most == 0) most = processor_usable_cores() > 2 ? processor_usable_cores() - 1 : 1;
  while (helpers < wanted && helpers < most) {
    // Signals are for the threads that can handle them.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    const int failure = pthread_create(&thread, NULL, help, (void *)(intptr_t)(helpers + 1));
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure) return;
    pthread_detach(thread);
    helpers++;
  }
}

static void run_region(intptr_t workers, struct closure closure) {
  region.closure = closure;
  region.workers = workers;
  const uint32_t number = number_of(atomic_load_explicit(&region.state, memory_order_relaxed)) + 1;
  atomic_store(&region.state, (uint64_t)number << 32 | OPEN);
  if (atomic_load(&sleepers) > 0) syscall(SYS_futex, number_address(), FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
  closure.function(0, closure.context);
  atomic_fetch_and_explicit(&region.state, ~OPEN, memory_order_acq_rel);
  for (int spin = 0; atomic_load_explicit(&region.state, memory_order_acquire) & INSIDE; spin++) {
    // A helper that takes so long may be waiting for a core, perhaps this one.
    if (spin < SPINS) pause_briefly(); else sched_yield();
  }
}

// Declared here because <dispatch/dispatch.h> is not on the search path of C targets.
extern void dispatch_apply_f(size_t iterations, void *queue, void *context, void (*work)(void *, size_t));

static void call(void *closure, size_t worker) {
  struct closure *work = closure;
  work->function((intptr_t)worker, work->context);
}

// In Swift: (_ workers: Int, _ work: (Int) -> Void) -> Void. Calls `function` for worker 0 on this thread and,
// meanwhile, for any of 1 ..< workers on others; returns when all calls have returned.
__attribute__((swiftcall)) void processor_perform(intptr_t workers, closure_function function, void *context) {
  struct closure closure = {function, context};
  if (pthread_mutex_trylock(&caller) != 0) {
    dispatch_apply_f((size_t)workers, NULL /* DISPATCH_APPLY_AUTO */, &closure, call);
    return;
  }
  start_helpers(workers - 1);
  run_region(workers, closure);
  pthread_mutex_unlock(&caller);
}
