import Catalog
import Records
import Text

/// What a search will train, as far as it is known before: its rungs and their cost.
struct SearchPlan {
  private let search: SearchSummary
  /// Of the trials so far, the multiply-adds of one epoch's forward passes.
  private let costs: [Double]

  /// - Parameter trials: the conditions of those known so far.
  init(_ search: SearchSummary, _ trials: [RunConditions]) {
    self.search = search
    costs = trials.map(\.multiplyAddsOfAnEpoch)
  }

  /// A row for each rung: how many trials reach it, and how many epochs they are trained on the way.
  private var table: TextTable {
    let named = search.brackets.count > 1
    let columns: [(String, TextTable.Alignment)] = [
      ("rung", .right), ("trials", .right), ("to epoch", .right), ("epochs trained", .right),
    ]
    let rows = search.brackets.enumerated().flatMap { index, rungs in
      rungs.indices.map { rung in
        (named ? [String(index + 1)] : []) + [
          String(rung + 1), grouped(rungs[rung].trials), grouped(rungs[rung].epochs),
          grouped(rungs[rung].trials * rungs.epochs(on: rung)),
        ]
      }
    }
    return TextTable(columns: (named ? [("bracket", .right)] : []) + columns, rows: rows)
  }

  /// Of all trials, each epoch once; no more than a budget allows.
  private var totalEpochs: Int {
    let all = search.brackets.reduce(0) { $0 + $1.totalEpochs }
    let affordable = budget?.multiplyAdds.map { min($0 / max(1, mean), Double(all)) } ?? Double(all)
    return min(all, budget?.epochs ?? all, Int(affordable))
  }

  private var budget: SearchBudget? {
    guard case .mapping(let options) = search.options else { return nil }
    return options.first { $0.key == "budget" }.flatMap { SearchBudget($0.value) }
  }

  private var mean: Double { costs.reduce(0, +) / Double(max(1, costs.count)) }

  private var trials: Int { search.brackets.reduce(0) { $0 + ($1.first?.trials ?? 0) } }

  /// - Parameter seconds: a forecast for one epoch of a trial; nil if nothing is known.
  func text(jobs: Int, secondsPerEpoch: Double?) -> String {
    let all = trials * search.epochs
    let time = secondsPerEpoch.map { ", about \(duration($0 * Double(totalEpochs) / Double(max(1, jobs))))" } ?? ""
    let most = budget == nil ? "" : "at most "
    let start = "\(search.method): \(most)\(counted(trials, "trial")), \(most)\(counted(totalEpochs, "epoch"))"
    let cost = "about \(billions(mean * Double(totalEpochs))) multiply-adds in forward passes"
    let source = "judged by the \(counted(costs.count, "trial")) known so far\n"
    if search.stopsNone {
      let first = counted(search.brackets.first?.first?.trials ?? 0, "trial")
      return "\n\(start), the first \(first) at random\(time)\n\(cost): \(source)"
    }
    let part = fixed(Double(totalEpochs) / Double(max(1, all)) * 100, decimals: 0)
    return "\n" + table.text + "\n"
      + "\(start) in place of the \(grouped(all)) of all trials to the end (\(part) %)\(time)\n"
      + "\(cost), in place of \(billions(mean * Double(all))): \(source)"
  }

  private func billions(_ value: Double) -> String {
    value < 1e10 ? fixed(value / 1e9, decimals: 2) + " billion" : grouped(Int(value / 1e9)) + " billion"
  }
}

extension SearchSummary {
  /// Whether all trials are trained to the end.
  var stopsNone: Bool { brackets.allSatisfy { $0.count == 1 } }

  /// Where the search is: `rung 2: 13 trials go on to epoch 3`.
  var stage: String {
    let open = trials.filter { $0.scores.count < $0.rung }
    var places: [(bracket: Int, rung: Int, epochs: Int, count: Int)] = []
    for trial in open {
      if let last = places.last, last.bracket == trial.bracket, last.rung == trial.rung {
        places[places.count - 1].count += 1
      } else {
        places.append((trial.bracket, trial.rung, trial.epochs, 1))
      }
    }
    let parts = places.map { place in
      if stopsNone { return "\(counted(place.count, "trial")) of batch \(place.bracket) of \(brackets.count)" }
      let bracket = brackets.count > 1 ? "bracket \(place.bracket), " : ""
      let what = place.rung == 1 ? "begin, to epoch" : place.count == 1 ? "goes on to epoch" : "go on to epoch"
      let verb = place.rung == 1 && place.count == 1 ? "begins, to epoch" : what
      return "\(bracket)rung \(place.rung): \(counted(place.count, "trial")) \(verb) \(place.epochs)"
    }
    return parts.isEmpty ? "all trials are decided" : parts.joined(separator: "; ")
  }
}
