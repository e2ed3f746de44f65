/// The mutants of a seed, in a folder with the specs that they may extend: for tests, `make torture` and `make words`.
public struct Mutants {
  private let mutator: SpecMutator
  private let check: SpecCheck
  /// The specs that `--set` changes.
  private let base: String

  /// - Parameters:
  ///   - specs: file names and texts; the files must be in the folder.
  public init(of specs: [(name: String, text: [UInt8])], seed: UInt64, in folder: String) {
    mutator = SpecMutator(specs: specs.map(\.text), seed: seed)
    check = SpecCheck(folder: folder)
    base = "\(folder)/\(specs[0].name)"
  }

  public func text(_ number: Int) -> [UInt8] { mutator.mutant(number) }

  /// Every eighth is an argument of `--set` instead of a spec.
  public func verdict(on text: [UInt8], _ number: Int) throws -> SpecCheck.Verdict {
    number % 8 == 7 ? try check.asOverride(text, of: base) : try check(text)
  }

  public func verdict(_ number: Int) throws -> SpecCheck.Verdict { try verdict(on: text(number), number) }
}

public func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
