/// How a layer contains layers. Indentation is the topology: what a block contains is computed within it.
public enum BlockStructure: Sendable {
  /// Side by side: each list reads the block's input, and the block's `infer` and arithmetic make one result of theirs.
  case branches([Branch<LayerSpec>])
  /// One after the other: so many copies of the list, each with weights of its own.
  case copies(Int, Branch<LayerSpec>)

  public var branches: [Branch<LayerSpec>] {
    switch self {
    case .branches(let branches): branches
    case .copies(_, let list): [list]
    }
  }

  public var copies: Int { if case .copies(let count, _) = self { count } else { 1 } }
}

extension LayerSpec {
  /// Nil for a layer that contains none.
  public var structure: BlockStructure? { construct.structure }
}

extension Limits {
  /// Blocks within blocks: each takes three of the levels that a spec may have.
  static let nesting = 6
}

/// Problems of a list that come from layers within layers.
struct BlockProblems {
  private(set) var found: [(path: String, problem: OptionProblem)] = []
  /// Layers after expansion.
  private var count = 0

  init(_ layers: [LayerSpec]) {
    guard layers.contains(where: { $0.structure != nil }) else { return }
    visit(layers, path: "layers", copies: 1, depth: 0)
    if count > Limits.layers, found.isEmpty {
      let problem = OptionProblem(
        "", "\(count) layers with all copies", hint: "at most \(Limits.layers) are possible: repeat less often")
      found.append(("layers", problem))
    }
  }

  private mutating func visit(_ layers: [LayerSpec], path: String, copies: Int, depth: Int) {
    for (index, layer) in layers.enumerated() {
      let path = "\(path)[\(index)].\(layer.keyword)"
      guard let structure = layer.structure else {
        // Far from an overflow: both factors are limited.
        count = min(count + copies, Limits.layers * Limits.layers)
        continue
      }
      guard depth < Limits.nesting else {
        let problem = OptionProblem(
          "", "blocks within blocks, \(depth + 1) deep", hint: "at most \(Limits.nesting) are possible")
        found.append((path, problem))
        continue
      }
      let inner = min(copies * structure.copies, Limits.layers * Limits.layers)
      for branch in structure.branches {
        visit(branch.members, path: "\(path).\(branch.name)", copies: inner, depth: depth + 1)
      }
    }
  }
}
