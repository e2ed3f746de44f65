import Catalog
import Files
import Glibc
import Text

/// Where a run found what it was trained from, as environment.json records it. With it, the run's data and weights are found again
/// from any folder, wherever the spec has them from (`extends`, `--set`), and after a project has moved as a whole.
package struct RecordedPlaces {
  /// By role, absolute: `results`, `spec` (its folder), `data` (`--data`), `dataset` (of `idx`), `initial_weights`.
  private var places: [(role: Role, path: String)]
  /// The results' folder now.
  private let root: String
  /// The folder of the spec as the command line named it, relative to an unknown folder. Older results have nothing else.
  private let namedSpecFolder: String?

  package enum Role: String, CaseIterable {
    case results, spec, data, dataset
    case initialWeights = "initial_weights"
  }

  package init(of experiment: Experiment, in root: String, _ dataFolder: String?) {
    let found: [(Role, String?)] = [
      (.results, root), (.spec, folder(of: experiment.file)), (.data, dataFolder),
      (.dataset, experiment.loaded.datasetFolder), (.initialWeights, experiment.loaded.initialWeightsPath),
    ]
    places = found.compactMap { role, path in path.map { (role, absolute($0)) } }
    self.root = root
    namedSpecFolder = nil
  }

  /// - Parameters:
  ///   - environment: environment.json; nil in a fresh clone.
  ///   - root: the folder in which the result stands now.
  ///   - specFile: the spec's file, as far as it is known.
  package init(_ environment: JSONValue?, root: String, specFile: String?) {
    places = Role.allCases.compactMap { role in
      guard case .string(let path)? = environment?["places"]?[role.rawValue] else { return nil }
      return (role, path)
    }
    self.root = root
    namedSpecFolder = specFile.map(folder)
  }

  package var json: JSONValue { .object(places.map { .init($0.role.rawValue, .string($0.path)) }) }

  package subscript(role: Role) -> String? { places.first { $0.role == role }?.path }

  /// Where the thing is now that a spec calls `written`; `written` itself if it is nowhere, so that a message says what a person has
  /// written.
  package func find(_ written: String, _ role: Role) -> String {
    let specFolders = [self[.spec], self[.spec].flatMap(moved), namedSpecFolder].compactMap(\.self)
    let candidates = [self[role], self[role].flatMap(moved)] + specFolders.map { join($0, written) }
    return candidates.compactMap(\.self).first { access($0, F_OK) == 0 } ?? written
  }

  /// A place in a project that has moved, or was copied to another machine, together with its results. As far as the ends of the old
  /// and the new path of the results' folder are the same, the project has kept its layout.
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

/// A `..` in it is kept, because it may follow a link.
private func absolute(_ path: String) -> String { join(workingFolder(), path) }

private func join(_ folder: String, _ path: String) -> String {
  if path.hasPrefix("/") { return path }
  let path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  return path == "." ? folder : folder + "/" + path
}

extension ConfigValue {
  /// The recorded spec with its relative paths where they are now.
  package func locating(_ places: RecordedPlaces) -> ConfigValue {
    guard case .mapping(let entries) = self else { return self }
    return .mapping(
      entries.map { key, value in
        switch (key, value) {
        case ("initial_weights", .string(let path)): (key, .string(places.find(path, .initialWeights)))
        case ("idx", .string(let path)): (key, .string(places.find(path, .dataset)))
        case ("dataset", .mapping): (key, value.locating(places))
        default: (key, value)
        }
      })
  }
}
