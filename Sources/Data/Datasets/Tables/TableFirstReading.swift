import Text
import Threads

/// The first pass over a table's cells, in which it turns out what they are.
///
/// A column that may have numbers is read as one of numbers until a cell is none. Then the block is read again with texts, and at last
/// all blocks of which numbers had been read before.
final class TableFirstReading: Sendable {
  private let files: [TableFile]
  private let pieces: TablePieces
  private let blocks: [TableBlock]
  private let pool: Pool<BlockRows>
  private let packsNumbers: Bool
  /// As far as is known.
  private let kinds: Lock<CellKinds>
  private let found: Lock<TableFindings>

  init(
    _ files: [TableFile], _ columns: [TableColumn], _ required: Set<String>, _ pieces: TablePieces,
    _ pool: Pool<BlockRows>, packsNumbers: Bool
  ) {
    (self.files, self.pieces, self.pool, self.packsNumbers) = (files, pieces, pool, packsNumbers)
    blocks = files.enumerated().flatMap { index, file in
      file.blocks.map { TableBlock(file: index, bytes: $0, rows: 0..<0) }
    }
    kinds = Lock(CellKinds(columns, required, files))
    found = Lock(TableFindings(columns))
  }

  func finish() throws(DatasetProblem) -> (
    columns: [TableColumn], blocks: [TableBlock], packed: PackedBlocks, incomplete: [Int]
  ) {
    try pieces.forEach(of: blocks.count) { index throws(DatasetProblem) in
      try self.read(self.blocks[index])
    } take: { [found, pool] (_, block: ReadBlock) throws(DatasetProblem) in
      found.withLock { $0.append(block) }
      pool.giveBack(block.rows)
    }
    try readMixed(kinds.withLock { $0 })
    let found = found.withLock { $0 }
    let blocks = zip(blocks, found.rows).map { TableBlock(file: $0.file, bytes: $0.bytes, rows: $1) }
    let used = blocks.indices.filter { !blocks[$0].rows.isEmpty }
    return (found.columns, used.map { blocks[$0] }, PackedBlocks(used.map { found.packed[$0] }), found.incomplete)
  }

  private func read(_ block: TableBlock) throws(DatasetProblem) -> ReadBlock {
    let file = files[block.file]
    let rows = pool.take()
    while true {
      let kinds = kinds.withLock { $0 }
      let layout = kinds.layouts[block.file]
      guard let row = try file.read(block.bytes, into: rows, layout) else {
        let seen = layout.numbers.indices.map { NumbersSeen(rows.numbers($0, layout)) }
        let packed = packsNumbers ? PackedNumbers(rows, layout) : nil
        return ReadBlock(rows: rows, layout: layout, places: kinds.places, seen: seen, packed: packed)
      }
      let words = Dictionary(row.words.map { (file.names[$0.column], $0.text) }) { first, _ in first }
      try kinds.requireNumbers(words, in: file, line: row.line)
      self.kinds.withLock { $0.learn(words.keys) }
    }
  }

  /// Reads once more the columns of which numbers had been read before a word was.
  private func readMixed(_ kinds: CellKinds) throws(DatasetProblem) {
    let mixed = found.withLock { $0.beginMixed(kinds) }
    guard !mixed.isEmpty else { return }
    let layouts = files.map { RowLayout($0, numbers: [], texts: mixed.map(\.name)) }
    try pieces.forEach(of: blocks.count) { [files, blocks, pool] index throws(DatasetProblem) in
      let (file, rows) = (files[blocks[index].file], pool.take())
      guard try file.read(blocks[index].bytes, into: rows, layouts[blocks[index].file]) == nil else {
        throw file.changed
      }
      return rows
    } take: { [found, pool] (_, rows: BlockRows) throws(DatasetProblem) in
      found.withLock { $0.appendMixed(rows, layouts[0], mixed.map(\.index)) }
      pool.giveBack(rows)
    }
  }
}

/// What the cells of columns are to be read as.
private struct CellKinds: Sendable {
  private let columns: [TableColumn]
  private let required: Set<String>
  private let files: [TableFile]
  /// The columns of which a cell was a word.
  private var wordy: Set<String> = []
  /// By file.
  private(set) var layouts: [RowLayout] = []
  /// By column: whether it is read as texts, and its place among those.
  private(set) var places: [(isText: Bool, place: Int)] = []

  init(_ columns: [TableColumn], _ required: Set<String>, _ files: [TableFile]) {
    (self.columns, self.required, self.files) = (columns, required, files)
    decide()
  }

  mutating func learn(_ names: some Collection<String>) {
    let known = wordy.count
    wordy.formUnion(names)
    if wordy.count > known { decide() }
  }

  /// - Parameter words: what cells of one row are that are no numbers, by column.
  func requireNumbers(_ words: [String: String], in file: TableFile, line: Int) throws(DatasetProblem) {
    for column in columns where column.reading == .numbers {
      guard let word = words[column.name] else { continue }
      if word.isEmpty, let missing = file.dialect.missingValues.first {
        throw file.problem(
          "an empty cell where \(quoted(column.name)) needs a number", line: line,
          hint: "write \(missing) for a missing value, as the spec's missing_values say")
      }
      throw file.problem(
        "\(quoted(word)) is not a number, which \(quoted(column.name)) needs", line: line,
        hint: "write a number such as 0.5")
    }
  }

  private mutating func decide() {
    var (numbers, texts) = (NumberedNames(), NumberedNames())
    places = columns.map { column in
      let isText = column.reading == .texts || column.reading == .guessed && wordy.contains(column.name)
      return (isText, isText ? texts.number(of: column.name) : numbers.number(of: column.name))
    }
    layouts = files.map { RowLayout($0, numbers: numbers.names, texts: texts.names, required: required) }
  }
}

private struct NumberedNames {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]

  mutating func number(of name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }
}

private struct ReadBlock: Sendable {
  let rows: BlockRows
  let layout: RowLayout
  let places: [(isText: Bool, place: Int)]
  /// For each of the layout's columns of numbers.
  let seen: [NumbersSeen]
  let packed: PackedNumbers?
}

/// What has been read so far.
private struct TableFindings: Sendable {
  var columns: [TableColumn]
  /// Of each block.
  var rows: [Range<Int>] = []
  var packed: [PackedNumbers?] = []
  var incomplete: [Int] = []
  /// By column, whether any block of it has been read as numbers.
  private var haveNumbers: [Bool]

  init(_ columns: [TableColumn]) {
    self.columns = columns
    haveNumbers = columns.map { _ in false }
  }

  mutating func append(_ block: ReadBlock) {
    let start = rows.last?.upperBound ?? 0
    for index in columns.indices {
      let (isText, place) = block.places[index]
      if isText {
        columns[index].append(block.rows.codes(place, block.layout), block.rows.texts[place], from: start)
      } else {
        haveNumbers[index] = true
        columns[index].append(block.rows.numbers(place, block.layout), block.seen[place], from: start)
      }
    }
    incomplete += block.rows.incomplete.map { start + $0 }
    rows.append(start..<start + block.rows.count)
    packed.append(block.packed)
  }

  /// - Returns: the columns of which numbers have been read, though they turned out to be texts.
  mutating func beginMixed(_ kinds: CellKinds) -> [(index: Int, name: String)] {
    let texts = columns.indices.filter { kinds.places[$0].isText }
    let mixed = texts.filter { haveNumbers[$0] }
    for index in texts { columns[index].areNumbers = false }
    for index in mixed { columns[index].forgetCells() }
    return mixed.map { ($0, columns[$0].name) }
  }

  mutating func appendMixed(_ rows: BlockRows, _ layout: RowLayout, _ indices: [Int]) {
    for (place, index) in indices.enumerated() {
      columns[index].appendTexts(rows.codes(place, layout), rows.texts[place])
    }
  }
}
