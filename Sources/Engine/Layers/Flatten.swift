import Catalog

/// Samples are contiguous, so `flatten` only renames the axes.
extension FlattenSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { nil }
}
