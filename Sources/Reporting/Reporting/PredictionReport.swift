/// How a picture of the user's own was read.
public struct PictureReading {
  public var isDarkOnLight: Bool
  /// False if the user said so.
  public var isAssumed: Bool
  /// The longer side of its ink, to which it was scaled; nil if the whole picture was scaled.
  public var framedSide: Int?

  public init(isDarkOnLight: Bool, isAssumed: Bool, framedSide: Int? = nil) {
    self.isDarkOnLight = isDarkOnLight
    self.isAssumed = isAssumed
    self.framedSide = framedSide
  }

  /// `assumed dark ink on light paper; --invert if not`.
  public var text: String {
    let ink = isDarkOnLight ? "dark ink on light paper" : "light ink on dark paper"
    let frame = framedSide.map {
      "; cropped, scaled to \($0) × \($0) and centred by mass, as the data set's pictures are; --as-is if not"
    }
    return (isAssumed ? "assumed \(ink); --invert if not" : ink) + (frame ?? "")
  }
}

/// One image, the model's answer, and a picture of it.
public struct PredictionReport {
  /// A file's name, or the number of the test image.
  public var image: String
  /// How the image was interpreted, if that was a guess.
  public var remark: String?
  /// What is odd about it.
  public var notes: [String]
  /// An output for each class.
  public var outputs: [Float]
  public var predicted: Int
  /// nil for an image without a label.
  public var label: Int?
  /// Empty if the classes have numbers but no names.
  public var classNames: [String]
  /// Whether classes are called by their names alone.
  public var hasNames: Bool
  /// `height × width`, 0 = background, 255 = ink.
  public var pixels: ArraySlice<UInt8>
  public var width: Int

  public init(
    image: String, remark: String? = nil, notes: [String] = [], outputs: [Float], predicted: Int, label: Int?,
    classNames: [String] = [], hasNames: Bool = false, pixels: ArraySlice<UInt8>, width: Int
  ) {
    self.image = image
    self.remark = remark
    self.notes = notes
    self.outputs = outputs
    self.predicted = predicted
    self.label = label
    self.classNames = classNames
    self.hasNames = hasNames
    self.pixels = pixels
    self.width = width
  }

  public var text: String {
    var heading = image + (remark.map { " (\($0))" } ?? "") + ": \(named(predicted))"
    if let label { heading += label == predicted ? " (right)" : " (wrong: its label is \(named(label)))" }
    return heading + "\n" + zippedLines
  }

  /// `7`, `7 sneaker`, or `cat`.
  private func named(_ label: Int) -> String { hasNames ? classNames[label] : labelled(label, classNames) }

  /// The picture on the left, the probabilities on the right.
  private var zippedLines: String {
    let (left, right) = (asciiPicture(pixels, width: width), bars)
    let lines = (0..<max(left.count, right.count)).map { index in
      let picture = index < left.count ? left[index] : ""
      let bar = index < right.count ? right[index] : ""
      return ("  " + picture.padded(toWidth: width) + "  " + bar).trimmedRight
    }
    let last = lines.lastIndex { !$0.isEmpty } ?? -1
    return lines[...last].map { $0 + "\n" }.joined()
  }

  private var bars: [String] {
    let numbers = outputs.map { threeDigits(Double($0)) }
    let labels = outputs.indices.map(named)
    let width = numbers.map(\.count).max() ?? 0
    let labelWidth = labels.map(\.terminalColumns).max() ?? 0
    return outputs.enumerated().map { index, value in
      let length = value > 0 ? Int(min(value, 1) * 20 + 0.5) : 0
      let (label, number) = (labels[index].padded(toWidth: labelWidth), numbers[index].padded(toWidth: width))
      return ("\(label)  \(number)  " + String(repeating: "█", count: length)).trimmedRight
    }
  }
}

extension String {
  package var trimmedRight: String {
    String(prefix(upTo: lastIndex { $0 != " " }.map(index(after:)) ?? startIndex))
  }
}
