import Catalog
import Datasets
import Kernels
import Training

/// A step's parallel regions, each done by one thread: how many tiles it has, and seconds.
struct RegionTimes {
  struct Region {
    var tiles: Int
    var seconds: Double
  }

  let regions: [Region]
  /// Seconds of what only one thread does, however many there are.
  let serial: Double

  /// Seconds of the whole step on one thread.
  var step: Double { bound(threads: 1) }

  init(_ spec: ExperimentSpec, _ graph: ModelGraph, on samples: Samples, _ instructionSet: InstructionSet, steps: Int) {
    // As many as the largest machine has: layers that are too small for several threads have no regions then.
    let compute = Compute(instructionSet: instructionSet, parallelism: Parallelism(workers: 64))
    let training = TrainingSteps(spec, graph, on: samples, workers: compute.parallelism.workers)
    let clock = ContinuousClock()
    var seen: [[Region]] = []
    Parallelism.observer = { tiles, region in
      let time = clock.measure(region)
      seen[seen.count - 1].append(Region(tiles: tiles, seconds: time / .seconds(1)))
    }
    defer { Parallelism.observer = nil }
    var rest: [Double] = []
    for step in 0..<steps {
      seen.append([])
      let time = clock.measure { training.run(step, compute) { _ in } } / .seconds(1)
      rest.append(seen[step].reduce(time) { $0 - $1.seconds })
    }
    // The first quarter warms up. Each step has the same regions.
    let warmUp = steps / 4
    let measured = seen[warmUp...]
    regions = seen[warmUp].indices.map { index in
      Region(tiles: seen[warmUp][index].tiles, seconds: median(measured.map { $0[index].seconds }))
    }
    serial = median(Array(rest[warmUp...]))
  }

  /// The shortest time that so many threads can take for a step: a region lasts as long as the thread with the most tiles.
  func bound(threads: Int) -> Double {
    regions.reduce(serial) { sum, region in
      let rounds = (region.tiles + threads - 1) / threads
      return sum + region.seconds * Double(rounds) / Double(region.tiles)
    }
  }

  /// The share of a step on `threads` threads that goes to regions with fewer tiles than threads.
  func shareOfShortRegions(threads: Int) -> Double {
    let short = regions.filter { $0.tiles < threads }
    return short.reduce(0) { $0 + $1.seconds / Double($1.tiles) } / bound(threads: threads)
  }
}
