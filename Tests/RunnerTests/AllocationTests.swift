import Testing

/// A training step only uses memory that was allocated before the first one. Checkpoints copy the state, and are not
/// part of this test.
@Suite struct AllocationTests {
  let here = Workspace()

  /// Counts the program's allocations from the C library, and prints the count at its end.
  private static let counter = """
    #include <stdio.h>
    #include <stddef.h>
    #include <stdatomic.h>
    extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
    extern void *__libc_memalign(size_t, size_t);
    extern void __libc_free(void *);
    static atomic_long all, freed;
    void *malloc(size_t size) { all++; return __libc_malloc(size); }
    void *realloc(void *old, size_t size) { all++; freed += old != NULL; return __libc_realloc(old, size); }
    void *calloc(size_t count, size_t size) { all++; return __libc_calloc(count, size); }
    int posix_memalign(void **result, size_t alignment, size_t size) {
      all++;
      *result = __libc_memalign(alignment, size);
      return 0;
    }
    void free(void *memory) { freed += memory != NULL; __libc_free(memory); }
    __attribute__((destructor)) static void say(void) {
      fprintf(stderr, "allocations %ld %ld\\n", (long)all, (long)(all - freed));
    }
    """

  init() throws {
    try here.write(Self.counter, to: "counter.c")
    let compiled = try here.shell("cc -shared -fPIC -O1 -o counter.so counter.c")
    try #require(compiled.status == 0, "\(compiled.stderr)")
    for experiment in ["conv", "dense"] {
      try here.write("extends: \(Self.experiments)/\(experiment).yaml\n", to: "\(experiment).yaml")
    }
    try here.write(
      """
      extends: conv.yaml
      augmentation:
        [random_rotation: 0.1, random_flip, random_crop: {height: 28, width: 28, padding: 2}, random_contrast: 0.2,
        random_brightness: 0.2, random_erasing, gaussian_noise: 0.1, mix_up, random_zoom: 0.1, cut_mix]

      """, to: "augmented.yaml")
  }

  @Test(arguments: ["conv", "dense", "augmented"]) func stepsAllocateNothing(experiment: String) throws {
    let few = try allocations(experiment, images: 640, threads: 1)
    let many = try allocations(experiment, images: 6400, threads: 1)
    // Ninety more steps, and fewer than one allocation in two of them; the log's text may differ by a few.
    #expect(many.all - few.all < 45, "\(few.all) allocations in 10 steps, \(many.all) in 100")
  }

  /// Nor do penalties, a schedule, clipped gradients, averages and constraints need any memory in a step.
  @Test(arguments: ["clipvalue", "clipnorm", "global_clipnorm"])
  func stepsWithEveryOptionAllocateNothing(clip: String) throws {
    let rate = "{cosine_decay: {initial_learning_rate: 0, warmup_target: 0.001, warmup_epochs: 0.5}}"
    let changes = [
      "layers[0].conv2d.kernel_regularizer=l2", "layers[6].dense.kernel_regularizer={l1_l2: {l1: 0.001, l2: 0.001}}",
      "layers[0].conv2d.kernel_constraint=max_norm", "layers[6].dense.kernel_constraint=max_norm",
      "layers[6].dense.bias_constraint=non_neg", "optimizer.adam.learning_rate=\(rate)",
      "optimizer.adam.weight_decay=0.01", "optimizer.adam.\(clip)=0.5", "optimizer.adam.use_ema=true",
    ]
    let few = try allocations("conv", images: 640, threads: 1, changes)
    let many = try allocations("conv", images: 6400, threads: 1, changes)
    #expect(many.all - few.all < 45, "\(few.all) allocations in 10 steps, \(many.all) in 100")
  }

  /// The record is Swift's: only through `withoutActuallyEscaping` may a closure on the calling thread's stack be called by a thread
  /// that already runs. It is freed at the end of its region.
  ///
  /// - Parameter regions: how many regions a step has that several threads share.
  @Test(arguments: [("conv", 19), ("dense", 15), ("augmented", 19)])
  func workersAddARecordForEachRegion(experiment: String, regions: Int) throws {
    let few = try allocations(experiment, images: 640, threads: 2)
    let many = try allocations(experiment, images: 6400, threads: 2)
    #expect(many.all - few.all < 90 * regions + 45, "\(few.all) allocations in 10 steps, \(many.all) in 100")
    #expect(many.live - few.live < 45, "\(few.live) not freed after 10 steps, \(many.live) after 100")
  }

  private func allocations(
    _ experiment: String, images: Int, threads: Int, _ changes: [String] = []
  ) throws -> (all: Int, live: Int) {
    let outcome = try here.shell(
      """
      LD_PRELOAD=./counter.so "$RUNNER" \(experiment).yaml --threads \(threads) --quiet --no-report --results out\(images)-\(threads) \
        --checkpoint-every 1000 --set epochs=1 --set batch_size=64 --set dataset.train_limit=\(images) --set dataset.test_limit=100 \
        \(changes.map { "--set '\($0)'" }.joined(separator: " "))
      """)
    #expect(outcome.status == 0, "\(outcome.stderr)")
    let words = outcome.stderr.split(separator: "\n").last { $0.hasPrefix("allocations ") }?.split(separator: " ")
    let counts = try #require(words?.dropFirst().compactMap { Int($0) })
    return (counts[0], counts[1])
  }

  private static let experiments =
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/experiments"
}
