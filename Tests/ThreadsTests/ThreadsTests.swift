import Glibc
import Testing
import Threads

struct ThreadsTests {
  @Test func workIsDoneInItsOrderBesideTheCaller() {
    let worker = BackgroundWorker()
    let done = Lock<(numbers: [Int], threads: Set<pthread_t>)>(([], []))
    for number in 0..<1000 {
      worker.async {
        done.withLock {
          $0.numbers.append(number)
          $0.threads.insert(pthread_self())
        }
      }
      if number % 100 == 0 { worker.wait() }
    }
    worker.wait()
    let (numbers, threads) = done.withLock { $0 }
    #expect(numbers == Array(0..<1000))
    #expect(threads.count == 1 && !threads.contains(pthread_self()))
  }

  @Test func waitingIsForWhatIsUnderWayToo() {
    let worker = BackgroundWorker()
    let isDone = Lock(false)
    worker.async {
      usleep(50_000)
      isDone.withLock { $0 = true }
    }
    worker.wait()
    #expect(isDone.withLock { $0 })
    worker.wait()
  }

  /// The thread ends with the worker, and only after what it was handed.
  @Test func itsThreadEndsWithIt() {
    let alive = Lock(0)
    for _ in 0..<50 {
      let worker = BackgroundWorker()
      let guest = Guest(alive)
      for _ in 0..<3 { worker.async { guest.visit() } }
    }
    #expect(alive.withLock(when: { $0 == 0 }) { $0 } == 0)
  }

  @Test func whoeverWaitsForAValueIsLetInWhenItIsThere() {
    let baton = Lock(0)
    let workers = (1...3).map { _ in BackgroundWorker() }
    for (turn, worker) in workers.enumerated().reversed() {
      worker.async { baton.withLock(when: { $0 == turn }) { $0 += 1 } }
    }
    #expect(baton.withLock(when: { $0 == 3 }) { $0 } == 3)
  }
}

/// Counts how many there are.
private final class Guest: Sendable {
  private let alive: Lock<Int>
  private let visits = Lock(0)

  init(_ alive: Lock<Int>) {
    self.alive = alive
    alive.withLock { $0 += 1 }
  }

  deinit { alive.withLock { $0 -= 1 } }

  func visit() { visits.withLock { $0 += 1 } }
}
