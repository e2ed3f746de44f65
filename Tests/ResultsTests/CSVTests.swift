import Records
import Results
import Testing
import Text

@Suite struct CSVTests {
  @Test func historyHasARowAnEpoch() {
    #expect(
      exampleSummary().historyTable.text == """
        epoch,loss,accuracy,learning_rate
        1,0.5,0.85,0.001
        2,0.1105,0.9676,0.001

        """)
  }

  @Test func validationColumnsFollowTheTrainingColumns() {
    var summary = exampleSummary()
    summary.data.validationCount = 6
    summary.history[1].validation = Scores(loss: 0.25, metrics: [0.5])
    #expect(
      summary.historyTable.text == """
        epoch,loss,accuracy,val_loss,val_accuracy,learning_rate
        1,0.5,0.85,,,0.001
        2,0.1105,0.9676,0.25,0.5,0.001

        """)
  }

  @Test func whatIsNotANumberIsAnEmptyCell() {
    var summary = exampleSummary()
    summary.history = [
      EpochRecord(
        epoch: 1, training: Scores(loss: .nan, metrics: [-.infinity]), validation: nil, learningRate: 1e-5)
    ]
    #expect(summary.historyTable.text == "epoch,loss,accuracy,learning_rate\n1,,,1e-05\n")
  }

  @Test(arguments: [0.1, 1 / 3, .leastNonzeroMagnitude, 3.4028235e38, 1, 16_777_216, 0.97673334] as [Float])
  func everyCellReadsBackAsTheSameNumber(value: Float) throws {
    var summary = exampleSummary()
    summary.history[0].training.loss = value
    let cell = summary.historyTable.rows[0][1]
    #expect(try #require(Float(cell)).bitPattern == value.bitPattern)
  }

  @Test func cellsAreQuotedOnlyWhereTheyMustBe() {
    let table = CSVTable(
      header: ["name", "note"], rows: [["a,b", "say \"hi\""], ["plain", ""], ["two\nlines", "x"]])
    #expect(table.text == "name,note\n\"a,b\",\"say \"\"hi\"\"\"\nplain,\n\"two\nlines\",x\n")
  }

  /// Expected: OWASP's list of what starts a formula.
  @Test(arguments: [
    "=1+1", "+1", "-1+2", "@SUM(1)", "\tx", "-", "-cmd|' /C calc'!A0", "+0.5", "-.5", "-1e", "-1.", "-1x",
  ])
  func noTextBecomesAFormula(text: String) {
    let table = CSVTable(header: [text], rows: [[text]])
    #expect(table.text == "'\(text)\n'\(text)\n")
    #expect(table.text(.excelEU) == "\u{FEFF}'\(text)\r\n'\(text)\r\n")
  }

  @Test func aFormulaIsNotHiddenByQuotes() {
    #expect(CSVTable(header: ["=a,b"], rows: [["\rx"]]).text == "\"'=a,b\"\n\"'\rx\"\n")
  }

  @Test func numbersStayNumbers() {
    let numbers = ["-0.5", "7", "1e-05", "-2.25e+30", "0.0"]
    let table = CSVTable(header: ["a", "b", "c", "d", "e"], rows: [numbers])
    #expect(table.text == "a,b,c,d,e\n-0.5,7,1e-05,-2.25e+30,0.0\n")
    #expect(table.text(.excelEU) == "\u{FEFF}a;b;c;d;e\r\n-0,5;7;1e-05;-2,25e+30;0,0\r\n")
  }

  @Test func excelsDialectQuotesItsOwnSeparator() {
    let table = CSVTable(header: ["name", "v1.2"], rows: [["a;b", "x,y"], ["say \"hi\"", ""]])
    #expect(table.text(.excelEU) == "\u{FEFF}name;v1.2\r\n\"a;b\";x,y\r\n\"say \"\"hi\"\"\";\r\n")
  }

  /// Expected: what Excel makes of them, by its rules for typed cells, and pandas' default `na_values`.
  @Test(arguments: [
    "001", "7", "1-2", "1e5", "1E-5", "2026-11-25", "1.5", "25.11.2026", "dec-1", "Mar2", "1-sept-26", "Okt-1", "5pm",
    "NA",
    "null", "None", "TRUE", "false", "wahr", "2026/11",
  ])
  func aNameStaysTextInExcelsDialect(name: String) {
    for column in ["name", "run"] {
      let table = CSVTable(header: ["rank", column, "loss"], rows: [["1", name, "1.5"]])
      #expect(table.text == "rank,\(column),loss\n1,\(name),1.5\n")
      #expect(table.text(.excelEU) == "\u{FEFF}rank;\(column);loss\r\n1;'\(name);1,5\r\n")
    }
  }

  @Test(arguments: [
    "dense", "2-layers", "batch_size-100", "decay-1", "e1x", "3x3", "may", "e", "sizes/001", "set_a", "v1.5",
  ])
  func aNameThatStaysTextAnywayIsLeftAlone(name: String) {
    let table = CSVTable(header: ["name"], rows: [[name]])
    #expect(table.text(.excelEU) == "\u{FEFF}name\r\n\(name)\r\n")
  }

  @Test func whatWasWrittenReadsBack() throws {
    let table = CSVTable(
      header: ["name", "note"], rows: [["a,b", "say \"hi\""], ["", "\"\""], ["two\nlines", "é 😀"], ["", ""]])
    #expect(CSVTable(text: table.text) == table)
    #expect(CSVTable(text: exampleSummary().historyTable.text) == exampleSummary().historyTable)
  }

  @Test(arguments: ["", "a,b\n1\n", "a\n\"x\n", "a\n\"x\"y\n", "a\n1", "a\nx\"y\n"])
  func whatNoRunHasWrittenIsNotRead(text: String) {
    #expect(CSVTable(text: text) == nil)
  }

  @Test func stepsHoldEachBatchAlone() {
    let step = StepRecord(
      step: 121, epoch: 2, stepInEpoch: 1, stepsInEpoch: 120, batch: Scores(loss: 0.25, metrics: [0.9]),
      running: Scores(loss: 7, metrics: [7]))
    #expect(CSVTable.steps([step], metrics: ["accuracy"]).text == "step,epoch,loss,accuracy\n121,2,0.25,0.9\n")
    var scheduled = step
    scheduled.learningRate = 0.01
    #expect(
      CSVTable.steps([scheduled], metrics: ["accuracy"]).text
        == "step,epoch,loss,accuracy,learning_rate\n121,2,0.25,0.9,0.01\n")
  }

  @Test func predictionsHaveAColumnAClass() {
    let evaluation = Evaluation(
      scores: Scores(loss: 0, metrics: []), classes: 3, outputs: [0.25, 0.5, 0.25, 1, 0, 1e-9], predicted: [1, 0],
      labels: [1, 2])
    #expect(
      CSVTable.predictions(evaluation, nil).text == """
        index,label,predicted,p0,p1,p2
        0,1,1,0.25,0.5,0.25
        1,2,0,1.0,0.0,1e-09

        """)
  }

  @Test func timingIsMeasuredPerStepAndPerImage() {
    let timing = EpochTiming(epoch: 1, seconds: 0.6, steps: 120, samples: 60000)
    #expect(
      CSVTable.timing([timing], .image).text
        == "epoch,seconds,milliseconds_per_step,images_per_second\n1,0.600,5.000,100000\n")
    #expect(CSVTable.timing([timing], .sample).header.last == "samples_per_second")
  }
}

@Suite struct DecimalTests {
  @Test(arguments: [
    (0.0724, 4, "0.0724"), (0, 2, "0.00"), (-0.001, 2, "0.00"), (-1.255, 1, "-1.3"), (99.999, 2, "100.00"), (7, 0, "7"),
    (1e300, 2, "1e+300"), (.nan, 2, "nan"),
  ])
  func fixedDecimals(value: Double, decimals: Int, text: String) {
    #expect(fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (8.659329081936302e-15, 8.66e-15), (0.0654296875, 0.0654), (0.9996, 1), (1, 1), (0, 0), (123456, 123000),
    (0.002, 0.002),
    (-0.16565587, -0.166), (.leastNonzeroMagnitude, .leastNonzeroMagnitude),
  ])
  func significantDigits(value: Double, expected: Double) {
    #expect(rounded(value, significantDigits: 3) == expected)
  }
}
