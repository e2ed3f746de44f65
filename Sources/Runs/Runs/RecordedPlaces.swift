import Catalog
import ExperimentSpec
import Files
import Glibc
import Text

/// Where a run found its inputs, as recorded in environment.json. With it, the run's data and weights are found again from any
/// working directory, however the spec names them (`extends`, `--set`), and after the whole project has moved.
package struct RecordedPlaces {
  /// By role, absolute: `results`, `spec` (its folder), `data` (`--data`), `dataset.idx`, `dataset.csv.train` and other paths of
  /// a data set, `initial_weights`.
  private var places: [(role: Role, path: String)]
  /// The results folder now.
  private let root: String
  /// The spec's folder as on the command line, relative to an unknown folder. Older results have nothing else.
  private let namedSpecFolder: String?

  package struct Role: Hashable {
    let name: String

    static let results = Role(name: "results")
    static let spec = Role(name: "spec")
    static let data = Role(name: "data")
    static let initialWeights = Role(name: "initial_weights")

    /// For a path within the data set's options.
    static func dataset(_ key: String) -> Role { Role(name: "dataset." + key) }

    /// The data set's option; nil for another role.
    var datasetKey: String? { name.hasPrefix("dataset.") ? String(name.dropFirst("dataset.".count)) : nil }
  }

  package init(of experiment: Experiment, in root: String, _ dataFolder: String?) {
    let found: [(Role, String?)] = [
      (.results, root), (.spec, folder(of: experiment.file)), (.data, dataFolder),
    ]
    let ofData = experiment.loaded.dataset.paths.map { (Role.dataset($0.place), Optional($0.path)) }
    places = (found + ofData + [(.initialWeights, experiment.loaded.initialWeightsPath)]).compactMap { role, path in
      path.map { (role, absolute($0)) }
    }
    self.root = root
    namedSpecFolder = nil
  }

  /// - Parameters:
  ///   - environment: environment.json; nil in a fresh clone.
  ///   - root: the folder in which the result is now.
  ///   - specFile: the spec's file, if known.
  package init(_ environment: JSONValue?, root: String, specFile: String?) {
    var recorded: [JSONValue.Member] = []
    if case .object(let members)? = environment?["places"] { recorded = members }
    places = recorded.compactMap { member in
      guard case .string(let path) = member.value else { return nil }
      // Earlier results had no other data path.
      return (member.key == "dataset" ? .dataset("idx") : Role(name: member.key), path)
    }
    self.root = root
    namedSpecFolder = specFile.map(folder)
  }

  package var json: JSONValue { .object(places.map { .init($0.role.name, .string($0.path)) }) }

  /// Where the data set and the initial weights were.
  package var inputs: [String] {
    places.filter { $0.role.datasetKey != nil || $0.role == .initialWeights }.map(\.path)
  }

  /// The data set's source as for `--set`: `dataset.idx=FOLDER`.
  package var dataOption: String {
    let keys = places.compactMap(\.role.datasetKey).map { String($0.prefix { $0 != "." }) }
    return "dataset." + DataSource.assignment(ofFirst: keys)
  }

  package subscript(role: Role) -> String? { places.first { $0.role == role }?.path }

  /// The current path of what a spec calls `written`; `written` itself if it is not found, so that a message says what the user wrote.
  package func find(_ written: String, _ role: Role) -> String {
    let specFolders = [self[.spec], self[.spec].flatMap(moved), namedSpecFolder].compactMap(\.self)
    let candidates = [self[role], self[role].flatMap(moved)] + specFolders.map { join($0, written) }
    return candidates.compactMap(\.self).first { access($0, F_OK) == 0 } ?? written
  }

  /// The new path in a project that was moved, or copied to another machine, together with its results. As far as the old and new
  /// path of the results folder end alike, the project has kept its layout.
  private func moved(_ path: String) -> String? {
    guard let recorded = self[.results] else { return nil }
    var (old, new) = (recorded.split(separator: "/"), absolute(root).split(separator: "/"))
    while let last = old.last, last == new.last {
      old.removeLast()
      new.removeLast()
    }
    let parts = path.split(separator: "/")
    guard old != new, parts.starts(with: old) else { return nil }
    return "/" + (new + parts.dropFirst(old.count)).joined(separator: "/")
  }
}

/// Keeps a `..` in it, which may follow a link.
extension LoadedExperiment {
  /// The same request from any spec of the same data, wherever its file is.
  package var absoluteData: DataRequest { DataRequest(dataset.mappingPaths { absolute($1) }, for: spec.loss) }
}

func absolute(_ path: String) -> String { join(workingFolder(), path) }

private func join(_ folder: String, _ path: String) -> String {
  if path.hasPrefix("/") { return path }
  let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  return path == "." ? folder : folder + "/" + path
}

extension ConfigValue {
  /// The recorded spec, with its relative paths updated.
  package func locating(_ places: RecordedPlaces) -> ConfigValue {
    mapping { key, value in
      switch (key, value) {
      case ("initial_weights", .string(let path)): .string(places.find(path, .initialWeights))
      case ("dataset", _):
        value.mapping { key, value in
          dataKinds[key]?.mappingPaths(in: value, at: key) { places.find($1, .dataset($0)) } ?? value
        }
      default: value
      }
    }
  }

  private func mapping(_ change: (_ key: String, _ value: ConfigValue) -> ConfigValue) -> ConfigValue {
    guard case .mapping(let entries) = self else { return self }
    return .mapping(entries.map { ($0.key, change($0.key, $0.value)) })
  }
}

private let dataKinds = DatasetSpec.everyOption.kinds
