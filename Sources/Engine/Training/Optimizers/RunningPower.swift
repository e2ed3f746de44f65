/// βⁿ after n steps as a running product: no power function. β is first rounded to float, as in Keras.
struct RunningPower {
  private var product = 1.0

  mutating func multiply(by beta: Double) { product *= Double(Float(beta)) }

  var value: Float { Float(product) }
  /// 1 − βⁿ in float, as in Keras. In the first steps it is off by some parts in 100,000, and so are Keras's weights; with
  /// the exact value, dense.yaml's losses would differ from Keras's by more than 1e-4 within 50 steps (`KerasFidelityTests`).
  var complement: Float { 1 - value }
}
