import Catalog

/// The arithmetic of a regularizer in the catalog.
public protocol RegularizerMachinery: RegularizerConstruct {
  /// What the weights add to the loss. They are given in the order of files, so that the sum does not depend on the layout
  /// in memory.
  func penalty(of weights: [Float]) -> Double
  /// Adds the penalty's derivative with respect to each weight. It must be 0 at 0, so that padding stays 0.
  func addDerivative(of weights: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>, count: Int)
}

extension RegularizerSpec {
  public var machinery: any RegularizerMachinery { construct.machinery() }
}
