#include <stddef.h>
#include <stdint.h>

// `DispatchQueue.concurrentPerform` without its allocations: Swift's overlay puts the closure in a box and in a block
// at every call, 80 bytes some thirty times a training step, and no Swift code can hand a non-escaping closure on
// without one of them. A closure is a function and its context, so this takes both in Swift's calling convention, which
// clang knows, and runs them by the same dispatch_apply in its form for plain functions.

typedef __attribute__((swiftcall)) void (*closure_function)(
    intptr_t iteration, __attribute__((swift_context)) void *context);

struct closure {
  closure_function function;
  void *context;
};

// Declared here because the toolchain keeps <dispatch/dispatch.h> out of C targets' search path.
extern void dispatch_apply_f(size_t iterations, void *queue, void *context, void (*work)(void *, size_t));

static void call(void *closure, size_t iteration) {
  struct closure *work = closure;
  work->function((intptr_t)iteration, work->context);
}

// In Swift: (_ iterations: Int, _ work: (Int) -> Void) -> Void
__attribute__((swiftcall)) void processor_concurrent_perform(
    intptr_t iterations, closure_function function, void *context) {
  struct closure work = {function, context};
  dispatch_apply_f((size_t)iterations, NULL /* DISPATCH_APPLY_AUTO */, &work, call);
}
