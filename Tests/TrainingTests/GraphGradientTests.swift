import Catalog
import ExperimentSpec
import Geometry
import Kernels
import Layers
import Random
import Testing
import Training

/// Networks that are graphs, as wholes: their gradients against differences of their outputs, and their memory.
struct GraphGradientTests {
  /// Layers without corners: a difference across one would be no derivative.
  private static let stacks: [(name: String, layers: String)] = [
    ("fan-out of three", "[flatten, add: {same: [], a: [dense: {units: 64, activation: tanh}], b: [dense: 64]}]"),
    (
      "the input twice", "[flatten, dense: {units: 5, activation: tanh}, add: {a: [], b: []}, multiply: {a: [], b: []}]"
    ),
    (
      "a trained value twice and its double",
      "[flatten, dense: 6, subtract: {a: [dense: 6], b: []}, average: {a: [], b: [], c: []}]"
    ),
    (
      "six deep",
      "[flatten, dense: 4, residual: [residual: [residual: [residual: [residual: [residual: [dense: {units: 4, activation: tanh}]]]]]]]"
    ),
    (
      "copies",
      "[conv2d: {filters: 3, kernel_size: 3}, repeat: {times: 3, layers: [residual: [conv2d: {filters: 3, kernel_size: 3, padding: same, activation: tanh}]]}]"
    ),
    (
      "a projection",
      "[residual: {shortcut: [conv2d: {filters: 4, kernel_size: 1, strides: 2}], layers: [conv2d: {filters: 4, kernel_size: 3, strides: 2, padding: same, activation: tanh}]}]"
    ),
    (
      "a gradient that branches share",
      "[conv2d: {filters: 3, kernel_size: 3}, repeat: {times: 2, layers: [residual: [conv2d: {filters: 3, kernel_size: 3, padding: same, activation: tanh}, batch_normalization]]}, add: {a: [conv2d: {filters: 3, kernel_size: 1}], b: [], c: [batch_normalization, activation: tanh]}]"
    ),
    (
      "branches side by side",
      "[conv2d: {filters: 2, kernel_size: 1}, concatenate: {a: [conv2d: {filters: 3, kernel_size: 1, activation: tanh}], b: [], c: [average_pooling2d: {pool_size: 3, strides: 1, padding: same}]}]"
    ),
    (
      "squeeze and excitation",
      "[conv2d: {filters: 3, kernel_size: 1}, multiply: {signal: [], gate: [global_average_pooling2d: {keepdims: true}, conv2d: {filters: 3, kernel_size: 1, activation: sigmoid}]}]"
    ),
    (
      "broadcasting on each side",
      "[conv2d: {filters: 3, kernel_size: 1}, RULE: {a: [conv2d: {filters: 1, kernel_size: 1}], b: [global_average_pooling2d: {keepdims: true}], c: [average_pooling2d: [8, 1], conv2d: {filters: 3, kernel_size: 1}]}]"
    ),
    ("two of them", "[flatten, dense: 3, RULE: {a: [dense: {units: 3, activation: tanh}], b: [dense: 1]}]"),
  ]

  /// Every rule where a stack leaves that open; `subtract` has two branches.
  private static let cases: [(String, String)] = stacks.flatMap { stack in
    let rules =
      ["add", "multiply", "average", "maximum", "minimum"] + (stack.name == "two of them" ? ["subtract"] : [])
    return stack.layers.contains("RULE")
      ? rules.map { ("\(stack.name), \($0)", stack.layers.replacing("RULE", with: $0)) } : [(stack.name, stack.layers)]
  }

  private static func graph(_ layers: String) throws -> ModelGraph {
    let head = layers.dropLast() + ", flatten, dense: 10]"
    let text = "dataset: mnist\nlayers: \(head)\nloss: mean_squared_error\nmetrics: []\n"
    let spec = try ExperimentLoader.load(text: text, called: "graph").spec
    return try ModelGraph(spec, input: Shape([8, 8, 1]), target: .values((0..<10).map { "y\($0)" }))
  }

  private static let samples = 5

  /// A network, and a loss that is a fixed weighted sum of its outputs.
  private final class Setting {
    let network: Network
    let pass: Pass
    private let factors: [Float]

    init(_ graph: ModelGraph, set: InstructionSet = .best, workers: Int = 2, sharesMemory: Bool = true) {
      network = Network(graph, seed: 3, capacity: samples + 2, isTraining: true, sharesMemory: sharesMemory)
      pass = Pass(
        compute: Compute(instructionSet: set, parallelism: Parallelism(workers: workers)), samples: samples,
        isTraining: true, seed: 1)
      let stream = RandomStream(seed: 4, purpose: .initialization)
      func number(_ index: Int) -> Float { RandomStream.unit(stream.block(index)[0]) * 2 - 1 }
      for index in 0..<samples * network.inputCount { network.input.pointer[index] = number(index) }
      factors = (0..<samples * network.outputCount).map { number(100_000 + $0) }
    }

    func loss() -> Double {
      network.forward(pass)
      return factors.indices.reduce(0) { $0 + Double(factors[$1]) * Double(network.output.pointer[$1]) }
    }

    /// Twice, so that what a pass leaves in memory is seen by the next.
    func gradients() -> [[Float]] {
      for _ in 0..<2 {
        _ = loss()
        network.outputGradient.pointer.update(from: factors, count: factors.count)
        network.backward(pass)
      }
      return network.parameters.map { $0.parameter.rowMajorGradient }
    }
  }

  @Test(arguments: cases) func gradientsAreDifferences(_ name: String, _ layers: String) throws {
    let setting = Setting(try Self.graph(layers))
    for parameter in setting.network.parameters.map(\.parameter) { parameter.keepGradient() }
    let gradients = setting.gradients()
    // Among many elements a larger step would meet corners, where another input of a maximum wins.
    let step: Float = layers.contains("imum:") ? 0.001 : 0.01
    var checked = 0
    for ((name, parameter), gradient) in zip(setting.network.parameters, gradients) {
      let values = parameter.rowMajorValues
      let largest = gradient.map(\.magnitude).max() ?? 0
      for index in Swift.stride(from: 0, to: values.count, by: max(1, values.count / 7)) {
        func loss(_ change: Float) -> Double {
          var changed = values
          changed[index] += change
          parameter.setValues(rowMajor: changed)
          return setting.loss()
        }
        let (before, here, after) = (loss(-step), loss(0), loss(step))
        parameter.setValues(rowMajor: values)
        let limit = 0.01 * Double(largest) + 1e-3
        // Otherwise there is a corner.
        guard isClose(after - here, here - before, within: limit * Double(step)) else { continue }
        let difference = (after - before) / Double(2 * step)
        #expect(
          isClose(Double(gradient[index]), difference, within: limit),
          "\(name)[\(index)]: \(gradient[index]), difference \(difference)")
        checked += 1
      }
    }
    #expect(checked > setting.network.parameters.count)
  }

  /// A merge that applies the ReLU after it, beside one whose ReLU is a layer of its own because a reshape is between them.
  @Test(arguments: ["add", "subtract", "multiply", "average", "maximum", "minimum"])
  func aReluJoinsTheMergeBeforeIt(rule: String) throws {
    let branches =
      "{a: [conv2d: {filters: 3, kernel_size: 1}], b: [average_pooling2d: [8, 1], conv2d: {filters: 3, kernel_size: 1}]}"
    // The head has the same number, and so the same weights, in both.
    func graph(_ stack: String) throws -> ModelGraph {
      try Self.graph("[conv2d: {filters: 3, kernel_size: 1}, \(rule): \(branches), \(stack)]")
    }
    func bits(_ graph: ModelGraph) -> [[UInt32]] {
      let setting = Setting(graph)
      for parameter in setting.network.parameters.map(\.parameter) { parameter.keepGradient() }
      let output = setting.network.output
      return setting.gradients().map { $0.map(\.bitPattern) }
        + [(0..<Self.samples * setting.network.outputCount).map { output.pointer[$0].bitPattern }]
    }
    let (joined, apart) = (
      try graph("activation: relu, reshape: [8, 8, 3]"), try graph("reshape: [8, 8, 3], activation: relu")
    )
    #expect(joined.plan().map(\.way).contains("elementwise with its relu"))
    #expect(apart.plan().count == joined.plan().count + 1)
    #expect(bits(joined) == bits(apart))
  }

  /// Memory that is used again, instruction sets and threads change no bit.
  @Test(arguments: cases) func theBitsAreTheSame(_ name: String, _ layers: String) throws {
    let graph = try Self.graph(layers)
    func bits(_ setting: Setting) -> [[UInt32]] {
      for parameter in setting.network.parameters.map(\.parameter) { parameter.keepGradient() }
      return setting.gradients().map { $0.map(\.bitPattern) }
    }
    let expected = bits(Setting(graph, set: .portable, workers: 1, sharesMemory: false))
    for set in InstructionSet.supported {
      for workers in [1, 2, 3, 5, 8] { #expect(bits(Setting(graph, set: set, workers: workers)) == expected) }
    }
  }
}
