import Glibc
import Runs

extension Failure {
  func endProcess() -> Never {
    console.say(self)
    exit(status.rawValue)
  }
}
