import Catalog
import Datasets
import SpecMutations

/// Tables with every feature of the format and, in one of them, some damage; a number always makes the same one.
struct RandomTable {
  let bytes: [UInt8]
  let csv: CSV
  let needsClasses: Bool

  init(_ number: Int, path: String) {
    var random = SplitMix64(seed: UInt64(number) &* 7919 &+ 1)
    let columns = 2 + random.index(below: 4)
    let ending = random.pick(["\n", "\n", "\r\n"])
    let kinds = (0..<columns).map { _ in random.pick([0, 1, 1, 2, 2, 3, 4, 5]) }
    var text = random.pick(["", "", "\u{FEFF}"])
    text += (0..<columns - 1).map { "c\($0)" }.joined(separator: ",") + ",y" + ending
    let rows = random.pick([0, 4, 9, 30, 30, 60, 60])
    for row in 0..<rows {
      let cells = kinds.indices.map { column in
        column == columns - 1 && random.index(below: 5) > 0
          ? random.pick(["0", "1"]) : Self.cell(kinds[column], row, &random)
      }
      text += cells.joined(separator: ",") + ending
      if random.index(below: 40) == 0 { text += random.pick([ending, "\"\"" + ending]) }
    }
    if random.index(below: 3) == 0, text.hasSuffix(ending) { text.removeLast() }
    var bytes = Array(text.utf8)
    if random.index(below: 3) == 0 {
      for _ in 0...random.index(below: 2) { Self.damage(&bytes, &random) }
    }
    self.bytes = bytes
    csv = Self.options(path, &random, columns)
    needsClasses = random.pick([true, false])
  }

  private static func cell(_ kind: Int, _ row: Int, _ random: inout SplitMix64) -> String {
    if random.index(below: 60) == 0 { return random.pick(["", "NA", "-9", "-0.0"]) }
    switch kind {
    case 0: return "\(random.index(below: 2000) - 1000)"
    case 1: return "\(Double(random.index(below: 2_000_000) - 1_000_000) / 1000)"
    case 2: return "\(Double(random.next()) / 1e19 - 0.9)" + random.pick(["", "", "e-3", "E+2"])
    case 3: return random.pick(["p", "q", "rr", "ä", "日本", "1"])
    case 4: return random.pick(["\"s,t\"", "\"u\"\"v\"", "\"w\nx\"", "\"\"", "z", "\"7\""])
    default:
      return row < 20 && random.index(below: 60) > 0
        ? "\(random.index(below: 9))" : random.pick(["1", "word", "+.5", "5."])
    }
  }

  private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let special = Array("\"\",;\t\r\n 0.e-+xN".utf8) + [0, 0xff, 0xc3, 0x80]
    let place = random.index(below: bytes.count + 1)
    switch random.index(below: 5) {
    case 0: bytes.insert(random.pick(special), at: place)
    case 1 where place < bytes.count: bytes[place] = random.pick(special)
    case 2 where place < bytes.count: bytes.remove(at: place)
    case 3: bytes.insert(contentsOf: bytes[..<min(bytes.count, 12)], at: place)
    default: bytes.removeLast(random.index(below: 30) > 0 ? 0 : bytes.count - place)
    }
    if bytes.isEmpty { bytes = [0x78] }
  }

  private static func options(_ path: String, _ random: inout SplitMix64, _ columns: Int) -> CSV {
    var csv = CSV()
    csv.files = .path(path)
    csv.target = random.pick([.one("y"), .one("y"), .one("c0"), .more(["c0", "y"])])
    csv.missing = random.pick([
      nil, .all(.dropRow), .all(.mostFrequent), .all(.mostFrequent), .all(.median), .all(.mean), .all(.constant("1")),
    ])
    csv.missingValues = random.pick([nil, ["", "NA"], ["", "NA", "-9"], ["NA"]])
    csv.scaling = .all(random.pick([.standard, .standard, .minMax, .none]))
    csv.rescale = random.pick([nil, nil, 0.5])
    csv.unknown = random.pick([.error, .zeros, .zeros])
    csv.indicator = random.pick([true, false])
    csv.header = random.pick([true, true, true, true, false])
    if random.index(below: 6) == 0, columns > 3 {
      csv.columns = ByColumn(["c1": random.pick([.numeric, .categorical])])
    }
    if random.index(below: 8) == 0, columns > 3 { csv.sampleWeight = "c2" }
    var split = SplitSpec()
    split.test = random.pick([0.3, 1, 2])
    split.validation = random.pick([nil, nil, 0.2])
    split.shuffle = random.pick([true, true, false])
    split.stratify = split.shuffle ? random.pick([.none, .none, .byTarget]) : .none
    if split.stratify == .none, random.index(below: 8) == 0, columns > 3 { split.group = "c1" }
    if !csv.header { csv.target = .one("c\(columns)") }
    csv.split = split
    return csv
  }
}
