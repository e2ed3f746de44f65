import Catalog
import ExperimentSpec
import Geometry
import Testing
import Training

/// The memory of a graph beside the least that its values and gradients need.
struct GraphMemoryTests {
  private static let root = #filePath.dropLast("Tests/TrainingTests/GraphMemoryTests.swift".count)

  @Test func resNet20NeedsLittleMoreThanWhatIsAlive() throws {
    let graph = try ModelGraph(
      ExperimentLoader.load(Self.root + "Benchmarks/experiments/resnet20.yaml").spec, input: Shape([32, 32, 3]),
      target: .classes((0..<10).map(String.init)))
    let samples = 128
    let memory = TrainingMemory(graph, samples: samples, workers: 2, statesPerParameter: 2)
    let least = 4 * samples * Liveness(graph).most
    print("ResNet-20, batch 128: \(Int(memory.total)) bytes, of which \(least) are alive at once")
    #expect(memory.total < 1.3 * Double(least) && memory.total > Double(least))
  }
}

/// When the values of a network, and their gradients, are written and read for the last time, by the formulas of backpropagation alone:
/// convolutions, dense layers and normalizations read their input again, a ReLU its output, or the input of the normalization before it.
private struct Liveness {
  private struct Span {
    var size: Int
    var first: Int
    var last: Int
  }
  private var values: [Span]
  private var gradients: [Span?]

  /// The most numbers of a sample that are alive at one time.
  var most: Int {
    let all = values + gradients.compactMap(\.self)
    return (all.map(\.last).max().map { 0...$0 } ?? 0...0)
      .map { time in all.filter { $0.first <= time && time <= $0.last }.reduce(0) { $0 + $1.size } }.max() ?? 0
  }

  init(_ graph: ModelGraph) {
    let nodes = graph.nodes
    let end = 2 * nodes.count + 1
    values = [Span(size: graph.input.count, first: 0, last: 0)]
    gradients = [nil]
    // Of each of the graph's values, the one of those above that holds it.
    var places = [0]
    for (index, node) in nodes.enumerated() {
      let sources = node.sources.map { places[$0] }
      let word = node.spec.keyword
      // Done in place: a ReLU, and what computes nothing.
      let isInPlace = word == "activation" || word == "flatten" || word == "repeat"
      for source in sources {
        let isReadAgain = ["conv2d", "dense", "batch_normalization"].contains(word)
        values[source].last = max(values[source].last, isReadAgain ? end - index : index)
      }
      guard !isInPlace else {
        places.append(sources[0])
        continue
      }
      places.append(values.count)
      values.append(Span(size: node.output.count, first: index, last: index))
      gradients.append(nil)
      // The backward pass goes from the last reader to the first.
      for source in sources where source > 0 {
        gradients[source] = Span(size: values[source].size, first: end - index, last: 0)
      }
    }
    // A gradient lives until the backward pass of what wrote the value.
    for place in values.indices where place > 0 { gradients[place]?.last = end - values[place].first }
  }
}
