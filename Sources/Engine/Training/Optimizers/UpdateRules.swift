import Catalog
import KernelTypes

/// What an optimizer does in each step, with everything that it carries over from step to step apart from the parameters'
/// arrays.
protocol UpdateRules {
  /// The rule of the next step, with its coefficients.
  mutating func next(rate: Double) -> OptimizerRule
  /// The initial value of a parameter's state array.
  func initialState(_ index: Int) -> Float
}

extension UpdateRules {
  func initialState(_ index: Int) -> Float { 0 }
}

/// An optimizer of the catalog with its arithmetic.
protocol OptimizerMachinery: OptimizerConstruct {
  /// Before the first step.
  var rules: any UpdateRules { get }
}

/// An optimizer whose steps are independent of each other is its own rules.
extension OptimizerMachinery where Self: UpdateRules {
  var rules: any UpdateRules { self }
}

extension OptimizerSpec {
  /// Before the first step.
  var rules: any UpdateRules {
    let machinery: any OptimizerMachinery = construct.machinery()
    return machinery.rules
  }

  var firstRule: OptimizerRule {
    var rules = rules
    return rules.next(rate: 0)
  }
}
