import Charts
import Datasets
import Reporting
import Text

/// What augmentations make of the first training samples: as a table, as a picture, and as a sheet of pixels.
public struct AugmentationReport {
  private let preview: AugmentationPreview
  private let title: String

  /// - Parameter title: of the run or the data.
  public init(_ preview: AugmentationPreview, title: String) {
    self.preview = preview
    self.title = title
  }

  public var text: String {
    let rows = preview.changes.indices.flatMap { sample in
      preview.changes[sample].enumerated().map { epoch, changes in
        [
          epoch == 0 ? String(sample) : "", epoch == 0 ? name(sample) ?? "" : "", String(epoch + 1),
          changes.isEmpty ? "unchanged" : changes.joined(separator: ", "),
        ]
      }
    }
    return TextTable(
      columns: [("training sample", .right), ("class", .left), ("epoch", .right), ("changes", .left)], rows: rows
    ).text
  }

  /// Nil if the samples have no classes.
  private func name(_ sample: Int) -> String? { preview.classes.isEmpty ? nil : preview.classes[sample] }

  public var json: JSONValue {
    .list(
      preview.changes.enumerated().map { sample, epochs in
        .object([
          .init("training_sample", .integer(sample)), .init("class", name(sample).map(JSONValue.string) ?? .null),
          .init("epochs", .list(epochs.map { .list($0.map(JSONValue.string)) })),
        ])
      })
  }

  /// A row for each sample: as it is, and in each epoch. Nil if samples are no pictures.
  public var picture: Picture? {
    guard let originals = preview.originals, let draws = preview.draws else { return nil }
    let epochs = AugmentationPreview.epochs
    let tiles = (0..<originals.count).flatMap { sample in
      [originals.tile(sample, [name(sample) ?? "sample \(sample)"])]
        + (0..<epochs).map { draws.tile(sample * epochs + $0, ["epoch \($0 + 1)"]) }
    }
    let words = preview.changes.enumerated().map { sample, epochs in
      "Sample \(sample): "
        + epochs.map { $0.isEmpty ? "unchanged" : $0.joined(separator: ", ") }.joined(separator: "; ") + "."
    }
    return ImageGrid(
      title: "\(title): training samples in four epochs", tiles: tiles, columns: 1 + epochs,
      description: words.joined(separator: " ")
    ).picture
  }

  /// The same pictures side by side as a PNG, without words.
  public var sheet: [UInt8]? {
    guard let originals = preview.originals, let draws = preview.draws else { return nil }
    let epochs = AugmentationPreview.epochs
    let tiles = (0..<originals.count).flatMap { sample in
      [originals.thumbnail(of: sample, side: ContactSheet.side)]
        + (0..<epochs).map { draws.thumbnail(of: sample * epochs + $0, side: ContactSheet.side) }
    }
    return ContactSheet(
      tiles: tiles.map { ContactSheet.Tile(pixels: $0.pixels, width: $0.width) }, columns: 1 + epochs,
      channels: originals.channels
    ).png
  }
}
