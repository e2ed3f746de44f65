import Datasets
import ExperimentSpec

let spec = try ExperimentLoader.load(CommandLine.arguments[1], overrides: Array(CommandLine.arguments.dropFirst(3))).spec
let data = try DatasetLoader.load(.mnist, dataDirectory: nil, trainLimit: nil, testLimit: nil)
let steps = Int(CommandLine.arguments[2])!
let one = try StageTimes(spec, on: data, workers: 1, steps: steps)
let two = try StageTimes(spec, on: data, workers: 2, steps: steps)
func pad(_ s: String, _ n: Int) -> String { String(repeating: " ", count: max(0, n - s.count)) + s }
for (a, b) in zip(one.rows, two.rows) {
  print(pad(a.name, 16), pad("\(Int(a.microseconds))", 8), pad("\(Int(b.microseconds))", 8), pad("\(Double(Int(a.microseconds / b.microseconds * 100)) / 100)", 6))
}
let sums = [one, two].map { $0.rows.reduce(0) { $0 + $1.microseconds } }
print(pad("sum", 16), pad("\(Int(sums[0]))", 8), pad("\(Int(sums[1]))", 8), sums[0] / sums[1])
