import Geometry
import Glibc
import KernelTypes
import Layers

/// The layers' formulas in Double and plain loops.

extension ActivationFunction {
  /// f over rows of `columns`.
  func reference(_ x: [Double], columns: Int) -> [Double] {
    switch self {
    case .linear: return x
    case .elementwise(let function): return x.map(function.reference)
    case .softmax:
      return stride(from: 0, to: x.count, by: columns).flatMap { start in
        let exponentials = x[start..<start + columns].map { exp($0) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
      }
    case .logSoftmax:
      return ActivationFunction.softmax.reference(x, columns: columns).map { log($0) }
    }
  }
}

extension ElementwiseFunction {
  func reference(_ x: Double) -> Double {
    switch self {
    case .relu: max(0, x)
    case .silu: x / (1 + exp(-x))
    case .tanh: Glibc.tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .leakyRelu(let slope): x < 0 ? Double(slope) * x : x
    case .elu(let alpha): x < 0 ? Double(alpha) * expm1(x) : x
    case .gelu: x * (1 + erf(x / 2.0.squareRoot())) / 2
    case .geluTanh: x * (1 + Glibc.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
    case .rectifier(let slope, let largest, let threshold):
      x > Double(threshold) ? min(x, Double(largest)) : Double(slope) * (x - Double(threshold))
    case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x))
    case .softplus: log1p(exp(x))
    case .softsign: x / (1 + x.magnitude)
    case .exponential: exp(x)
    case .hardSigmoid: min(max(x + 3, 0), 6) / 6
    case .hardSilu: x * min(max(x + 3, 0), 6) / 6
    case .mish: x * Glibc.tanh(log1p(exp(x)))
    }
  }
}

struct ReferenceActivation: Reference {
  var function: ActivationFunction
  var columns: Int

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    function.reference(x, columns: columns)
  }
}

struct ReferenceDense: Reference {
  var inputs: Int
  var units: Int
  var activation: ActivationFunction

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    var y = [Double](repeating: 0, count: samples * units)
    for sample in 0..<samples {
      for unit in 0..<units {
        var sum = parameters.count > 1 ? parameters[1][unit] : 0
        for input in 0..<inputs { sum += x[sample * inputs + input] * parameters[0][input * units + unit] }
        y[sample * units + unit] = sum
      }
    }
    return activation.reference(y, columns: units)
  }
}

struct ReferenceConv2D: Reference {
  var geometry: ConvolutionGeometry
  var activation: ActivationFunction

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    let g = geometry
    var y: [Double] = []
    for sample in 0..<samples {
      for row in 0..<g.outputHeight {
        for column in 0..<g.outputWidth {
          for filter in 0..<g.filters {
            var sum = parameters.count > 1 ? parameters[1][filter] : 0
            for tap in 0..<g.kernelHeight * g.kernelWidth {
              let inputRow = row * g.strideHeight + tap / g.kernelWidth * g.dilationHeight - g.padTop
              let inputColumn = column * g.strideWidth + tap % g.kernelWidth * g.dilationWidth - g.padLeft
              guard (0..<g.inputHeight).contains(inputRow), (0..<g.inputWidth).contains(inputColumn) else { continue }
              let channels = g.channels / g.groups
              let start =
                ((sample * g.inputHeight + inputRow) * g.inputWidth + inputColumn) * g.channels
                + filter / (g.filters / g.groups) * channels
              for channel in 0..<channels {
                sum += x[start + channel] * parameters[0][(tap * channels + channel) * g.filters + filter]
              }
            }
            y.append(sum)
          }
        }
      }
    }
    return activation.reference(y, columns: g.filters)
  }
}

/// A layer at each of a sample's positions.
struct ReferencePositions: Reference {
  var positions: Int
  var layer: any Reference

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    layer.forward(x, parameters: parameters, samples: samples * positions)
  }
}

/// Zeros are before the sequence; what is read behind its end is zero, too.
struct ReferenceConv1D: Reference {
  var input: (steps: Int, channels: Int)
  var filters: Int
  var kernel: Int
  var stride = 1
  var dilation = 1
  var groups = 1
  var zerosBefore = 0
  var outputs: Int
  var activation: ActivationFunction = .linear

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    let channels = input.channels / groups
    var y: [Double] = []
    for sample in 0..<samples {
      for step in 0..<outputs {
        for filter in 0..<filters {
          var sum = parameters.count > 1 ? parameters[1][filter] : 0
          for tap in 0..<kernel {
            let place = step * stride + tap * dilation - zerosBefore
            guard (0..<input.steps).contains(place) else { continue }
            let start = (sample * input.steps + place) * input.channels + filter / (filters / groups) * channels
            for channel in 0..<channels {
              sum += x[start + channel] * parameters[0][(tap * channels + channel) * filters + filter]
            }
          }
          y.append(sum)
        }
      }
    }
    return activation.reference(y, columns: filters)
  }
}

/// Every pixel adds its weighted window to the output.
struct ReferenceConv2DTranspose: Reference {
  var input: (height: Int, width: Int, channels: Int)
  var filters: Int
  var kernel: (height: Int, width: Int)
  var strides: (height: Int, width: Int)
  var same: Bool
  var activation: ActivationFunction = .linear

  private func axis(_ size: Int, _ kernel: Int, _ stride: Int) -> (output: Int, pad: Int) {
    let beyond = max(kernel - stride, 0)
    return same ? (size * stride, beyond / 2) : (size * stride + beyond, 0)
  }

  var rows: (output: Int, pad: Int) { axis(input.height, kernel.height, strides.height) }
  var columns: (output: Int, pad: Int) { axis(input.width, kernel.width, strides.width) }

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    let (rows, columns) = (rows, columns)
    let count = rows.output * columns.output * filters
    var y = [Double](repeating: 0, count: samples * count)
    for index in y.indices { y[index] = parameters.count > 1 ? parameters[1][index % filters] : 0 }
    for index in 0..<samples * input.height * input.width {
      let (row, column) = (index / input.width % input.height, index % input.width)
      let sample = index / (input.height * input.width)
      for tap in 0..<kernel.height * kernel.width {
        let y0 = row * strides.height + tap / kernel.width - rows.pad
        let x0 = column * strides.width + tap % kernel.width - columns.pad
        guard (0..<rows.output).contains(y0), (0..<columns.output).contains(x0) else { continue }
        for filter in 0..<filters {
          for channel in 0..<input.channels {
            y[sample * count + (y0 * columns.output + x0) * filters + filter] +=
              x[index * input.channels + channel]
              * parameters[0][(tap * filters + filter) * input.channels + channel]
          }
        }
      }
    }
    return activation.reference(y, columns: filters)
  }
}

struct ReferencePooling: Reference {
  enum Kind { case largest, mean }
  var geometry: PoolingGeometry
  var kind: Kind

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    let g = geometry
    var y: [Double] = []
    for sample in 0..<samples {
      for row in 0..<g.outputHeight {
        for column in 0..<g.outputWidth {
          for channel in 0..<g.channels {
            var window: [Double] = []
            for place in 0..<g.poolHeight * g.poolWidth {
              let inputRow = row * g.strideHeight + place / g.poolWidth - g.padTop
              let inputColumn = column * g.strideWidth + place % g.poolWidth - g.padLeft
              guard (0..<g.inputHeight).contains(inputRow), (0..<g.inputWidth).contains(inputColumn) else { continue }
              let position = (sample * g.inputHeight + inputRow) * g.inputWidth + inputColumn
              window.append(x[position * g.channels + channel])
            }
            // No window lies entirely outside the input.
            y.append(kind == .mean ? window.reduce(0, +) / Double(window.count) : window.max() ?? .nan)
          }
        }
      }
    }
    return y
  }
}

/// One layer after another; the parameters are the first's.
struct ReferenceChain: Reference {
  var first: any Reference
  var second: any Reference

  func forward(_ x: [Double], parameters: [[Double]], samples: Int) -> [Double] {
    second.forward(first.forward(x, parameters: parameters, samples: samples), parameters: [], samples: samples)
  }
}

/// Every activation function, with unusual parameters too.
let everyActivationFunction: [ActivationFunction] = [
  .linear, .softmax, .elementwise(.relu), .elementwise(.silu), .elementwise(.tanh), .elementwise(.sigmoid),
  .elementwise(.leakyRelu(negativeSlope: 0.2)), .elementwise(.leakyRelu(negativeSlope: -0.3)),
  .elementwise(.elu(alpha: 1)), .elementwise(.elu(alpha: 0.4)), .elementwise(.elu(alpha: -0.4)),
  .elementwise(.gelu), .elementwise(.geluTanh), .logSoftmax, .elementwise(.selu), .elementwise(.softplus),
  .elementwise(.softsign), .elementwise(.exponential), .elementwise(.hardSigmoid), .elementwise(.hardSilu),
  .elementwise(.mish), .elementwise(.rectifier(negativeSlope: 0, largest: 2, threshold: 0)),
  .elementwise(.rectifier(negativeSlope: 0.3, largest: 1.5, threshold: 0.5)),
  .elementwise(.rectifier(negativeSlope: 0, largest: .infinity, threshold: 1)),
]
