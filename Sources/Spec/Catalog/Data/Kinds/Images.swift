import Geometry

public struct Images: DataConstruct {
  /// As written in the spec, or resolved. With `file`, tables that list pictures.
  public var folder: PathOrParts<TrainingParts>
  /// The column of the pictures' file names.
  public var file: String?
  public var target: OneOrMore<String>?
  /// Where file names start, if not at the table's folder.
  public var base: FilePath?
  /// Nil if all pictures have one size.
  public var imageSize: Extent2D?
  public var settings = PictureSettings()
  public var classNames: [String]?
  public var rescale: Double?
  public var split: SplitSpec?

  public init(folder: PathOrParts<TrainingParts> = .path("")) { self.folder = folder }

  public static let words = ConstructWords(
    "images", "pictures (PNG, JPEG, BMP, PGM, PPM) in a folder with a folder for each class, or listed in a table",
    example: "{images: FOLDER, split: {test: 0.2}}")

  /// The longest side of a model's input.
  public static let greatestSide = 4096

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.value(
      .required("images"), &folder,
      "a folder in which each class has a folder, or {train: FOLDER, test: FOLDER} and perhaps validation: FOLDER")
    visitor.value("file", &file, "the column of a table's file names; then images names tables instead of folders")
    visitor.value("target", &target, "beside file, the column with the classes or numbers, or a list of columns")
    visitor.value("folder", &base, "beside file, where file names start: the table's own folder by default")
    visitor.extent(
      "image_size", &imageSize, upTo: Self.greatestSide, none: "that of the pictures",
      "height and width of the model's input; needed unless all pictures have one size")
    settings.options(visitor)
    visitor.value("class_names", &classNames, "the classes in another order: the names of all folders")
    visitor.number("rescale", &rescale, .finite, "by what a pixel is multiplied: 1/255 by default, 1/65535 for 16 bits")
    visitor.record("split", &split, from: SplitSpec(), "how one folder becomes training, validation and test part")
  }

  public var hasOnlyClasses: Bool { file == nil }

  /// The table that lists the pictures, with their file names as the one feature; nil for folders.
  public var list: CSV? {
    guard let file, let target else { return nil }
    var table = CSV()
    (table.files, table.features, table.target) = (folder, .only([file]), target)
    table.columns = ByColumn([file: .categorical])
    (table.classNames, table.split) = (classNames, split)
    return table
  }

  private var listProblem: OptionProblem? {
    if file != nil, target == nil {
      return OptionProblem("file", "'file' without 'target'", hint: "write target: COLUMN")
    }
    let lone = [("target", target != nil), ("folder", base != nil)].first { $0.1 }
    guard file == nil, let (key, _) = lone else { return nil }
    return OptionProblem(key, "'\(key)' without 'file'", hint: "write file: COLUMN, and images: TABLE")
  }

  public var contradiction: OptionProblem? {
    if let problem = listProblem { return problem }
    if let problem = split?.contradiction ?? (file == nil ? split?.columnProblem("pictures", "a folder") : nil)
      ?? SplitSpec.contradiction(of: split, beside: folder, "images", file == nil ? "FOLDER" : "TABLE")
    {
      return problem
    }
    guard settings.cropsToAspectRatio, settings.padsToAspectRatio else { return nil }
    return OptionProblem(
      "pad_to_aspect_ratio", "'pad_to_aspect_ratio' beside 'crop_to_aspect_ratio'", hint: "keep one of them")
  }

  public var holdsOut: HeldOut { folder["validation"] != nil ? .rows : split?.holdsOut ?? .nothing }
}
