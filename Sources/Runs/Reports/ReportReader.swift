import Catalog
import Datasets
import ExperimentSpec
import Files
import Glibc
import Pages
import Results
import Runs

/// A run for a report.
package struct FoundRun {
  package var result: RecordedResult
  /// Its name on the page.
  package var title: String
}

/// Gathers the results that a report shows. A sentence replaces each missing part.
package struct ReportReader {
  private let results: String
  private let data: String?
  /// Those that have been read already.
  private let datasets: [DataRequest: Dataset]
  /// Several runs share one data set.
  private var testSets: [Place: Result<TestSet, MissingPart>] = [:]

  /// Where a data set is looked for.
  private struct Place: Hashable {
    let data: DataRequest
    let folder: String?
  }

  /// - Parameter experiments: whose data need not be read again.
  package init(_ results: String, _ data: String?, _ experiments: [Experiment] = []) {
    self.results = results
    self.data = data
    datasets = Dictionary(experiments.map { ($0.loaded.absoluteData, $0.dataset) }) { first, _ in first }
  }

  /// The runs and sweeps that are named, or all in the folder, and what is wrong with files there that can't be read. Naming a sweep does
  /// not name each of its runs.
  package func results(
    _ arguments: [String]
  ) throws -> (runs: [FoundRun], sweeps: [RecordedSweep], unfinished: [String], problems: [String]) {
    let selection = try ResultSelection(arguments, results)
    return (selection.runs.map(found), selection.sweeps, try selection.unfinished(), selection.problems)
  }

  private func found(_ result: RecordedResult) -> FoundRun { FoundRun(result: result, title: title(result.paths)) }

  /// `dense` if in the results folder itself, `batchsizes/64` in a subfolder, or else the whole path.
  private func title(_ paths: ResultPaths) -> String {
    let folder = results
    if paths.root == folder { return paths.name }
    let root = paths.root.hasPrefix(folder + "/") ? String(paths.root.dropFirst(folder.count + 1)) : paths.root
    return root + "/" + paths.name
  }

  // MARK: A sweep

  /// With all parts of the best run, if any.
  package mutating func sweep(_ sweep: RecordedSweep) -> ReportedSweep {
    let summary = sweep.summary
    let results = sweep.results
    let seconds = results.compactMap { result in result.seconds.map { (result.summary.name, $0) } }
    let best = summary.ranking.first { $0.rank == 1 }?.configuration.runs.first?.name
    var detailed: [ReportedRun] = []
    for result in results where result.summary.name == best {
      let title = "\(summary.name)/\(result.summary.name)"
      detailed.append(run(FoundRun(result: result, title: title), isDetailed: true, sweep: summary.name))
    }
    return ReportedSweep(
      summary: summary, isFinished: sweep.unfinished == nil, paths: sweep.paths, detailed: detailed,
      seconds: Dictionary(seconds, uniquingKeysWith: { first, _ in first }))
  }

  // MARK: A run

  /// - Parameter isDetailed: whether to read all parts; the tables need only the small ones.
  package mutating func run(_ found: FoundRun, isDetailed: Bool, sweep: String? = nil) -> ReportedRun {
    let result = found.result
    let nextStep = nextStep(result, sweep)
    let unread = MissingPart("left out")
    let test = isDetailed ? testSet(of: result) : .failure(unread)
    var run = ReportedRun(
      summary: result.summary, paths: result.paths, title: found.title, nextStep: nextStep,
      stopReason: result.summary.stopReason,
      predictions: isDetailed ? predictions(found, nextStep) : .failure(unread),
      classNames: isDetailed ? ((try? result.interface()) ?? nil)?.classNames ?? [] : [],
      images: test.flatMap(\.pictures),
      columns: (try? test.get())?.training?.distributions(0..<result.summary.data.trainingCount) ?? [],
      graph: isDetailed ? graph(result, test) : .failure(unread),
      timing: result.timing,
      environment: result.environment)
    if isDetailed { run.augmentation = augmentation(of: result, test) }
    return run
  }

  private func nextStep(_ result: RecordedResult, _ sweep: String?) -> String {
    if let sweep {
      let usual = ["experiments/\(sweep)", "experiments/\(sweep).yaml"].first { isFolder($0) || isReadableFile($0) }
      return "runner sweep \(usual ?? "with its folder or file")"
    }
    return "runner run \(result.specFile ?? "SPEC")"
  }

  private func predictions(_ found: FoundRun, _ nextStep: String) -> Result<SavedAnswers, MissingPart> {
    let (summary, path) = (found.result.summary, found.result.paths.predictions)
    guard summary.test != nil else {
      return .failure(
        MissingPart("\(found.title) diverged: there is no finished model, and so there are no predictions."))
    }
    guard let bytes = try? AtomicFile.read(path) else {
      return .failure(MissingPart("Pictures of predictions need \(path), which is not committed: \(nextStep)"))
    }
    do throws(SummaryProblem) {
      let answers = try SavedAnswers(bytes, summary.data.target)
      guard answers.areThose(of: summary) else {
        return .failure(
          MissingPart("\(path) is not of the result in \(found.result.paths.summary); to make it again: \(nextStep)"))
      }
      return .success(answers)
    } catch {
      return .failure(MissingPart("\(path), \(error). To make it again: \(nextStep)"))
    }
  }

  // MARK: The data

  private mutating func testSet(of result: RecordedResult) -> Result<TestSet, MissingPart> {
    let loaded: LoadedExperiment
    do { loaded = try result.loadedSpec() } catch {
      return .failure(
        MissingPart("Pictures of the test samples need the data set, but \(Failure(error)?.message ?? "\(error)")"))
    }
    let found = testSet(loaded, dataFolder: result.dataFolder(besides: data))
    guard case .success(let test) = found else { return found }
    let recorded = result.summary.data.files
    guard test.samples.count == result.summary.data.testCount,
      test.files.allSatisfy({ file in recorded.contains { $0.name == file.name && $0.sha256 == file.sha256 } })
    else {
      return .failure(
        MissingPart(
          "Pictures of the test samples are left out: \(loaded.dataset.source.title) here is not the data that the run was tested on."
        ))
    }
    return found
  }

  private mutating func testSet(
    _ loaded: LoadedExperiment, dataFolder: String?
  ) -> Result<TestSet, MissingPart> {
    let place = Place(data: loaded.data, folder: dataFolder)
    if let known = testSets[place] { return known }
    let found = Result<TestSet, MissingPart> { () throws(MissingPart) in
      // Of other data, the test part is read alone.
      if let known = datasets[loaded.absoluteData], known.interface.table != nil { return TestSet(known) }
      do throws(DatasetProblem) { return try DatasetLoader.loadTest(loaded.data, dataDirectory: dataFolder) } catch {
        throw MissingPart("Pictures of the test samples need the data set: \(error)")
      }
    }
    testSets[place] = found
    return found
  }

  /// Only for a run that changes its samples are the training samples read.
  private func augmentation(
    of result: RecordedResult, _ test: Result<TestSet, MissingPart>
  ) -> AugmentationPreview? {
    guard case .success = test, let loaded = try? result.loadedSpec(), !loaded.spec.augmentation.isEmpty,
      let dataset = try? DatasetLoader.load(loaded.data, dataDirectory: result.dataFolder(besides: data)),
      dataset.training.count >= result.summary.data.trainingCount
    else { return nil }
    return try? loaded.augmentationPreview(dataset)
  }

  private func graph(
    _ result: RecordedResult, _ test: Result<TestSet, MissingPart>
  ) -> Result<ModelGraph, MissingPart> {
    Result { () throws(MissingPart) in
      let interface: DataInterface
      do throws(MissingPart) {
        if let known = try? result.interface() {
          interface = known
        } else {
          interface = try test.get().samples.interface
        }
      } catch {
        throw MissingPart("The layers' shapes follow from the data. \(error.sentence)")
      }
      do {
        return try result.loadedSpec().graph(interface)
      } catch {
        throw MissingPart("The recorded layers can't be laid out: \(Failure(error)?.message ?? "\(error)")")
      }
    }
  }
}

extension TestSet {
  fileprivate var pictures: Result<SamplePictures, MissingPart> {
    if let pictures = SamplePictures(samples) { return .success(pictures) }
    let arePictures = samples.interface.input.pictureShape != nil
    return .failure(
      MissingPart(
        arePictures
          ? "Pictures of the test samples are shown by class, and these have numbers to predict."
          : "There are no pictures of the test samples, which are numbers."))
  }
}
