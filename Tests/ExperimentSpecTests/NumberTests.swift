import Testing

@Suite("A scalar is read as the type that its key needs")
struct NumberTests {
  @Test("one number, however it is written", arguments: ["1e-3", "0.001", "1.0e-3", "1E-03", "0.1e-2", "1000e-6"])
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
    "values that are not whole numbers",
    arguments: [
      ("010", "'010' is not a whole number", "leading zeros are ambiguous: write 10"),
      ("1_000", "'1_000' is not a whole number", "write 1000"),
      ("nan", "'nan' is not a whole number", "a finite number belongs here"),
      (".inf", "'.inf' is not a whole number", "a finite number belongs here"),
      ("12:30", "'12:30' is not a whole number", "this is a time of day: write one number"),
      ("0x10", "'0x10' is not a whole number", "write it in decimal digits: 16"),
      ("0o17", "'0o17' is not a whole number", "write it in decimal digits: 15"),
      ("1,000", "'1,000' is not a whole number", "write 1000, without commas"),
      (
        "16,384", "'16,384' is not a whole number",
        "write 16384 for one number; several values make a sweep: write sweep: {grid: {batch_size: [16, 384]}} at the top of the spec"
      ),
      (
        "32,64", "'32,64' is not a whole number",
        "several values make a sweep: write sweep: {grid: {batch_size: [32, 64]}} at the top of the spec"
      ),
      (
        "8, 16, 32", "'8, 16, 32' is not a whole number",
        "several values make a sweep: write sweep: {grid: {batch_size: [8, 16, 32]}} at the top of the spec"
      ),
      ("0,64", "'0,64' is not a whole number", "write a whole number from 1 to 16777216"),
      ("32,,64,x", "'32,,64,x' is not a whole number", "write a whole number from 1 to 16777216"),
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
    "values that are not numbers",
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
      ("10%", "'10%' is not a number", "write 0.1"),
      ("12.5%", "'12.5%' is not a number", "write 0.125"),
      ("33.3%", "'33.3%' is not a number", "write 0.333"),
      ("100%", "'100%' is not a number", "write a number from 0 to below 1"),
      (
        "0.1,0.2,0.3", "'0.1,0.2,0.3' is not a number",
        "several values make a sweep: write sweep: {grid: {validation_split: [0.1, 0.2, 0.3]}} at the top of the spec"
      ),
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

  @Test("a learning rate is above zero, and finite in single precision", arguments: ["0", "-1e-3", "0e-999", "1e39"])
  func learningRates(text: String) throws {
    try expect(
      complete + "                                 ↓\noptimizer: {sgd: {learning_rate: \(text)}}",
      """
      spec.yaml:4:34: error: optimizer.sgd.learning_rate: \(text) is out of range
        optimizer: {sgd: {learning_rate: \(text)}}
                                         ^\(String(repeating: "~", count: text.count - 1)) write a number above 0
      """)
  }

  @Test(
    "a number that single precision would change to 0 or 1 is refused, for every option that is stored so",
    arguments: [
      ("sgd.learning_rate", true), ("adam.learning_rate", true), ("sgd.momentum", false), ("adam.beta_1", false),
      ("adamw.beta_2", false), ("rmsprop.rho", false), ("adam.epsilon", false), ("adamw.weight_decay", false),
      ("adagrad.initial_accumulator_value", false),
    ])
  func singlePrecision(option: String, excludesZero: Bool) throws {
    let least = excludesZero ? "write a number from 1e-45" : "write 0, or a number from 1e-45"
    let key = "optimizer.\(option)"
    for text in ["1e-50", "1e-999", "0.5e-46"] {
      try expectRefusal(of: text, for: key, "\(text) is 0 in single precision", least)
    }
    #expect(throws: Never.self) { try load(complete, overrides: ["\(key)=1e-45"]) }
    #expect(throws: Never.self) { try load(complete, overrides: ["\(key)=0.99999994"]) }
    if ["momentum", "beta_1", "beta_2", "rho"].contains(where: option.hasSuffix) {
      try expectRefusal(
        of: "0.99999999", for: key, "0.99999999 is 1 in single precision", "write a number up to 0.99999994")
      try expectRefusal(of: "1", for: key, "1 is out of range", "write a number from 0 to below 1")
    }
  }

  @Test("so are a dropout rate and a slope; a fraction of the images is in double precision")
  func otherPrecision() throws {
    let layers = ["layers[0]=dropout: {rate: 0}"]
    #expect(
      messages(of: layers + ["layers[0].dropout.rate=0.99999999"]).contains("0.99999999 is 1 in single precision"))
    let slope = ["layers[0]=activation: {leaky_relu: {negative_slope: 1e-60}}"]
    #expect(messages(of: slope).contains("1e-60 is 0 in single precision"))
    let alpha = ["layers[0]=activation: {elu: {alpha: 1e-60}}"]
    #expect(messages(of: alpha).contains("1e-60 is 0 in single precision"))
    #expect(try load(complete, overrides: ["validation_split=0.99999999"]).validationSplit == 0.99999999)
  }

  private func messages(of overrides: [String]) -> String {
    do {
      _ = try load(complete, overrides: overrides)
      return ""
    } catch { return "\(error)" }
  }

  private func expectRefusal(of text: String, for key: String, _ problem: String, _ hint: String) throws {
    let message = messages(of: ["\(key)=\(text)"])
    #expect(message.hasPrefix("--set:1:\(key.count + 2): error: \(key): \(problem)\n"))
    #expect(message.hasSuffix(" \(hint)"))
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
    "truth values are written true and false",
    arguments: [
      ("yes", "'yes' is neither true nor false", "write true"), ("No", "'No' is neither true nor false", "write false"),
      ("on", "'on' is neither true nor false", "write true"), ("off", "'off' is neither true nor false", "write false"),
      ("True", "'True' is neither true nor false", "write true"),
      ("1", "'1' is neither true nor false", "write true"),
      (
        "true,false", "'true,false' is neither true nor false",
        "several values make a sweep: write sweep: {grid: {shuffle: [true, false]}} at the top of the spec"
      ),
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
