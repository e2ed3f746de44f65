import Catalog

extension ModelGraph {
  /// The nodes in the order of a Keras model's `layers`, which is `map_graph`'s in keras/src/ops/function.py: the
  /// furthest from the output first, and of those equally far the one that is met first on the way back from there.
  var kerasOrder: [GraphNode] {
    let (distances, visits) = (distancesFromOutput, visitsFromOutput)
    return nodes.indices.filter { visits[$0] != nil }.sorted { a, b in
      let (near, far) = (distances[a], distances[b])
      return near != far ? near > far : (visits[a] ?? 0) < (visits[b] ?? 0)
    }.map { nodes[$0] }
  }

  /// For each node the steps of the longest way.
  private var distancesFromOutput: [Int] {
    var distances = [Int](repeating: 0, count: nodes.count)
    // Each node comes after those whose values it reads.
    for index in nodes.indices.reversed() {
      for source in nodes[index].sources where source > 0 {
        distances[source - 1] = max(distances[source - 1], distances[index] + 1)
      }
    }
    return distances
  }

  /// For each node when it is met, depth first.
  private var visitsFromOutput: [Int: Int] {
    var visits: [Int: Int] = [:]
    var waiting = [result]
    while let value = waiting.popLast() {
      guard value > 0, visits[value - 1] == nil else { continue }
      visits[value - 1] = visits.count
      waiting += nodes[value - 1].sources.reversed()
    }
    return visits
  }
}
