import Reporting
import Testing

@Suite struct ClassCountsTests {
  private let shuffle = "shuffle the files, for validation_split takes the last images"

  @Test func ordinaryDataAreNotRemarkedOn() {
    #expect(ClassCounts(training: [50, 50, 50], validation: [5, 5, 5], test: [9, 9, 9]).warnings == [])
    #expect(ClassCounts(training: [50, 50, 50], validation: [0, 0, 0], test: [9, 9, 9]).warnings == [])
    // A data set with fewer classes.
    #expect(ClassCounts(training: [50, 50, 0], validation: [5, 5, 0], test: [9, 9, 0]).warnings == [])
    // Chance: of a class with a tenth of the images, a hundred held-out images contain none once in 40,000 cases; with
    // fewer images, more often.
    #expect(ClassCounts(training: [900, 100], validation: [100, 0], test: [9, 9]).warnings == [])
  }

  @Test func validationImagesOfUnseenClasses() {
    #expect(
      ClassCounts(training: [50, 50, 0, 0], validation: [0, 0, 9, 8], test: [9, 9, 9, 9]).warnings
        == [
          "the validation images are of the classes 2 and 3 only, of which the training images have none: \(shuffle)"
        ])
    #expect(
      ClassCounts(training: [50, 50, 0], validation: [0, 0, 9], test: [9, 9, 9]).warnings
        == ["the validation images are of the class 2 only, of which the training images have none: \(shuffle)"])
    #expect(
      ClassCounts(training: [50, 20, 0], validation: [0, 30, 9], test: [9, 9, 9]).warnings
        == ["the training images have none of the class 2, which validation images have: \(shuffle)"])
  }

  @Test func validationImagesOfTheLastClassAlone() {
    #expect(
      ClassCounts(training: [500, 500, 300], validation: [0, 0, 200], test: [9, 9, 9]).warnings
        == ["the validation images are of the class 2 only: \(shuffle)"])
    #expect(
      ClassCounts(training: [500, 500, 500, 500, 400], validation: [0, 0, 50, 100, 100], test: [9, 9, 9, 9, 9]).warnings
        == ["the validation images are of the classes 2 to 4 only: \(shuffle)"])
  }

  @Test func trainingImagesOfTooFewClasses() {
    #expect(
      ClassCounts(training: [0, 0, 7], validation: [0, 0, 1], test: [9, 9, 9]).warnings
        == ["all training images are of the class 2: there is nothing to tell apart"])
    #expect(
      ClassCounts(training: [5, 0, 7, 0], validation: [0, 0, 0, 0], test: [9, 9, 9, 9]).warnings
        == [
          "the training images have none of the classes 1 and 3, which test images have: shuffle the files, or use more"
        ])
  }
}

extension ClassCountsTests {
  @Test func classesAndSamplesHaveTheirNames() {
    let names = ["Adelie", "Chinstrap", "Gentoo"]
    #expect(
      ClassCounts(training: [9, 0, 0], validation: [0, 2, 3], test: [1, 0, 0], classNames: names, kind: .sample)
        .warnings == [
          "all training samples are of the class Adelie: there is nothing to tell apart",
          "the validation samples are of the classes Chinstrap and Gentoo only, of which the training samples have none: "
            + "shuffle the files, for validation_split takes the last samples",
        ])
  }
}
