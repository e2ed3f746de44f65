import Catalog

/// A key of a spec, two values that a sweep may give it, and what the resolved spec then has there.
public struct SweptKey: Sendable, CustomStringConvertible {
  public struct Value: Sendable {
    /// As YAML.
    public var text: String
    /// How the run's name abbreviates it.
    public var word: String
    fileprivate var pattern: ConfigValue

    /// Whether a resolved spec has this value for a key.
    public func isHeld(by spec: ConfigValue, at key: String) -> Bool { spec.found(at: key)?.matches(pattern) ?? false }
  }

  public var key: String
  public var values: [Value]

  public var description: String { key }

  /// Every leaf and every construct of a resolved spec, and keys that would replace a construct.
  public static func all(of spec: ConfigValue) -> [SweptKey] {
    let paths = paths(of: spec, at: "")
    let slope = paths.first { $0.hasSuffix(".activation") }.map { $0 + ".leaky_relu.negative_slope" }
    let added = ["dataset.idx", "optimizer.learning_rate", "optimizer.sgd.momentum"] + [slope].compactMap(\.self)
    return (paths + added).compactMap { path in
      values(of: path).map { SweptKey(key: path, values: $0) }
    }
  }

  private static func paths(of value: ConfigValue, at path: String) -> [String] {
    let own = path.isEmpty ? [] : [path]
    switch value {
    case .mapping(let entries):
      return own + entries.flatMap { paths(of: $0.value, at: path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .list(let elements): return own + elements.enumerated().flatMap { paths(of: $1, at: "\(path)[\($0)]") }
    default: return own
    }
  }

  private static func values(of path: String) -> [Value]? {
    let last = path.split(separator: ".").last.map(String.init) ?? path
    let isOfSpec = !path.contains(".")
    switch last {
    case "name" where isOfSpec: return nil
    case "dataset":
      return ["mnist", "fashion_mnist"].map { Value(text: $0, word: $0, pattern: ["name": .string($0)]) }
    case "name": return words("mnist", "fashion_mnist")
    case "loss":
      return words("mse", "categorical_crossentropy", patterns: ["mean_squared_error", "categorical_crossentropy"])
    case "optimizer": return words("sgd", "adam")
    case "metrics": return numbered("[accuracy]", ["accuracy"], "[]", [])
    case "metrics[0]": return words("accuracy", "top_k_categorical_accuracy")
    case "layers":
      return numbered(
        "[flatten]", ["flatten"], "[flatten, dense: {units: 4}]", ["flatten", ["dense": ["units": .integer(4)]]])
    case "activation": return words("relu", "tanh")
    case "padding": return words("same", "valid")
    case "kernel_initializer", "bias_initializer": return words("he_normal", "ones")
    case "description", "idx", "initial_weights": return words("x", "y")
    case "shuffle", "log_steps", "use_bias", "from_logits":
      return [
        Value(text: "true", word: "true", pattern: .bool(true)),
        Value(text: "false", word: "false", pattern: .bool(false)),
      ]
    case "learning_rate", "beta_1", "beta_2", "epsilon", "momentum", "rate", "negative_slope", "validation_split":
      return [0.25, 0.125].map { Value(text: "\($0)", word: "\($0)", pattern: .number($0)) }
    case "adam", "sgd": return options("learning_rate", "0.25", .number(0.25), "learning_rate", "0.125", .number(0.125))
    case "dense": return options("units", "5", .integer(5), "units", "6", .integer(6))
    case "max_pooling2d": return options("pool_size", "2", .integer(2), "pool_size", "3", .integer(3))
    case "conv2d": return options("filters", "5", .integer(5), "filters", "6", .integer(6))
    case "categorical_crossentropy":
      return options("from_logits", "true", .bool(true), "from_logits", "false", .bool(false))
    case _ where last.hasPrefix("layers["):
      return [
        Value(text: "dropout: {rate: 0.5}", word: "dropout", pattern: ["dropout": ["rate": .number(0.5)]]),
        Value(text: "dense: {units: 7}", word: "dense", pattern: ["dense": ["units": .integer(7)]]),
      ]
    default: return [1, 2].map { Value(text: "\($0)", word: "\($0)", pattern: .integer($0)) }
    }
  }

  private static func words(_ first: String, _ second: String, patterns: [String]? = nil) -> [Value] {
    zip([first, second], patterns ?? [first, second]).map { Value(text: $0, word: $0, pattern: .string($1)) }
  }

  private static func numbered(_ a: String, _ first: ConfigValue, _ b: String, _ second: ConfigValue) -> [Value] {
    [Value(text: a, word: "1", pattern: first), Value(text: b, word: "2", pattern: second)]
  }

  private static func options(
    _ a: String, _ first: String, _ one: ConfigValue, _ b: String, _ second: String, _ other: ConfigValue
  ) -> [Value] {
    [
      Value(text: "{\(a): \(first)}", word: "\(a)-\(first)", pattern: .mapping([(a, one)])),
      Value(text: "{\(b): \(second)}", word: "\(b)-\(second)", pattern: .mapping([(b, other)])),
    ]
  }
}

/// Two keys of one grid.
public struct SweptPair: Sendable {
  public var first: SweptKey
  public var second: SweptKey

  /// All pairs of some keys, in both orders if the keys are related.
  public static func all(of keys: [SweptKey]) -> [SweptPair] {
    keys.indices.flatMap { index in
      keys[(index + 1)...].flatMap { other in
        let pair = SweptPair(first: keys[index], second: other)
        return pair.isRelated ? [pair, SweptPair(first: other, second: keys[index])] : [pair]
      }
    }
  }

  /// Whether one lies within the other, or both belong to one construct.
  public var isRelated: Bool {
    let (a, b) = (first.key.steps, second.key.steps)
    let shared = zip(a, b).prefix { $0 == $1 }.count
    return shared == min(a.count, b.count) || ["optimizer", "dataset", "loss"].contains(a[0]) && shared == 1
  }

  /// A file that sweeps both.
  public func sweep(extending spec: String) -> String {
    func axis(_ key: SweptKey) -> String {
      "    \"\(key.key)\": [\(key.values.map(\.text).joined(separator: ", "))]\n"
    }
    return "extends: \(spec)\nsweep:\n  grid:\n" + axis(first) + axis(second)
  }

  /// The values of each run in order.
  public var runs: [(first: SweptKey.Value, second: SweptKey.Value)] {
    first.values.flatMap { a in second.values.map { (a, $0) } }
  }

  /// The name of each run.
  public var names: [String] {
    let isUnique = first.key.lastPart != second.key.lastPart
    let words = [first, second].map { key in
      (isUnique ? key.key.lastPart : key.key).replacing("[", with: "-").replacing("]", with: "")
    }
    let names = runs.map { "\(words[0])-\($0.first.word)-\(words[1])-\($0.second.word)" }
    // With a seed after it, a name may have a hundred characters.
    return names.allSatisfy { $0.utf8.count <= 100 - "-seed-18446744073709551615".utf8.count }
      ? names : (1...names.count).map { "run-\($0)" }
  }
}

extension String {
  fileprivate var steps: [Substring] { replacing("[", with: ".[").split(separator: ".") }

  fileprivate var lastPart: String {
    let last = split(separator: ".").last.map(String.init) ?? self
    return last == "rate" ? "dropout_rate" : last
  }
}

extension ConfigValue {
  /// What a resolved spec has for a key. The key of an option may lack its construct's name.
  public func found(at key: String) -> ConfigValue? {
    key.steps.reduce(self as ConfigValue?) { value, step in value?.found(step) }
  }

  private func found(_ step: Substring) -> ConfigValue? {
    switch self {
    case .list(let elements):
      return Int(step.dropFirst().dropLast()).flatMap { $0 < elements.count ? elements[$0] : nil }
    case .string(let name): return name == step ? .null : nil
    case .mapping(let entries):
      if let entry = entries.first(where: { $0.key == step }) { return entry.value }
      return entries.count == 1 ? entries[0].value.found(step) : nil
    default: return nil
    }
  }

  fileprivate func matches(_ pattern: ConfigValue) -> Bool {
    switch (pattern, self) {
    case (.string(let name), .mapping(let entries)): entries.count == 1 && entries[0].key == name
    case (.mapping(let wanted), _): wanted.allSatisfy { found($0.key[...])?.matches($0.value) ?? false }
    case (.list(let wanted), .list(let elements)):
      wanted.count == elements.count && zip(wanted, elements).allSatisfy { $1.matches($0) }
    // One number stands for height and width.
    case (.integer, .list(let elements)): elements.allSatisfy { $0.matches(pattern) }
    case (.integer(let wanted), .unsigned(let value)): value == UInt64(wanted)
    default: self == pattern
    }
  }
}
