import Geometry

/// One entry of `layers`.
public enum LayerSpec: Hashable, Sendable {
  case dense(DenseSpec)
  case conv2d(Conv2DSpec)
  case maxPooling2d(Pooling2DSpec)
  case averagePooling2d(Pooling2DSpec)
  case globalAveragePooling2d
  case flatten
  case dropout(DropoutSpec)
  case activation(Activation)

  /// The word that names the layer in a spec.
  public var keyword: String {
    switch self {
    case .dense: "dense"
    case .conv2d: "conv2d"
    case .maxPooling2d: "max_pooling2d"
    case .averagePooling2d: "average_pooling2d"
    case .globalAveragePooling2d: "global_average_pooling2d"
    case .flatten: "flatten"
    case .dropout: "dropout"
    case .activation: "activation"
    }
  }
}

public struct DenseSpec: Hashable, Sendable {
  public var units: Int
  public var activation: Activation = .linear
  public var useBias = true
  public var kernelInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros

  public init(units: Int) { self.units = units }
}

public struct Conv2DSpec: Hashable, Sendable {
  public var filters: Int
  public var kernelSize: Extent2D
  public var strides = Extent2D(1, 1)
  public var padding: PaddingSpec = .valid
  public var activation: Activation = .linear
  public var useBias = true
  public var kernelInitializer: Initializer = .glorotUniform
  public var biasInitializer: Initializer = .zeros

  public init(filters: Int, kernelSize: Extent2D) {
    self.filters = filters
    self.kernelSize = kernelSize
  }
}

public struct Pooling2DSpec: Hashable, Sendable {
  public var poolSize = Extent2D(2, 2)
  /// The pool size where the spec gives none.
  public var strides: Extent2D
  public var padding: PaddingSpec = .valid

  public init(poolSize: Extent2D = Extent2D(2, 2), strides: Extent2D? = nil, padding: PaddingSpec = .valid) {
    self.poolSize = poolSize
    self.strides = strides ?? poolSize
    self.padding = padding
  }
}

public struct DropoutSpec: Hashable, Sendable {
  /// The fraction of inputs set to zero in training. In [0, 1).
  public var rate: Double

  public init(rate: Double) { self.rate = rate }
}

/// Keras's activation functions with the defaults of `keras.activations`.
public enum Activation: Hashable, Sendable {
  case linear, relu, silu, tanh, sigmoid, softmax
  case leakyRelu(negativeSlope: Double = 0.2)
  case elu(alpha: Double = 1)
  case gelu(approximate: Bool = false)
}

public enum Initializer: String, Hashable, Sendable, CaseIterable {
  case glorotUniform = "glorot_uniform"
  case glorotNormal = "glorot_normal"
  case heUniform = "he_uniform"
  case heNormal = "he_normal"
  case lecunUniform = "lecun_uniform"
  case lecunNormal = "lecun_normal"
  case zeros
  case ones
}
