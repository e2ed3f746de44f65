import Catalog
import Datasets
import Files
import Geometry
import Glibc
import Text
import Threads

/// Of the program; the bits depend on `numericsVersion`.
package let runnerVersion = "0.1.0"

/// A run's place, time and inputs when it began: environment.json, on which no committed file depends.
package struct RunEnvironment: Sendable {
  private let members: [JSONValue.Member]
  /// Training does not wait for git, which takes long in a large work tree.
  private let git: Later<JSONValue?>

  package init(_ experiment: Experiment, _ engine: EngineOptions, _ places: RecordedPlaces) {
    members = [
      .init("runner_version", .string(runnerVersion)),
      .init("date", .string(utcTime())),
      .init("spec_file", experiment.loaded.isFile ? .string(experiment.file) : .null),
      .init("cpu", .string(processorName() ?? "unknown")),
      .init("cores", .integer(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
      .init("threads", .integer(engine.parallelism.workers)),
      .init("instruction_set", .string(engine.instructionSet.rawValue)),
      .init("operating_system", .string(operatingSystem())),
      .init("machine", .string(machine())),
      .init("swift", .string(swiftVersion)),
      .init("places", places.json),
    ]
    let file = experiment.file
    git = Later { gitState(of: file) }
  }

  package var json: JSONValue { .object(members + (git.value.map { [.init("git", $0)] } ?? [])) }
}

/// The commit of a spec's folder, and whether it is dirty: a tracked file has changed, or the spec is untracked. Nil outside a work
/// tree, before its first commit, and without git.
private func gitState(of specFile: String) -> JSONValue? {
  let repository = GitRepository(folder: folder(of: specFile))
  guard let status = repository.answer("status", "--porcelain=v2", "--branch", "--untracked-files=no") else {
    return nil
  }
  let lines = status.split(separator: "\n")
  let head = "# branch.oid "
  guard let commit = lines.first(where: { $0.hasPrefix(head) })?.dropFirst(head.count), commit != "(initial)" else {
    return nil
  }
  let name = lastComponent(of: specFile)
  let isDirty =
    lines.contains { !$0.hasPrefix("#") } || repository.answer("ls-files", "--error-unmatch", "--", name) == nil
  return .object([.init("commit", .string(String(commit))), .init("dirty", .bool(isDirty))])
}

extension DataInterface {
  /// From the environment.json of a result older than preprocessing.json: grey pictures and the number of their classes.
  init?(ofEarlier environment: JSONValue) {
    guard let input = environment["input"], let shape = input["shape"].flatMap(Shape.init), shape.rank == 3,
      let classes = input["classes"]?.count, (2...1 << 16).contains(classes)
    else { return nil }
    self.init(inputs: [.init(shape, .byte)], target: Self.numbered(classes))
  }
}

private func processorName() -> String? { value(of: "model name", separator: ":", in: "/proc/cpuinfo") }

private func operatingSystem() -> String {
  value(of: "PRETTY_NAME", separator: "=", in: "/etc/os-release") ?? "Linux"
}

private func machine() -> String {
  var name = utsname()
  uname(&name)
  return withUnsafeBytes(of: name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

/// The first `key<separator>value` of a file, without quotes.
private func value(of key: String, separator: Character, in path: String) -> String? {
  guard let bytes = try? AtomicFile.read(path) else { return nil }
  for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix(key) {
    guard let start = line.firstIndex(of: separator) else { continue }
    return String(line[line.index(after: start)...].drop { $0 == " " }).replacing("\"", with: "")
  }
  return nil
}

private var swiftVersion: String {
  #if compiler(>=6.4)
    "6.4 or later"
  #elseif compiler(>=6.3)
    "6.3"
  #else
    "6.2"
  #endif
}
