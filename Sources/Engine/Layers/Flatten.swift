import Catalog

// Samples are contiguous, so these only rename the axes.

extension FlattenSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { nil }
}

extension ReshapeSpec: Machinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { nil }
}
