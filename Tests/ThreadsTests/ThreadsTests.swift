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

  @Test func aValueIsMadeBesideTheCallerWhoWaitsForIt() {
    let mayEnd = Lock(false)
    let thread = Later {
      mayEnd.withLock(when: { $0 }) { _ in }
      return pthread_self()
    }
    mayEnd.withLock { $0 = true }
    #expect(thread.value != pthread_self())
    #expect(thread.value == thread.value)
  }

  /// The thread ends with the worker, and only after its last piece of work.
  @Test func itsThreadEndsWithIt() throws {
    let visits = Lock(0)
    for _ in 0..<50 {
      let worker = BackgroundWorker()
      worker.async { pthread_setspecific(threadEnd, UnsafeRawPointer(bitPattern: 1)) }
      for _ in 0..<2 { worker.async { visits.withLock { $0 += 1 } } }
    }
    for _ in 0..<1000 where endedThreads.withLock({ $0 }) < 50 { usleep(10_000) }
    #expect(endedThreads.withLock { $0 } == 50)
    #expect(visits.withLock { $0 } == 100)
  }

  /// Where the system refuses them: `FaultTests.aRunGetsByWithoutFurtherThreads`.
  @Test(arguments: [0, 1, 5]) func threadsThatCanBeStartedAreCounted(_ wanted: Int) {
    #expect(startableThreads(wanted) == wanted)
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

private let endedThreads = Lock(0)

/// The system calls its function when a thread ends that has a value for it.
private let threadEnd: pthread_key_t = {
  var key = pthread_key_t()
  pthread_key_create(&key) { _ in endedThreads.withLock { $0 += 1 } }
  return key
}()
