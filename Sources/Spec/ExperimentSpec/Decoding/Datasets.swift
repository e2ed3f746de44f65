import Catalog
import Diagnostics
import Text

extension Reader where Value == DatasetSpec {
  /// `{name: NAME}`, or a key of another source, with its options and limits.
  static var dataset: Reader {
    Reader { place, collector in
      let example = "dataset: mnist, or dataset: {name: mnist, train_limit: 6000}"
      guard let reader = OptionReader(place, example: example, collector) else { return nil }
      var dataset = DatasetSpec(source: .mnist)
      dataset.options(reader)
      reader.finish { remark(onForeign: $0.name) }
      return dataset
    }
  }
}

extension Reader where Value == DataSource {
  static var named: Reader { Reader(read: readName) }

  @Sendable private static func readName(_ place: Place, _ collector: DiagnosticCollector) -> Value? {
    guard let text = place.node.text, !place.node.isNull else {
      place.report("expected a dataset's name, found \(place.finding)", hint: "write name: mnist", collector)
      return nil
    }
    if let known = DataSource(named: text) { return known }
    var place = place
    // A bare name is short for {name: …}; its message must not mention a key that is not written.
    if place.head.range == place.node.range, place.path.hasSuffix(".name") { place.path.removeLast(".name".count) }
    let hint = advice(for: text, among: DataSource.forms)
    place.report("unknown dataset \(quoted(text))", hint: hint, collector)
    return nil
  }
}
