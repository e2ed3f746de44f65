import Geometry

/// A random change to training samples, drawn anew in each epoch.
public protocol AugmentationConstruct: NamedConstruct {
  /// The shape of a changed sample, which is what the next change and the first layer get.
  func output(of sample: Shape) throws(LayerProblem) -> Shape
}

/// A change that needs pictures, and leaves their size as it is.
protocol PictureAugmentation: AugmentationConstruct {}

extension PictureAugmentation {
  public func output(of sample: Shape) throws(LayerProblem) -> Shape {
    try sample.requirePicture(words.name)
    return sample
  }
}

/// One entry of a spec's `augmentation`.
public struct AugmentationSpec: FamilyMember {
  public private(set) var construct: any AugmentationConstruct

  public init(_ construct: some AugmentationConstruct) { self.construct = construct }
}

extension AugmentationSpec {
  public static let kind = "augmentation"

  /// The table of augmentations.
  public static let family = Family<Self>(
    [
      Self(RandomTranslation()), Self(RandomRotation()), Self(RandomZoom()), Self(RandomShear()), Self(RandomFlip()),
      Self(RandomCrop()), Self(RandomContrast()), Self(RandomBrightness()), Self(RandomErasing()), Self(SampleNoise()),
      Self(MixUp()), Self(CutMix()),
    ],
    advice: NameAdvice(
      aliases: [
        "horizontal_flip": "random_flip", "vertical_flip": "random_flip", "random_horizontal_flip": "random_flip",
        "random_vertical_flip": "random_flip", "rotation_range": "random_rotation", "zoom_range": "random_zoom",
        "shear_range": "random_shear", "width_shift_range": "random_translation",
        "height_shift_range": "random_translation", "cutout": "random_erasing", "mixup": "mix_up", "cutmix": "cut_mix",
        "random_noise": "gaussian_noise",
      ],
      remarks: [
        "rescaling": "write it as an entry of layers", "normalization": "write it as an entry of layers",
        "random_affine": "write random_rotation, random_translation, random_zoom and random_shear one after another: "
          + "the picture is resampled once",
      ],
      missing: [
        "rand_augment", "auto_augment", "aug_mix", "random_height", "random_width", "random_hue", "random_saturation",
        "random_perspective", "random_elastic_transform", "random_gaussian_blur", "random_sharpness",
        "random_color_jitter", "random_color_degeneration", "random_grayscale", "random_invert", "random_posterization",
        "auto_contrast", "equalization", "solarization", "clahe", "center_crop", "resizing",
      ]))

  /// For those that are written as layers, as in Keras.
  static var remarksAsLayers: [String: String] {
    // Noise is a layer as well.
    let pairs = family.members.filter { $0.words.name != SampleNoise.words.name }.map { member in
      let example = member.words.example ?? member.words.name
      return (
        member.words.name,
        "write it at the top of the spec, as in augmentation: [\(example)], which changes training samples only"
      )
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  public var words: ConstructWords { construct.words }
  public mutating func options(_ visitor: any OptionVisitor) { construct.options(visitor) }
  public static func == (a: Self, b: Self) -> Bool { a.construct.isEqual(to: b.construct) }
  public func hash(into hasher: inout Hasher) { construct.hash(into: &hasher) }
}

extension [AugmentationSpec] {
  /// The shapes of a sample before all changes and after each.
  public func shapes(from sample: Shape) throws(ShapeProblems) -> [Shape] {
    var shapes = [sample]
    for (index, augmentation) in enumerated() {
      do throws(LayerProblem) { shapes.append(try augmentation.construct.output(of: shapes[index])) } catch {
        throw ShapeProblems(problems: [error.at("augmentation[\(index)].\(augmentation.words.name)")])
      }
    }
    return shapes
  }
}

extension Shape {
  /// Kernels index a picture's numbers by 32 bits.
  private static let mostNumbers = Double(Int32.max)

  func requirePicture(_ keyword: String) throws(LayerProblem) {
    guard rank == 3 else {
      throw LayerProblem(
        "\(keyword) needs pictures [height, width, channels], but a sample is \(self)",
        hint: "remove it; gaussian_noise and mix_up change samples of any shape")
    }
    guard size <= Self.mostNumbers else {
      throw LayerProblem("\(keyword) cannot change pictures of \(self), which are more than 2³¹ numbers")
    }
  }
}

/// What all of Keras's augmentation layers have, and no augmentation here.
let refusedEverywhere = [
  "seed": "remove it: the spec's seed is for everything random",
  "data_format": "remove it: the channels come last",
  "dtype": "remove it: all numbers are float32",
  "trainable": "remove it: there is nothing to train",
]
