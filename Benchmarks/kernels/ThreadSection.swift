import Catalog
import Datasets
import ExperimentSpec
import Kernels

/// The section `What many threads can gain`, by counting: it needs no machine that has them.
func threadSection(_ data: Dataset, _ instructionSet: InstructionSet) throws -> String {
  let counts = [2, 8, 16, 64]
  var rows: [[String]] = []
  for (name, steps) in [("dense", 200), ("conv", 200), ("vgg", 12), ("mlp", 40)] {
    let spec = try ExperimentLoader.load(experiment(name)).spec
    let graph = try ModelGraph(spec, data.interface)
    let times = RegionTimes(spec, graph, on: data.training, instructionSet, steps: steps)
    rows.append(
      ["\(name).yaml, batch \(spec.batchSize)", fixed(1000 * times.step, 2), "\(times.regions.count)"]
        + [percent(times.serial / times.step), fixed(24e-6 * Double(graph.parameters), 0)]
        + counts.map { fixed(times.step / times.bound(threads: $0), 1) }
        + [percent(times.serial / times.bound(threads: 64)), percent(times.shareOfShortRegions(threads: 64))])
  }
  let columns =
    ["", "ms, 1 thread", "regions", "serial", "MB"] + counts.map { "\($0) threads" } + [
      "serial, of 64", "few tiles, of 64",
    ]
  return """
    ## What many threads can gain

    At most, in times one thread's speed: each parallel region of a step was timed on one thread, and takes as many rounds as the thread
    with the most of its tiles. What is not in a region (`serial`) takes as long as on one thread. Nothing is counted for waking and
    meeting, nor for memory: `MB` is what Adam reads and writes of weights, states and gradients in a step, which cores share. The last two columns
    are shares of the step on 64 threads: what is serial, and regions with fewer tiles than threads.

    \(table(columns, rows))
    """
}
