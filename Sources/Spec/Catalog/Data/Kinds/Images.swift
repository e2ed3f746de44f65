import Geometry

public struct Images: DataConstruct {
  /// As written in the spec, or resolved.
  public var folder: PathOrParts<TrainingParts>
  /// Nil if all pictures have one size.
  public var imageSize: Extent2D?
  public var settings = PictureSettings()
  public var classNames: [String]?
  public var rescale: Double?
  public var split: SplitSpec?

  public init(folder: PathOrParts<TrainingParts> = .path("")) { self.folder = folder }

  public static let words = ConstructWords(
    "images", "pictures (PNG, JPEG, BMP, PGM, PPM) in a folder with a folder for each class",
    example: "{images: FOLDER, split: {test: 0.2}}")

  /// The longest side of a model's input.
  public static let greatestSide = 4096

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(
      .required("images"), &folder,
      "a folder in which each class has a folder, or {train: FOLDER, test: FOLDER} and perhaps validation: FOLDER")
    visitor.extent(
      "image_size", &imageSize, upTo: Self.greatestSide, none: "that of the pictures",
      "height and width of the model's input; needed unless all pictures have one size")
    settings.options(visitor)
    visitor.value("class_names", &classNames, "the classes in another order: the names of all folders")
    visitor.number("rescale", &rescale, .finite, "by what a pixel is multiplied: 1/255 by default, 1/65535 for 16 bits")
    visitor.record("split", &split, from: SplitSpec(), "how one folder becomes training, validation and test part")
  }

  public var contradiction: OptionProblem? {
    if let problem = split?.contradiction ?? split?.columnProblem("pictures", "a folder")
      ?? SplitSpec.contradiction(of: split, beside: folder, "images", "FOLDER")
    {
      return problem
    }
    guard settings.cropsToAspectRatio, settings.padsToAspectRatio else { return nil }
    return OptionProblem(
      "pad_to_aspect_ratio", "'pad_to_aspect_ratio' beside 'crop_to_aspect_ratio'", hint: "keep one of them")
  }

  public var holdsOut: HeldOut { folder["validation"] != nil ? .rows : split?.holdsOut ?? .nothing }
}
