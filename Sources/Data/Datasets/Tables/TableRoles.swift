import Catalog
import Text

/// What each column of a table is for.
struct TableRoles {
  /// In the file's order.
  let features: [String]
  let target: [String]
  let weight: String?
  let group: String?
  /// Says which part a row belongs to.
  let part: String?
  let stratum: String?

  /// - Throws: for names that the file does not have, at the option that has them.
  init(_ spec: CSV, _ file: TableFile) throws(DatasetProblem) {
    func known(_ names: [String], _ option: String) throws(DatasetProblem) -> [String] {
      for name in names where !file.names.contains(name) { throw file.unknownColumn(name, option) }
      return names
    }
    func known(_ name: String?, _ option: String) throws(DatasetProblem) -> String? {
      try name.map { [$0] }.map { (names) throws(DatasetProblem) in try known(names, option) }?.first
    }
    target = try known(spec.target.all, "target")
    weight = try known(spec.sampleWeight, "sample_weight")
    group = try known(spec.split?.group, "split.group")
    part = try known(spec.split?.column, "split.column")
    if case .byColumn(let name)? = spec.split?.stratify {
      stratum = try known(name, "split.stratify")
    } else {
      stratum = nil
    }
    _ = try known(spec.columns.map { $0.values.keys.sorted() } ?? [], "columns")
    _ = try known(spec.scaling.columns, "scaling")
    _ = try known(spec.missing?.columns ?? [], "missing")
    let others = Set(target + [weight, group, part].compactMap(\.self))
    switch spec.features {
    case .only(let names):
      let wanted = Set(try known(names, "features"))
      if let target = target.first(where: wanted.contains) {
        throw file.problem("\(quoted(target)) is the target", hint: "leave it out of features", .option("features"))
      }
      features = file.names.filter(wanted.contains)
    case .allBut(let names):
      let left = others.union(try known(names, "features.exclude"))
      features = file.names.filter { !left.contains($0) }
    case nil: features = file.names.filter { !others.contains($0) }
    }
    try requireUsable(file)
  }

  private func requireUsable(_ file: TableFile) throws(DatasetProblem) {
    guard !features.isEmpty else {
      throw file.problem("has no column to predict from", hint: "list them in features", .option("features"))
    }
    if features.contains("") {
      throw file.problem(
        "a column has no name, as the index that pandas writes", line: 1,
        hint: #"leave it out: features: {exclude: [""]}"#)
    }
    if Set(target).count < target.count {
      throw file.problem("a column is listed twice", hint: "keep one of them", .option("target"))
    }
  }
}

extension TableFile {
  /// - Throws: a problem that lists all of those that are missing.
  func requireColumns(_ wanted: [String]) throws(DatasetProblem) {
    let missing = wanted.filter { !names.contains($0) }
    guard !missing.isEmpty else { return }
    throw problem(
      "has no column\(missing.count == 1 ? "" : "s") \(missing.map { quoted($0) }.joined(separator: ", "))",
      hint: "its columns are \(shortList(names))")
  }

  func unknownColumn(_ name: String, _ option: String) -> DatasetProblem {
    let areNumbers = names.count > 1 && names.allSatisfy { Double($0) != nil }
    return problem(
      "has no column \(quoted(name))",
      hint: areNumbers
        ? "its first row has only numbers: if it is no header, write header: false, and the columns are c1, c2, …"
        : NameAdvice().hint(for: name, among: names.count > 40 ? names.prefix(40) + ["…"] : names), .option(option))
  }
}
