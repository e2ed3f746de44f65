import Datasets
import ExperimentSpec
import Glibc
import Kernels

// kernel-bench                                 all of it, in Markdown
// kernel-bench threads                         its last section
// kernel-bench SPEC STEPS [KEY=VALUE…]         the stages of one experiment's step
//
// RUNNER_ISA chooses the instruction set, as for runner.

guard InstructionSet.avx2.isSupported else {
  // This program is compiled for AVX2, like the kernels with which it is compared.
  print("kernel-bench needs a processor with AVX2.")
  exit(0)
}
let instructionSet = try InstructionSet.chosen(by: getenv("RUNNER_ISA").map { String(cString: $0) })
let peak = measurePeak(instructionSet.kernels)
let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.count >= 2, let steps = Int(arguments[1]) {
  let loaded = try ExperimentLoader.load(arguments[0], overrides: Array(arguments.dropFirst(2)))
  let data = try DatasetLoader.load(loaded.data, dataDirectory: nil)
  print(try StageTable(loaded.spec, on: data, instructionSet, steps: steps).markdown(peak: peak))
} else {
  let data = try DatasetLoader.load(.mnist, dataDirectory: nil, trainLimit: nil, testLimit: nil)
  guard arguments != ["threads"] else {
    print(try threadSection(data, instructionSet))
    exit(0)
  }
  guard case .bytes(let pixels) = data.training.inputs[0] else { exit(1) }
  print(kernelSection(Array(pixels), instructionSet.kernels, peak: peak), terminator: "\n\n")
  print(try stageSection(data, instructionSet, peak: peak), terminator: "\n\n")
  print(priceSection(), terminator: "\n\n")
  print(try threadSection(data, instructionSet))
}
