import Catalog
import Statistics
import Testing

@Suite struct ExplainedVarianceTests {
  /// By hand: the squares around the mean 3 add up to 10, those within the groups to 2 + 2 + 0; (6 − 2 · 4/6) / 10.
  @Test func itIsKelleysEpsilonSquared() throws {
    let values: [Double] = [1, 2, 3, 2, 3, 4, 4, 4, 4]
    let share = try #require(ExplainedVariance.share(of: values, in: [0, 0, 0, 1, 1, 1, 2, 2, 2]))
    #expect(abs(share - 7.0 / 15) < 1e-12)
  }

  @Test func groupsThatSayNothingExplainNothing() {
    // Each group has the same values.
    #expect(ExplainedVariance.share(of: [1, 2, 1, 2], in: [0, 0, 1, 1]) == 0)
    #expect(ExplainedVariance.share(of: [1, 1, 2, 2], in: [0, 0, 1, 1]) == 1)
    #expect(ExplainedVariance.share(of: [1, 2], in: [0, 0]) == nil)
    #expect(ExplainedVariance.share(of: [1, 2], in: [0, 1]) == nil)
    #expect(ExplainedVariance.share(of: [3, 3, 3, 3], in: [0, 0, 1, 1]) == nil)
  }

  @Test func fewValuesAreGroupsAndManyNumbersAreFour() {
    let few = [64, 32, 64].map { ConfigValue.integer($0) }
    #expect(ExplainedVariance.groups(of: few) == [0, 1, 0])
    let many = (0..<8).map { ConfigValue.number(Double(7 - $0)) }
    #expect(ExplainedVariance.groups(of: many) == [3, 3, 2, 2, 1, 1, 0, 0])
    #expect(ExplainedVariance.groups(of: (0..<8).map { .string("\($0)") }) == Array(0..<8))
  }
}
