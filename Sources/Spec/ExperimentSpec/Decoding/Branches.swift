import Catalog
import Diagnostics
import Text

/// Lists of members under names that the spec chooses. Nil for a reported problem.
///
/// - Parameter example: the right form of the construct whose branches they are.
func readBranches<Member: FamilyMember>(
  _ place: Place, example: String?, _ collector: DiagnosticCollector
) -> [Branch<Member>]? {
  guard let entries = place.node.entries ?? (place.node.isNull ? [] : nil) else {
    place.reportKind(
      "expected branches with names, found \(place.finding)", hint: example.map { "write \($0)" }, collector)
    return nil
  }
  let before = collector.count
  var branches: [Branch<Member>] = []
  for entry in entries where !entry.key.isInvalid {
    let branch = place.member(entry)
    guard BranchName.allows(entry.name) else {
      let name = Place(entry.key, head: entry.key, path: place.path)
      name.report(
        "\(quoted(entry.name)) can't be a branch's name",
        hint: "a name has letters, digits, '_' and '-', \(BranchName.greatestLength) at most", collector)
      continue
    }
    let list = Reader<[Member]>.members(
      ListRules(
        counts: ListRules.branch.counts, mayRepeat: true, example: "\(entry.name): [dense: 16], or \(entry.name): []"))
    if let members = list.read(branch, collector) { branches.append(Branch(entry.name, members)) }
  }
  guard collector.count == before else { return nil }
  guard Branch<Member>.counts.contains(branches.count) else {
    let word = lastKey(of: place.path)
    let count = branches.isEmpty ? "no branches" : branches.count == 1 ? "one branch" : "\(branches.count) branches"
    place.report(
      branches.count < 2
        ? "\(count), but \(withArticle(word)) needs at least two"
        : "\(count), but at most \(Limits.layers) are possible",
      hint: branches.count < 2 ? "add a branch; NAME: [] is the input itself" : "remove some of them", collector)
    return nil
  }
  return branches
}

/// `concatenate` of `layers[0].concatenate`.
private func lastKey(of path: String) -> String {
  path.split(separator: ".").last.map(String.init) ?? path
}
