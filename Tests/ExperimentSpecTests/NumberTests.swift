import ExperimentSpec
import Testing

@Suite("A scalar is read by what its key needs")
struct NumberTests {
  @Test("one number, however written", arguments: ["1e-3", "0.001", "1.0e-3", "1E-03", "0.1e-2", "1000e-6"])
  func spellings(text: String) throws {
    let spec = try load(complete + "optimizer: {adam: {learning_rate: \(text)}}")
    #expect(spec.optimizer.learningRate == 0.001)
  }

  @Test("0 and 1 are numbers too")
  func wholeNumbers() throws {
    let spec = try load(complete + "optimizer: {sgd: {learning_rate: 1, momentum: 0}}\nvalidation_split: -0.0")
    #expect(spec.optimizer.learningRate == 1)
    #expect(spec.validationSplit.sign == .plus)
  }

  @Test(
    "what is no whole number",
    arguments: [
      ("010", "'010' is not a whole number", "leading zeros are ambiguous: write 10"),
      ("1_000", "'1_000' is not a whole number", "write 1000"),
      ("nan", "'nan' is not a whole number", "a finite number belongs here"),
      (".inf", "'.inf' is not a whole number", "a finite number belongs here"),
      ("12:30", "'12:30' is not a whole number", "this is a time of day: write one number"),
      ("0x10", "'0x10' is not a whole number", "write it in decimal digits: 16"),
      ("0o17", "'0o17' is not a whole number", "write it in decimal digits: 15"),
      ("1,000", "'1,000' is not a whole number", "write 1000, without commas"),
      ("1e3", "1e3 where a whole number belongs", "write 1000"),
      ("5.0", "5.0 where a whole number belongs", "write 5"),
      ("5.", "'5.' is not a whole number", "write 5"),
      ("+5", "'+5' is not a whole number", "write 5"),
      ("5.5", "5.5 is not a whole number", "write a whole number from 1 to 16777216"),
      ("1e999", "1e999 is not a whole number", "write a whole number from 1 to 16777216"),
      ("five", "'five' is not a whole number", "write a whole number from 1 to 16777216"),
      ("0", "0 is out of range", "write a whole number from 1 to 16777216"),
      ("-3", "-3 is out of range", "write a whole number from 1 to 16777216"),
      ("16777217", "16777217 is out of range", "write a whole number from 1 to 16777216"),
      (
        "99999999999999999999999", "99999999999999999999999 is out of range",
        "write a whole number from 1 to 16777216"
      ),
      ("\"500\"", "'500' in quotes is text", "remove the quotes"),
      ("'many'", "'many' in quotes is text", "write a whole number from 1 to 16777216"),
      ("true", "'true' is not a whole number", "write a whole number from 1 to 16777216"),
    ])
  func integers(text: String, problem: String, hint: String) throws {
    let indent = String(repeating: " ", count: 12)
    let tildes = String(repeating: "~", count: text.count - 1)
    try expect(
      complete + indent + "↓\nbatch_size: \(text)",
      "spec.yaml:4:13: error: batch_size: \(problem)\n  batch_size: \(text)\n  \(indent)^\(tildes) \(hint)")
  }

  @Test(
    "what is no number",
    arguments: [
      ("010", "'010' is not a number", "leading zeros are ambiguous: write 10"),
      ("00.5", "'00.5' is not a number", "leading zeros are ambiguous: write 0.5"),
      ("1_0.5", "'1_0.5' is not a number", "write 10.5"),
      (".nan", "'.nan' is not a number", "a finite number belongs here"),
      ("-.inf", "'-.inf' is not a number", "a finite number belongs here"),
      ("12:30", "'12:30' is not a number", "this is a time of day: write one number"),
      ("0x10", "'0x10' is not a number", "write it in decimal digits: 16"),
      ("0,5", "'0,5' is not a number", "the decimal mark is a point: write 0.5"),
      (".5", "'.5' is not a number", "write 0.5"),
      ("0.", "'0.' is not a number", "write 0.0"),
      ("1e", "'1e' is not a number", "write a number from 0 to below 1"),
      ("1e-", "'1e-' is not a number", "write a number from 0 to below 1"),
      ("10%", "'10%' is not a number", "write a number from 0 to below 1"),
      ("1", "1 is out of range", "write a number from 0 to below 1"),
      ("-0.1", "-0.1 is out of range", "write a number from 0 to below 1"),
      ("1e999", "1e999 is out of range", "write a number from 0 to below 1"),
      ("'0.1'", "'0.1' in quotes is text", "remove the quotes"),
    ])
  func numbers(text: String, problem: String, hint: String) throws {
    let indent = String(repeating: " ", count: 18)
    let tildes = String(repeating: "~", count: text.count - 1)
    try expect(
      complete + indent + "↓\nvalidation_split: \(text)",
      "spec.yaml:4:19: error: validation_split: \(problem)\n  validation_split: \(text)\n  \(indent)^\(tildes) \(hint)")
  }

  @Test("a learning rate is above zero, and finite in single precision", arguments: ["0", "-1e-3", "1e-999", "1e39"])
  func learningRates(text: String) throws {
    try expect(
      complete + "                                 ↓\noptimizer: {sgd: {learning_rate: \(text)}}",
      """
      spec.yaml:4:34: error: optimizer.sgd.learning_rate: \(text) is out of range
        optimizer: {sgd: {learning_rate: \(text)}}
                                         ^\(String(repeating: "~", count: text.count - 1)) write a number above 0
      """)
  }

  @Test("a seed has 64 bits")
  func seed() throws {
    #expect(try load(complete + "seed: 18446744073709551615").seed == .max)
    #expect(try load(complete + "seed: 0").seed == 0)
    try expect(
      complete + "      ↓\nseed: 18446744073709551616",
      """
      spec.yaml:4:7: error: seed: 18446744073709551616 is out of range
        seed: 18446744073709551616
              ^~~~~~~~~~~~~~~~~~~~ write a whole number from 0 to 18446744073709551615
      """)
  }

  @Test(
    "true and false are written so",
    arguments: [
      ("yes", "'yes' is neither true nor false", "write true"), ("No", "'No' is neither true nor false", "write false"),
      ("on", "'on' is neither true nor false", "write true"), ("off", "'off' is neither true nor false", "write false"),
      ("True", "'True' is neither true nor false", "write true"),
      ("1", "'1' is neither true nor false", "write true"),
      ("maybe", "'maybe' is neither true nor false", "write true or false"),
      ("'true'", "a quoted true", "remove the quotes"),
    ])
  func booleans(text: String, problem: String, hint: String) throws {
    let tildes = String(repeating: "~", count: text.count - 1)
    try expect(
      complete + "         ↓\nshuffle: \(text)",
      "spec.yaml:4:10: error: shuffle: \(problem)\n  shuffle: \(text)\n           ^\(tildes) \(hint)")
  }
}
