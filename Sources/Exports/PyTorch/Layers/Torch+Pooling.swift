import Catalog
import Geometry

extension MaxPooling2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    builder.maxPool(inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension AveragePooling2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    builder.averagePool(inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension MaxPooling1DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    builder.maxPool(inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension AveragePooling1DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    builder.averagePool(inputs[0], try windows.geometry(input: inputs[0].shape, keyword: words.name))
  }
}

extension GlobalMaxPooling2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    inputs[0].reduced("amax", keepsDimensions: keepsDimensions.isOn)
  }
}

extension GlobalAveragePooling2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    inputs[0].reduced("mean", keepsDimensions: keepsDimensions.isOn)
  }
}

extension GlobalMaxPooling1DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    inputs[0].reduced("amax", keepsDimensions: keepsDimensions.isOn)
  }
}

extension GlobalAveragePooling1DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    inputs[0].reduced("mean", keepsDimensions: keepsDimensions.isOn)
  }
}

extension TorchValue {
  /// Over all axes but that of the channels.
  fileprivate func reduced(_ operation: String, keepsDimensions: Bool) -> TorchValue {
    let rank = shape.rank
    let axes = python((0..<rank - 1).map { String($0 + (isChannelsFirst ? 2 : 1)) })
    let channels = [shape[rank - 1]]
    return keepsDimensions
      ? TorchValue(
        code: "\(code).\(operation)(\(axes), keepdim=True)",
        shape: Shape(Array(repeating: 1, count: rank - 1) + channels), isChannelsFirst: isChannelsFirst)
      : TorchValue(code: "\(code).\(operation)(\(axes))", shape: Shape(channels))
  }
}

extension TorchBuilder {
  /// Padding is never the largest.
  fileprivate mutating func maxPool(_ value: TorchValue, _ geometry: PoolingGeometry) -> TorchValue {
    let x = channelsFirst(value)
    let inner = geometry.isPadded ? padded(x, geometry, with: "float(\"-inf\")") : x
    return pooled("F.max_pool\(x.shape.rank - 1)d(\(inner.code)\(geometry.torch(x.shape.rank)))", geometry, x)
  }

  /// A mean is over what a window has of the input: the padding's zeros are added, and not counted.
  fileprivate mutating func averagePool(_ value: TorchValue, _ geometry: PoolingGeometry) -> TorchValue {
    let x = channelsFirst(value)
    let function = "F.avg_pool\(x.shape.rank - 1)d"
    let options = geometry.torch(x.shape.rank)
    guard geometry.isPadded else { return pooled("\(function)(\(x.code)\(options))", geometry, x) }
    let ones = x.coded("torch.ones_like(\(x.code))")
    let sums = "\(function)(\(padded(x, geometry).code)\(options))"
    return pooled("\(sums) / \(function)(\(padded(ones, geometry).code)\(options))", geometry, x)
  }

  private func padded(_ x: TorchValue, _ geometry: PoolingGeometry, with filling: String? = nil) -> TorchValue {
    padded(
      x, left: geometry.padLeft, right: geometry.padRight, top: geometry.padTop, bottom: geometry.padBottom,
      with: filling)
  }

  private func pooled(_ code: String, _ geometry: PoolingGeometry, _ x: TorchValue) -> TorchValue {
    let sizes = x.shape.rank == 2 ? [geometry.outputWidth] : [geometry.outputHeight, geometry.outputWidth]
    return TorchValue(code: code, shape: Shape(sizes + [geometry.channels]), isChannelsFirst: true)
  }
}

extension PoolingGeometry {
  /// Window and strides, of a sequence (rank 2) or an image.
  fileprivate func torch(_ rank: Int) -> String {
    let (window, stride) = (axes(poolHeight, poolWidth, rank), axes(strideHeight, strideWidth, rank))
    return ", \(window)" + (window == stride ? "" : ", \(stride)")
  }

  private func axes(_ height: Int, _ width: Int, _ rank: Int) -> String {
    rank == 2 || height == width ? "\(width)" : "(\(height), \(width))"
  }
}
