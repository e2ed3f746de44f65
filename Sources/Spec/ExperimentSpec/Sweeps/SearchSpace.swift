import Diagnostics
import Hashing
import Text
import YAMLTree

/// The keys that a random search or a search varies, each with the distribution of its values.
///
/// A draw is a function of the seed, the key and the sample's number: another key, or more samples, change none of the existing
/// draws.
struct SearchSpace: Sendable {
  private(set) var seed: UInt64 = 1
  private(set) var variables: [Variable] = []

  struct Variable: Sendable {
    let key: YAMLNode
    let distribution: Distribution
    /// Nil if it has a value in every sample.
    fileprivate let condition: SearchCondition?
    /// The name of the distribution.
    fileprivate let name: YAMLNode
  }

  enum Distribution: Sendable {
    case choice([YAMLNode])
    case uniform(ClosedRange<Double>)
    /// Intervals of equal ratio are equally likely.
    case logUniform(ClosedRange<Double>)
    case wholeUniform(ClosedRange<Int>)
    /// From a to below b is as likely as from 2a to below 2b.
    case wholeLogUniform(ClosedRange<Int>)
    /// So many values, each a step above the one before.
    case steps(from: Double, by: Double, count: Int)
    case wholeSteps(from: Int, by: Int, count: Int)
  }

  /// - Parameter options: keys of the section that are not the spec's; `seed` is another one.
  init(_ place: Place, options: [String], _ collector: DiagnosticCollector) {
    if let entry = place.node.entry("seed") {
      seed = Reader<UInt64>.seed.read(place.member(entry), collector) ?? 1
    }
    let entries = (place.node.entries ?? []).filter { !(options + ["seed"]).contains($0.name) }
    for (index, entry) in entries.enumerated() where SweepSection.isVariable(entry.key, place, collector) {
      let inner = place.member(entry)
      guard let distribution = Reader<Distribution>.distribution.read(inner, collector) else { continue }
      let when = entry.value.entry("when")
      let condition = when.flatMap { when in
        SearchCondition(
          inner.member(when), on: variables, above: entries[..<index].map(\.name), all: entries.map(\.name), collector)
      }
      guard when == nil || condition != nil else { continue }
      variables.append(
        Variable(
          key: entry.key, distribution: distribution, condition: condition,
          name: Distribution.entries(of: entry.value)?.first?.key ?? entry.value))
    }
    if entries.isEmpty { place.report("no key to draw", hint: "write batch_size: {choice: [64, 128]}", collector) }
  }

  /// Whether there are so many values that only chance, which comes to the same four digits twice, makes two samples alike.
  var isContinuous: Bool {
    variables.contains { variable in
      switch variable.distribution {
      case .uniform, .logUniform: true
      case .choice, .wholeUniform, .wholeLogUniform, .steps, .wholeSteps: false
      }
    }
  }

  /// The keys with their values in one sample, counted from 0.
  func values(of sample: Int) -> [(key: YAMLNode, value: YAMLNode)] { values(at: fractions(of: sample)) }

  /// - Parameter fractions: for each key, where in its distribution the value is: in [0, 1).
  /// - Returns: the keys whose condition holds, with their values.
  func values(at fractions: [Double]) -> [(key: YAMLNode, value: YAMLNode)] {
    zip(zip(variables, fractions), applies(at: fractions)).filter(\.1).map { drawn, _ in
      (drawn.0.key, drawn.0.distribution.value(at: drawn.1, drawn.0.name))
    }
  }

  /// For each key, whether it has a value in that sample.
  ///
  /// - Parameter fractions: for each key, where in its distribution the value is: in [0, 1).
  func applies(at fractions: [Double]) -> [Bool] {
    var applies: [Bool] = []
    for variable in variables {
      let condition = variable.condition
      applies.append(
        condition?.holds { key in applies[key] ? variables[key].distribution.choice(at: fractions[key]) : nil } ?? true)
    }
    return applies
  }

  /// Uniform in [0, 1): 53 bits of the SHA-256 of everything that the draw depends on.
  func fractions(of sample: Int) -> [Double] {
    variables.map { variable in
      let words = "runner random search\n\(seed)\n\(variable.key.text ?? "")\n\(sample)\n"
      let word = SHA256.hash(Array(words.utf8)).bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Double(word >> 11) * 0x1p-53
    }
  }
}

extension SearchSpace.Distribution {
  static let names = ["choice", "uniform", "log_uniform", "int_uniform", "int_log_uniform"]

  /// Those that name a distribution, without what may stand beside it; nil if there is no mapping.
  fileprivate static func entries(of node: YAMLNode) -> [YAMLEntry]? {
    node.entries?.filter { !["step", "when"].contains($0.name) }
  }

  /// Which of the values to choose from; nil for a number.
  fileprivate func choice(at fraction: Double) -> Int? {
    if case .choice(let values) = self { place(fraction, values.count) } else { nil }
  }

  /// - Parameter name: what messages show in place of a drawn number.
  func value(at fraction: Double, _ name: YAMLNode) -> YAMLNode {
    func scalar(_ text: String) -> YAMLNode {
      YAMLNode(.scalar(text, isPlain: true), source: name.source, range: name.range)
    }
    switch self {
    case .choice(let values): return values[place(fraction, values.count)]
    case .uniform(let range):
      return scalar(decimal(range.lowerBound + fraction * (range.upperBound - range.lowerBound)))
    case .logUniform(let range):
      return scalar(decimal(range.lowerBound * power(range.upperBound / range.lowerBound, fraction)))
    case .wholeUniform(let range):
      return scalar(String(range.lowerBound + place(fraction, range.count)))
    case .steps(let start, let step, let count): return scalar(decimal(start + step * Double(place(fraction, count))))
    case .wholeSteps(let start, let step, let count): return scalar(String(start + step * place(fraction, count)))
    case .wholeLogUniform(let range):
      let (from, to) = (Double(range.lowerBound), Double(range.upperBound + 1))
      return scalar(String(min(Int(from * power(to / from, fraction)), range.upperBound)))
    }
  }

  private func place(_ fraction: Double, _ count: Int) -> Int { min(Int(fraction * Double(count)), count - 1) }

  /// Four digits: a random number needs no more, and tables and names show all of them.
  private func decimal(_ value: Double) -> String { rounded(value, significantDigits: 4).description }

  /// base^exponent for an exponent in [0, 1), from the square roots that its binary digits select: IEEE 754 rounds these
  /// the same everywhere, which no library's `pow` promises.
  private func power(_ base: Double, _ exponent: Double) -> Double {
    var (root, rest, power) = (base, exponent, 1.0)
    for _ in 0..<53 {
      root = root.squareRoot()
      rest *= 2
      if rest >= 1 {
        rest -= 1
        power *= root
      }
    }
    return power
  }
}

extension Reader where Value == SearchSpace.Distribution {
  static var distribution: Reader {
    Reader { place, collector in
      let step = place.node.entry("step")
      guard let entries = SearchSpace.Distribution.entries(of: place.node), entries.count == 1 else {
        place.report(
          "expected a distribution, found \(place.finding)", hint: "write {choice: [1, 2]} or {uniform: [0, 1]}",
          collector)
        return nil
      }
      let inner = place.member(entries[0])
      if let step { return stepped(entries[0], by: step, place, collector) }
      switch entries[0].name {
      case "choice": return SweepSection.values(inner, collector).map { .choice($0) }
      case "uniform": return range(.number(.finite), inner, collector).map { .uniform($0) }
      case "log_uniform": return range(.number(.positive), inner, collector).map { .logUniform($0) }
      case "int_uniform": return range(.integer(-1 << 40...1 << 40), inner, collector).map { .wholeUniform($0) }
      case "int_log_uniform": return range(.integer(1...1 << 40), inner, collector).map { .wholeLogUniform($0) }
      default:
        let key = entries[0].key
        collector.report(
          in: key.source, at: key.range, path: place.path, "unknown distribution \(quoted(entries[0].name))",
          hint: advice(for: entries[0].name, among: SearchSpace.Distribution.names))
        return nil
      }
    }
  }

  /// `{int_uniform: [16, 128], step: 16}`: the last value may be below the end.
  private static func stepped(
    _ entry: YAMLEntry, by step: YAMLEntry, _ place: Place, _ collector: DiagnosticCollector
  ) -> Value? {
    switch entry.name {
    case "uniform":
      guard let range = range(.number(.finite), place.member(entry), collector),
        let step = Reader<Double>.number(.positive).read(place.member(step), collector)
      else { return nil }
      let length = range.upperBound - range.lowerBound
      // A sum of decimals such as 0.1 may miss the end by its last bits.
      let count = (length / step + 1e-9).rounded(.down) + 1
      return count < 1e9 ? .steps(from: range.lowerBound, by: step, count: Int(count)) : .uniform(range)
    case "int_uniform":
      guard let range = range(Reader<Int>.integer(-1 << 40...1 << 40), place.member(entry), collector),
        case let length = range.upperBound - range.lowerBound,
        let step = Reader<Int>.integer(1...length).read(place.member(step), collector)
      else { return nil }
      return .wholeSteps(from: range.lowerBound, by: step, count: length / step + 1)
    default:
      collector.report(
        in: step.key.source, at: step.key.range, path: place.path, "'step' beside \(quoted(entry.name))",
        hint: "steps are for uniform and int_uniform")
      return nil
    }
  }

  /// `[from, to]`, in order.
  private static func range<Bound: Comparable & Sendable>(
    _ reader: Reader<Bound>, _ place: Place, _ collector: DiagnosticCollector
  ) -> ClosedRange<Bound>? {
    let hint = "write [from, to], the smaller first"
    guard let elements = place.node.elements, elements.count == 2 else {
      place.report("expected a list of two numbers, found \(place.finding)", hint: hint, collector)
      return nil
    }
    let bounds = elements.enumerated().map { reader.read(place.element($0, $1), collector) }
    guard let lower = bounds[0], let upper = bounds[1] else { return nil }
    guard lower < upper else {
      place.report("\(lower) is not below \(upper)", hint: hint, collector)
      return nil
    }
    return lower...upper
  }
}
