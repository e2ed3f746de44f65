import Geometry

/// What follows a normalization: its result times gamma, plus beta.
public struct AffineSpec: Construct {
  public var center = true
  public var scale = true
  public var betaInitializer: Initializer = .zeros
  public var gammaInitializer: Initializer = .ones
  public var betaRegularizer: RegularizerSpec?
  public var gammaRegularizer: RegularizerSpec?
  public var betaConstraint: ConstraintSpec?
  public var gammaConstraint: ConstraintSpec?

  public init() {}

  public mutating func options(_ visitor: any OptionVisitor) {
    visitor.boolean("center", &center, "whether a trained beta is added")
    visitor.boolean("scale", &scale, "whether a trained gamma multiplies")
    visitor.member("beta_initializer", &betaInitializer, "what beta starts with")
    visitor.member("gamma_initializer", &gammaInitializer, "what gamma starts with")
    visitor.optionalMember("beta_regularizer", &betaRegularizer, "a penalty on beta, added to the loss")
    visitor.optionalMember("gamma_regularizer", &gammaRegularizer, "a penalty on gamma, added to the loss")
    visitor.optionalMember("beta_constraint", &betaConstraint, "bounds within which beta is kept")
    visitor.optionalMember("gamma_constraint", &gammaConstraint, "bounds within which gamma is kept")
  }

  func weights(_ shape: Shape) -> [Weight] {
    (scale
      ? [Weight("gamma", shape, gammaInitializer, regularizer: gammaRegularizer, constraint: gammaConstraint)] : [])
      + (center
        ? [Weight("beta", shape, betaInitializer, regularizer: betaRegularizer, constraint: betaConstraint)] : [])
  }
}
