import Catalog
import Geometry

extension FlattenSpec: TorchLayer {
  /// In the order of Keras, channels last.
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    guard x.shape.rank > 1 else { return x }
    return TorchValue(code: "\(x.code).flatten(1)", shape: Shape([x.shape.count]))
  }
}

extension ReshapeSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    let shape = try infer([x.shape]).output
    let sizes = shape.dimensions.map(String.init).joined(separator: ", ")
    return TorchValue(code: "\(x.code).reshape(-1, \(sizes))", shape: shape)
  }
}

extension PermuteSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsLast(inputs[0])
    let axes = dims.map(String.init).joined(separator: ", ")
    return TorchValue(code: "\(x.code).permute(0, \(axes))", shape: try infer([x.shape]).output)
  }
}

extension RepeatVectorSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    TorchValue(
      code: "\(inputs[0].code).unsqueeze(1).repeat(1, \(count), 1)", shape: Shape([count, inputs[0].shape[0]]))
  }
}

extension ZeroPadding2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = inputs[0]
    let sides = "\(padding.left), \(padding.right), \(padding.top), \(padding.bottom)"
    return TorchValue(
      code: "F.pad(\(x.code), (\(x.isChannelsFirst ? "" : "0, 0, ")\(sides)))", shape: try infer([x.shape]).output,
      isChannelsFirst: x.isChannelsFirst)
  }
}

extension Cropping2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = inputs[0]
    let rows = "\(cropping.top):\(x.shape[0] - cropping.bottom)"
    let columns = "\(cropping.left):\(x.shape[1] - cropping.right)"
    return TorchValue(
      code: "\(x.code)[:, \(x.isChannelsFirst ? ":, " : "")\(rows), \(columns)]", shape: try infer([x.shape]).output,
      isChannelsFirst: x.isChannelsFirst)
  }
}

extension UpSampling2DSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) throws -> TorchValue {
    let x = builder.channelsFirst(inputs[0])
    return TorchValue(
      code: "F.interpolate(\(x.code), scale_factor=(\(size.height), \(size.width)))",
      shape: try infer([x.shape]).output,
      isChannelsFirst: true)
  }
}

extension SelectSpec: TorchLayer {
  func torch(_ inputs: [TorchValue], _ builder: inout TorchBuilder) -> TorchValue {
    let places = columns.flatMap { column in builder.node.table?.ranges[column].map(Array.init) ?? [] }
    return TorchValue(
      code: "\(inputs[0].code)[:, [\(places.map(String.init).joined(separator: ", "))]]", shape: Shape([places.count]))
  }
}
