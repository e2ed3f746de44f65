import Catalog
import Datasets
import Foundation
import Testing

/// The table of data sets.
struct DataSourceTests {
  /// A data set without a reader would end the process.
  @Test(arguments: DataSource.family.members) func everyDataSetCanBeRead(_ source: DataSource) throws {
    do throws(DatasetProblem) {
      let test = try DatasetLoader.loadTest(source, dataDirectory: nil, testLimit: 1)
      #expect(test.samples.count == 1 && test.files.allSatisfy(\.role.isOfTest))
      let whole = try DatasetLoader.load(source, dataDirectory: nil, trainLimit: 2, testLimit: 1)
      #expect(whole.training.count == 2 && whole.test == test.samples)
    } catch {
      // A table is in no folder that is searched, and which part tests has to be said; so do the arrays that there are.
      let asks = ["csv", "images", "npy"].contains(source.words.name)
      #expect(error.kind == (asks ? .option(source.words.name) : .missing), "\(error)")
    }
  }

  @Test func eachIsWrittenInOneWay() {
    #expect(DataSource.names == ["mnist", "fashion_mnist"])
    #expect(DataSource.keys == ["idx", "csv", "images", "npz", "npy", "cifar10", "cifar100"])
    #expect(
      DataSource.forms == [
        "mnist", "fashion_mnist", "{idx: FOLDER}", "{csv: FILE, target: COLUMN, split: {test: 0.2}}",
        "{images: FOLDER, split: {test: 0.2}}", "{npz: FILE}",
        "{npy: {x_train: FILE, y_train: FILE, x_test: FILE, y_test: FILE}}", "{cifar10: FOLDER}", "{cifar100: FOLDER}",
      ])
    #expect(
      DataSource.example == "name: mnist, or idx: FOLDER, or csv: FILE, target: COLUMN, split: {test: 0.2}, "
        + "or images: FOLDER, split: {test: 0.2}, or npz: FILE, "
        + "or npy: {x_train: FILE, y_train: FILE, x_test: FILE, y_test: FILE}, or cifar10: FOLDER, or cifar100: FOLDER")
    #expect(DataSource.assignment(ofFirst: ["name", "idx"]) == "idx=FOLDER")
  }
}
