import Results
import Testing

@Suite struct SavedPredictionsTests {
  private func read(_ text: String) throws(SummaryProblem) -> SavedPredictions {
    try SavedPredictions(Array(text.utf8))
  }

  @Test func labelsAnswersAndMistakesAreRead() throws {
    let text = """
      index,label,predicted,p0,p1,p2
      0,2,2,0.1,0.2,0.7
      1,0,1,1e-05,0.99,0.00999
      2,1,0,3.5,-2.0,0.0

      """
    for text in [text, String(text.dropLast())] {
      let predictions = try read(text)
      #expect(predictions.classes == 3)
      #expect(predictions.labels == [2, 0, 1])
      #expect(predictions.predicted == [2, 1, 0])
      #expect(predictions.mistakes.map(\.index) == [1, 2])
      #expect(predictions.mistakes.map(\.label) == [0, 1])
      #expect(predictions.mistakes.map(\.predicted) == [1, 0])
      #expect(predictions.mistakes.map(\.output) == [0.99, 3.5])
    }
  }

  @Test(arguments: [
    ("", "line 1: the header of predictions.csv is expected"),
    ("epoch,loss\n", "line 1: the header of predictions.csv is expected"),
    ("index,label,predicted,p0,p1\n1,0,0,1,0\n", "line 2: a row of predictions.csv is expected"),
    ("index,label,predicted,p0,p1\n0,0,0,1,0\n1,0,2,1,0\n", "line 3: a row of predictions.csv is expected"),
    ("index,label,predicted,p0,p1\n0,,0,1,0\n", "line 2: a row of predictions.csv is expected"),
    ("index,label,predicted,p0,p1\n0,0,-1,1,0\n", "line 2: a row of predictions.csv is expected"),
    ("index,label,predicted,p0,p1\n0,99999999999999999999,0,1,0\n", "line 2: a row of predictions.csv is expected"),
    ("index,label,predicted,p0,p1\n0,0,1,0.5\n", "line 2: a number is expected for each class"),
    ("index,label,predicted,p0,p1\n0,0,1,0.5,x\n", "line 2: a number is expected for each class"),
  ]) func anythingElseIsSaid(_ text: String, _ message: String) {
    #expect { try read(text) } throws: { "\($0)" == message }
  }
}

@Suite struct SavedTimingTests {
  @Test func secondsAddUpAndStepsAreTheMedian() {
    let timing = SavedTiming(
      "epoch,seconds,milliseconds_per_step,images_per_second\n1,0.5,9.0,100\n2,0.25,3.0,300\n3,0.25,4.0,200\n4,1.0,5.0,400\n"
    )
    #expect(timing?.seconds == 2)
    #expect(timing?.millisecondsPerStep == 4.5)
    #expect(timing?.samplesPerSecond == 250)
  }

  @Test(arguments: ["", "epoch,seconds\n", "a,b,c,d\n1,2,3\n", "a,b,c,d\n1,2,x,4\n"])
  func whatIsNoTimingIsNone(_ text: String) { #expect(SavedTiming(text) == nil) }
}
