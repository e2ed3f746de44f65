/// One of several lists side by side, under a name that the spec chooses.
public struct Branch<Member: FamilyMember>: Hashable, Sendable {
  public var name: String
  /// Empty for what the branches read itself.
  public var members: [Member]

  public init(_ name: String, _ members: [Member]) { (self.name, self.members) = (name, members) }

  /// How many there may be side by side.
  public static var counts: ClosedRange<Int> { 2...Limits.layers }
}

/// What a branch may be called: its name is part of paths and of weights' names in files.
public enum BranchName {
  public static let greatestLength = 40

  public static func allows(_ name: String) -> Bool {
    (1...greatestLength).contains(name.utf8.count) && name.utf8.allSatisfy(isPossible)
  }

  private static func isPossible(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension ListRules {
  /// Those of a branch.
  public static let branch = ListRules(counts: 0...Limits.layers, mayRepeat: true, example: "NAME: [dense: 16]")
}
