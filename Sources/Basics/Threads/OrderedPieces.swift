/// Pieces of work that several threads do at the same time, and whose results are taken one after another in the order of the
/// pieces: what becomes of them does not depend on the number of threads.
///
/// No thread waits while there is a piece to do or to take, and none is needed besides the caller's.
public final class OrderedPieces<Output: Sendable, Failure: Error>: Sendable {
  public typealias Working = @Sendable (_ piece: Int) throws(Failure) -> Output
  public typealias Taking = @Sendable (_ piece: Int, _ output: Output) throws(Failure) -> Void

  private let state: Lock<State>
  private let work: Working
  private let take: Taking

  /// - Parameters:
  ///   - atOnce: how many may be worked on at the same time. They are begun in their order.
  ///   - ahead: how many pieces may be begun before the first of them is taken, which bounds the memory of results that wait.
  ///   - take: called by one thread at a time.
  public init(
    _ count: Int, atOnce: Int = .max, ahead: Int = .max, work: @escaping Working, take: @escaping Taking
  ) {
    state = Lock(State(count: count, atOnce: atOnce, ahead: ahead))
    (self.work, self.take) = (work, take)
  }

  /// Does all of them, on the calling thread and on as many others, if the system has them for this process.
  ///
  /// - Throws: the failure of the first piece that has one, by their order.
  public func finish(helpers: Int) throws(Failure) {
    let count = state.withLock { $0.count }
    let helpers = (0..<max(0, min(helpers, count - 1))).map { _ in BackgroundWorker() }
    for helper in helpers { helper.async { self.doWork() } }
    doWork()
    for helper in helpers { helper.wait() }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func doWork() {
    while let task = state.withLock(when: { $0.hasTask || $0.isOver }, { $0.nextTask() }) {
      switch task {
      case .work(let piece):
        let result = Result { () throws(Failure) in try work(piece) }
        state.withLock { $0.end(piece, result) }
      case .take(let piece, let result):
        let end = Result { () throws(Failure) in try take(piece, result.get()) }
        state.withLock { $0.taken(end) }
      }
    }
  }

  private enum Task {
    case work(Int)
    case take(Int, Result<Output, Failure>)
  }

  private struct State {
    let count: Int
    let atOnce: Int
    let ahead: Int
    var started = 0
    var working = 0
    /// The results that wait, by piece.
    var results: [Int: Result<Output, Failure>] = [:]
    var takenCount = 0
    var isTaking = false
    var failure: Failure?

    init(count: Int, atOnce: Int, ahead: Int) { (self.count, self.atOnce, self.ahead) = (count, atOnce, ahead) }

    var hasTask: Bool { canTake || canWork }
    /// Whether nobody has or will have a task.
    var isOver: Bool { !isTaking && working == 0 && !hasTask }

    private var canTake: Bool { failure == nil && !isTaking && results[takenCount] != nil }
    private var canWork: Bool {
      failure == nil && working < atOnce && started < count && started - takenCount < ahead
    }

    /// Taking first, while the result is still in a cache.
    mutating func nextTask() -> Task? {
      if canTake, let result = results.removeValue(forKey: takenCount) {
        isTaking = true
        return .take(takenCount, result)
      }
      guard canWork else { return nil }
      started += 1
      working += 1
      return .work(started - 1)
    }

    mutating func end(_ piece: Int, _ result: Result<Output, Failure>) {
      working -= 1
      results[piece] = result
    }

    mutating func taken(_ result: Result<Void, Failure>) {
      isTaking = false
      takenCount += 1
      if case .failure(let failure) = result { self.failure = failure }
    }
  }
}
