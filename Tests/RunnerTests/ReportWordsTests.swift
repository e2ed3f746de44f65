import Foundation
import Records
import Testing

/// The wording of the page about recorded runs and sweeps.
@Suite struct ReportWordsTests {
  let here = Workspace()
  private let text: String

  init() throws {
    try here.write(tiny, to: "tiny.yaml")
    try here.run("tiny.yaml", "--quiet")
    text = try here.read("results/tiny.json")
  }

  /// tiny's record with other losses, one for each epoch.
  private func page(training: [Float], validation: [Float]) throws -> String {
    var summary = try RunSummary(text: text)
    let record = summary.history[0]
    summary.history = training.indices.map { index in
      var epoch = record
      epoch.epoch = index + 1
      epoch.training.loss = training[index]
      epoch.validation?.loss = validation[index]
      return epoch
    }
    try here.write(summary.json.text, to: "results/tiny.json")
    try here.run("report")
    return try here.read("results/report.html")
  }

  @Test func overfittingIsNamedWhereItBegins() throws {
    let page = try page(training: [0.6, 0.4, 0.3, 0.2], validation: [0.5, 0.3, 0.35, 0.4])
    #expect(
      page.contains(
        "<p>After epoch 2 validation loss rises, from 0.3000 to 0.4000 by epoch 4, while training loss falls from 0.4000 to "
          + "0.2000: from there on the model overfits.</p>"))
    #expect(
      page.contains(
        "training: 0.6000 after epoch 1, 0.4000 after epoch 2, 0.3000 after epoch 3, 0.2000 after epoch 4. "
          + "validation: 0.5000 after epoch 1, 0.3000 after epoch 2, 0.3500 after epoch 3, 0.4000 after epoch 4. test"))
  }

  @Test func aLittleRiseIsCalledChance() throws {
    let little =
      "<p>Validation loss is lowest after epoch 2 and moves from 0.3000 to 0.3100 by epoch 4: "
      + "too little to tell overfitting from chance.</p>"
    #expect(try page(training: [0.6, 0.4, 0.3, 0.2], validation: [0.5, 0.3, 0.3, 0.31]).contains(little))
    // One epoch is not enough, however high its loss.
    let short =
      "<p>Validation loss is lowest after epoch 2 and moves from 0.3000 to 0.9000 by epoch 3: "
      + "too little to tell overfitting from chance.</p>"
    #expect(try page(training: [0.6, 0.4, 0.3], validation: [0.5, 0.3, 0.9]).contains(short))
  }

  @Test func aRunThatGuessesIsSaidTo() throws {
    let guessing =
      "<p>Validation loss is 2.3000 at best, and that of guessing among 10 classes is 2.3026, the logarithm of their number: "
      + "the model has learnt next to nothing. Another learning rate, or scaled inputs, may help.</p>"
    #expect(try page(training: [2.4, 2.31], validation: [2.35, 2.3]).contains(guessing))
    #expect(try !page(training: [2.4, 2.1], validation: [2.35, 2.2]).contains("guessing"))
  }

  @Test func aRunThatStillImprovesIsSaidTo() throws {
    #expect(
      try page(training: [0.6, 0.4], validation: [0.5, 0.3]).contains(
        "<p>Validation loss is lowest after the last epoch (0.3000): no sign of overfitting yet, "
          + "and more epochs may still help.</p>"))
  }

  @Test func trainingThatGetsWorseIsNoOverfitting() throws {
    #expect(
      try page(training: [0.6, 0.4, 0.5], validation: [0.5, 0.3, 0.6]).contains(
        "<p>Validation loss is lowest after epoch 2 and ends higher, from 0.3000 to 0.6000; so does training loss, "
          + "from 0.4000 to 0.5000: that is no overfitting, training itself has got worse.</p>"))
  }

  @Test func aSweepIsPlottedAgainstWhatItVaries() throws {
    let runs = try [32, 100, 1000].enumerated().map { index, size in
      let changed = text.replacing("\"name\": \"tiny\"", with: "\"name\": \"b\(size)\"")
        .replacing("\"batch_size\": 64", with: "\"batch_size\": \(size)")
      var summary = try RunSummary(text: changed)
      for epoch in summary.history.indices { summary.history[epoch].validation?.metrics[0] = 0.93 + Float(index) / 100 }
      return summary
    }
    try SweepSummary(name: "sizes", rankBy: "val_accuracy", runs: runs).save(in: here.path + "/results")
    let outcome = try here.run("report", "sizes", "--output", "page.html")
    #expect(outcome.status == 0)
    #expect(outcome.stdout == "page.html\n")
    let page = try here.read("page.html")
    #expect(
      page.contains(
        "<h2 id=\"sweep-1-title\">Sweep: sizes</h2>\n<p>3 runs that differ in batch_size (32, 100, 1000).</p>"))
    #expect(
      page.contains("validation: 0.9300 at 32, 0.9400 at 100, 0.9500 at 1000. validation, best epoch: 0.9300 at 32"))
    #expect(page.contains(">batch size (logarithmic scale)</text>"))
    #expect(
      page.contains("<p>Ranked by validation accuracy after the last epoch, on images held out from the training set. ")
    )
    #expect(
      page.contains(
        "<p>Pictures of predictions need results/sizes/b1000/predictions.csv, which is not committed: "
          + "runner sweep with its folder or file</p>"))
    #expect(page.contains("<p>Here and below, 2 runs are left out: sizes/b32, sizes/b100. "))
    // A run of the folder that was not asked for is missing.
    #expect(!page.contains("<h3>tiny</h3>"))
    #expect(try here.read("results/sizes/sweep.svg").contains("sizes: accuracy: training: "))
    #expect(try here.run("report", "results/sizes/b32").status == 0)
    #expect(try here.read("results/report.html").contains("<h3>sizes/b32</h3>"))
  }

  @Test func withoutValidationNothingRanks() throws {
    try here.run("tiny.yaml", "--set", "validation_split=0", "--quiet")
    let page = try here.read("results/report.html")
    #expect(
      page.contains(
        "<p>The run held out no validation images, so nothing here ranks. The test set is never used to choose, "
          + "or its score would no longer be an estimate of anything. To choose among runs, write validation_split: 0.1 into "
          + "their specs.</p>"))
    #expect(page.contains("<p>No images were held out, so these curves cannot show overfitting; "))
  }
}
