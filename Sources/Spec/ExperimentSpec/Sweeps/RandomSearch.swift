import Diagnostics
import Hashing
import Text
import YAMLTree

/// `random`: values drawn for each sample, instead of every combination.
///
///     random: {samples: 20, seed: 1, KEY: {choice: [64, 128]}, KEY: {uniform: [0.1, 0.5]}, KEY: {log_uniform: [1e-4, 1e-2]},
///              KEY: {int_uniform: [16, 512]}, KEY: {int_log_uniform: [16, 512]}}
///
/// A draw is a function of the search's seed, the key and the sample's number: another key, or more samples, change none of
/// the existing draws.
struct RandomSearch {
  let place: Place
  private(set) var samples = 1
  private var seed: UInt64 = 1
  /// With the names of their distributions.
  private var variables: [(key: YAMLNode, distribution: Distribution, name: YAMLNode)] = []

  var variableCount: Int { variables.count }

  enum Distribution: Sendable {
    case choice([YAMLNode])
    case uniform(ClosedRange<Double>)
    /// Intervals of equal ratio are equally likely.
    case logUniform(ClosedRange<Double>)
    case wholeUniform(ClosedRange<Int>)
    /// From a to below b is as likely as from 2a to below 2b.
    case wholeLogUniform(ClosedRange<Int>)
  }

  init?(_ place: Place, _ collector: DiagnosticCollector) {
    self.place = place
    guard let entries = place.node.entries, let count = place.node.entry("samples") else {
      place.report(
        "expected samples and keys", hint: "write random: {samples: 20, batch_size: {choice: [64, 128]}}", collector)
      return nil
    }
    samples = Reader<Int>.integer(1...SweepLimits.runs).read(place.member(count), collector) ?? 1
    if let entry = place.node.entry("seed") {
      seed = Reader<UInt64>.seed.read(place.member(entry), collector) ?? 1
    }
    for entry in entries where entry.name != "samples" && entry.name != "seed" {
      guard SweepSection.isVariable(entry.key, place, collector) else { continue }
      if let distribution = Reader<Distribution>.distribution.read(place.member(entry), collector) {
        variables.append((entry.key, distribution, entry.value.entries?.first?.key ?? entry.value))
      }
    }
    if entries.allSatisfy({ $0.name == "samples" || $0.name == "seed" }) {
      place.report("no key to draw", hint: "write batch_size: {choice: [64, 128]}", collector)
    }
  }

  /// The keys with their values in one sample, counted from 0.
  func values(of sample: Int) -> [(key: YAMLNode, value: YAMLNode)] {
    variables.map { key, distribution, name in
      (key, distribution.value(at: fraction(of: key.text ?? "", sample), name))
    }
  }

  /// In [0, 1): 53 bits of the SHA-256 of everything that the draw depends on.
  private func fraction(of key: String, _ sample: Int) -> Double {
    let digest = SHA256.hash(Array("runner random search\n\(seed)\n\(key)\n\(sample)\n".utf8))
    let word = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(word >> 11) * 0x1p-53
  }
}

extension RandomSearch.Distribution {
  static let names = ["choice", "uniform", "log_uniform", "int_uniform", "int_log_uniform"]

  /// - Parameter name: what messages show in place of a drawn number.
  func value(at fraction: Double, _ name: YAMLNode) -> YAMLNode {
    func scalar(_ text: String) -> YAMLNode {
      YAMLNode(.scalar(text, isPlain: true), source: name.source, range: name.range)
    }
    switch self {
    case .choice(let values): return values[min(Int(fraction * Double(values.count)), values.count - 1)]
    case .uniform(let range):
      return scalar(decimal(range.lowerBound + fraction * (range.upperBound - range.lowerBound)))
    case .logUniform(let range):
      return scalar(decimal(range.lowerBound * power(range.upperBound / range.lowerBound, fraction)))
    case .wholeUniform(let range):
      let offset = min(Int(fraction * Double(range.count)), range.count - 1)
      return scalar(String(range.lowerBound + offset))
    case .wholeLogUniform(let range):
      let (from, to) = (Double(range.lowerBound), Double(range.upperBound + 1))
      return scalar(String(min(Int(from * power(to / from, fraction)), range.upperBound)))
    }
  }

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

extension Reader where Value == RandomSearch.Distribution {
  static var distribution: Reader {
    Reader { place, collector in
      guard let entries = place.node.entries, entries.count == 1 else {
        place.report(
          "expected a distribution, found \(place.finding)", hint: "write {choice: [1, 2]} or {uniform: [0, 1]}",
          collector)
        return nil
      }
      let inner = place.member(entries[0])
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
          hint: advice(for: entries[0].name, among: RandomSearch.Distribution.names))
        return nil
      }
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
