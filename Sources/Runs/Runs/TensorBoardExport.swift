import Exports
import Files
import Results
import Text

extension ResultSelection {
  /// Writes the histories of all runs as TensorBoard's event files: DIR/NAME/train and DIR/NAME/validation.
  ///
  /// - Returns: what has been written, in a line for people.
  package func writeEvents(to folder: String) throws -> String {
    for result in results {
      let seconds = result.timing?.secondsOfEpoch ?? [:]
      for (part, file) in result.summary.events(from: result.startOfTraining, seconds: seconds) {
        let place = "\(folder)/\(name(of: result))/\(part)"
        try AtomicFile.makeDirectories(place, below: folder)
        try AtomicFile.write(file.bytes, to: "\(place)/\(EventFile.name)")
      }
    }
    let count = results.count
    return
      "\(folder): \(count) \(count == 1 ? "run" : "runs") written; see them with: tensorboard --logdir \(shellWord(folder))"
  }
}

extension RecordedResult {
  /// In seconds since 1970; 0 in a fresh clone, where it is not known.
  fileprivate var startOfTraining: Double {
    guard case .string(let date)? = environment?["date"], let seconds = secondsSince1970(date) else { return 0 }
    return Double(seconds)
  }
}
