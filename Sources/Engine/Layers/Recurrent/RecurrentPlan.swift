import Catalog
import Geometry

/// A recurrent layer's arithmetic in a step.
protocol RecurrentMachinery: RecurrentConstruct, Machinery {
  /// `size`: of an array [steps, samples, units].
  func cell(size: Int) -> any RecurrentCell
  /// As a table calls it.
  static var way: String { get }
}

extension RecurrentMachinery {
  public func plan(_ site: Site) -> (any LayerPlan)? { RecurrentPlan(spec: self) }

  /// One direction of a layer.
  func layer(_ site: Site, capacity: Int, isReversed: Bool = false, prefix: String = "") -> Recurrent {
    let options = recurrence
    let shape = RecurrentShape(
      steps: site.input[0], channels: site.input[1], units: options.units, bias: options.useBias ? biasShape : nil,
      returnsSequences: options.returnSequences, dropsInputs: options.dropout > 0,
      dropsStates: options.recurrentDropout > 0, isReversed: isReversed, prefix: prefix)
    let masks = SequenceMasks(
      inputs: options.dropout, channels: shape.channels, states: options.recurrentDropout, units: shape.units,
      layer: site.index, isSecond: isReversed, capacity: capacity)
    return Recurrent(shape, cell(size: shape.steps * capacity * shape.units), masks, capacity: capacity)
  }

  func memory(_ site: Site, isTraining: Bool) -> LayerMemory {
    let cell = cell(size: 0)
    let (steps, units) = (Double(site.input[0]), Double(recurrence.units))
    let states = steps * units
    let arrays = Double(cell.blocks + (cell.hasMemory ? 2 : 1))
    let masked =
      (recurrence.dropout > 0 ? site.input.size * (isTraining ? 2 : 1) : 0)
      + (recurrence.recurrentDropout > 0 ? states : 0)
    return LayerMemory(
      // The kernels as the products read them, and transposed.
      gradients: isTraining ? 3 : 1, ofSample: arrays * states + masked,
      ofWorker: isTraining ? Double(RecurrentGradientMemory.floatsOfWorker(units: recurrence.units)) : 0)
  }
}

private struct RecurrentPlan<Spec: RecurrentMachinery>: LayerPlan {
  let spec: Spec

  func makeLayer(_ site: Site, capacity: Int) -> any Layer { spec.layer(site, capacity: capacity) }
  func memory(_ site: Site, capacity: Int, isTraining: Bool) -> LayerMemory {
    spec.memory(site, isTraining: isTraining)
  }
  func way(_ site: Site) -> String { Spec.way }
}
