import Catalog

/// A regularizer of the catalog with its arithmetic.
public protocol RegularizerMachinery: RegularizerConstruct {
  /// What weights add to the loss. They are in the order of files, whatever their order in memory is.
  func penalty(of weights: [Float]) -> Double
  /// Adds the penalty's derivative with respect to each weight. It is 0 at 0, so that padding stays 0.
  func addDerivative(of weights: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>, count: Int)
}

extension RegularizerSpec {
  /// Every regularizer in the table has some: `RegularizerTests`.
  public var machinery: any RegularizerMachinery {
    guard let machinery = construct as? any RegularizerMachinery else {
      preconditionFailure("\(words.name) has no arithmetic")
    }
    return machinery
  }
}
