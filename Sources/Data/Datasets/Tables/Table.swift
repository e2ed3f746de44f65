import Catalog
import Text
import Threads

/// The columns of one table, or of several files with the same columns, one after another.
struct Table: Sendable {
  let files: [TableFile]
  /// The rows of each file.
  let ranges: [Range<Int>]
  let columns: [TableColumn]
  /// The rows that lack a cell which they must have.
  let incomplete: [Int]
  let pieces: TablePieces
  private let blocks: [TableBlock]
  private let packed: PackedBlocks
  private let pool: Pool<BlockRows>

  var count: Int { ranges.last?.upperBound ?? 0 }

  /// - Parameters:
  ///   - columns: those to read, each with what its cells are to be. Every file has them, in any order.
  ///   - required: the names of those without which a row is incomplete.
  ///   - packsNumbers: whether numbers that are not kept will be looked at several times until `forgetPacked`.
  init(
    _ files: [TableFile], _ columns: [TableColumn], required: Set<String> = [], _ pieces: TablePieces,
    packsNumbers: Bool = false
  ) throws(DatasetProblem) {
    let pool = Pool { BlockRows() }
    (self.files, self.pieces, self.pool) = (files, pieces, pool)
    let reading = TableFirstReading(files, columns, required, pieces, pool, packsNumbers: packsNumbers)
    (self.columns, blocks, packed, incomplete) = try reading.finish()
    var ranges: [Range<Int>] = []
    for index in files.indices {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<(blocks.last { $0.file == index }?.rows.upperBound ?? start))
    }
    self.ranges = ranges
  }

  /// Lets go of what takes as much memory as the inputs will.
  func forgetPacked() { packed.forget() }

  /// Goes through some columns of numbers once more: with none of them, through the rows alone.
  ///
  /// - Parameters:
  ///   - work: what is done with the rows of a block, in any order and by any thread.
  ///   - take: what is done after that, one after another in the order of the rows.
  func read<Output: Sendable>(
    _ indices: [Int], work: @escaping @Sendable (TableRows) -> Output,
    take: @escaping @Sendable (TableRows, Output) -> Void
  ) throws(DatasetProblem) {
    let layouts = files.map { RowLayout($0, numbers: indices.map { columns[$0].name }, texts: []) }
    try pieces.forEach(of: blocks.count) { [files, blocks, packed, pool] index throws(DatasetProblem) in
      let block = blocks[index]
      let rows = TableRows(range: block.rows, rows: pool.take(), layout: layouts[block.file])
      let isUnpacked = indices.isEmpty || packed[index]?.unpack(into: rows.rows, rows.layout) == true
      if !isUnpacked {
        let wordy = try files[block.file].read(block.bytes, into: rows.rows, rows.layout)
        guard wordy == nil, rows.rows.count == block.rows.count else { throw files[block.file].changed }
      }
      return (rows, work(rows))
    } take: { [pool] (_, done: (rows: TableRows, output: Output)) throws(DatasetProblem) in
      take(done.rows, done.output)
      pool.giveBack(done.rows.rows)
    }
  }

  /// For a message. 0 if no cell of the column has the text.
  func firstRow(of text: String, _ column: String) -> Int {
    let column = columns.first { $0.name == column && !$0.areNumbers }
    let code = column?.texts.firstIndex(of: text).map(Int32.init)
    return column?.codes.firstIndex { $0 == code } ?? 0
  }

  func problem(
    _ problem: String, row: Int, hint: String, _ kind: DatasetProblem.Kind = .damaged
  ) -> DatasetProblem {
    guard let block = blocks.last(where: { $0.rows.lowerBound <= row }) else {
      return files[0].problem(problem, hint: hint, kind)
    }
    let file = files[block.file]
    do throws(DatasetProblem) {
      let line = try file.line(ofRow: row - block.rows.lowerBound, in: block.bytes)
      return file.problem(problem, line: line, hint: hint, kind)
    } catch { return error }
  }
}

/// Some whole rows of one file.
struct TableBlock: Sendable {
  /// The file's number.
  let file: Int
  let bytes: Range<Int>
  /// Counted over all files.
  var rows: Range<Int>
}

/// The cells of a block's rows in a pass over a table.
struct TableRows: Sendable {
  /// Counted over all files.
  let range: Range<Int>
  let rows: BlockRows
  let layout: RowLayout

  /// - Parameter place: among the columns that are read.
  func numbers(_ place: Int) -> NumberCells { rows.numbers(place, layout) }
}
