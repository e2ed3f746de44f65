import Catalog

/// The values of a network as a script's variables: `x`, and one of its own for each value that is read again later.
struct Variables {
  private let names: [String]

  /// - Parameter input: the script's name for the network's input; `x` if it needs none of its own.
  init(_ graph: ModelGraph, input: String = "inputs") {
    var readers = [[Int]](repeating: [], count: graph.nodes.count + 1)
    for (index, node) in graph.nodes.enumerated() {
      for source in node.sources { readers[source].append(index) }
    }
    // Value i is made by node i − 1; if node i alone reads it, nobody else ever sees it.
    names = readers.enumerated().map { value, readers in
      let isSeenOnce = readers == [value] || readers.isEmpty
      return value == 0 && (isSeenOnce || input != "x") ? input : isSeenOnce ? "x" : "x\(value)"
    }
  }

  subscript(value: ValueNumber) -> String { names[value] }
}
