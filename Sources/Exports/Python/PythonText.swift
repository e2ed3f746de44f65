import Catalog
import Geometry

/// A value as Python writes it: lists as tuples, as Keras's and PyTorch's functions take them.
func python(_ value: ConfigValue) -> String {
  switch value {
  case .null: "None"
  case .bool(let truth): truth ? "True" : "False"
  case .integer(let number): String(number)
  case .unsigned(let number): String(number)
  case .number(let number): python(number)
  case .string(let text): python(text)
  case .list(let values): python(values.map { python($0) })
  case .mapping(let entries):
    "{" + entries.map { python($0.key) + ": " + python($0.value) }.joined(separator: ", ") + "}"
  }
}

/// `0.001`, `1e-05`, `2.0`: each reads back as the same number.
func python(_ number: Double) -> String { number == .infinity ? "float(\"inf\")" : number.description }

/// A tuple.
func python(_ elements: [String]) -> String {
  "(" + elements.joined(separator: ", ") + (elements.count == 1 ? ",)" : ")")
}

func python(_ shape: Shape) -> String { python(shape.dimensions.map(String.init)) }

/// In quotation marks. Only what could end them, or a line, is escaped: names of any language stay readable.
func python(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": quoted += "\\" + String(scalar)
    case "\n": quoted += "\\n"
    case _
    where scalar.value < 0x20 || scalar.value == 0x7F || scalar.properties.isDefaultIgnorableCodePoint
      || (0x80...0x9F).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value):
      let digits = String(scalar.value, radix: 16)
      quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}

/// Lines of Python, indented by so many levels.
func indented(_ lines: [String], _ levels: Int = 1) -> String {
  lines.map { ($0.isEmpty ? "" : String(repeating: "    ", count: levels) + $0) + "\n" }.joined()
}

/// What both scripts have: where the weights are, what comes in and goes out, and how a file of weights is read and written.
struct PythonScript {
  let network: TrainedNetwork
  /// Seen from the script's folder.
  let weights: String

  /// What goes in and comes out, for a docstring.
  var ports: [String] {
    let (input, output) = (network.graph.input, network.graph.output)
    return [
      "Input: float32 [N, \(input.description.dropFirst()), as the network sees it\(scale).",
      "Output: [N, \(output.description.dropFirst()), \(answers).",
    ]
  }

  private var scale: String {
    switch network.element {
    case .byte: ": bytes divided by 255"
    case .word: ": numbers of 16 bits divided by 65,535"
    case .float: ""
    }
  }

  private var answers: String {
    switch network.target {
    case .classes(let names) where network.graph.output.count == 1:
      "for \(python(names[names.count - 1])) rather than \(python(names[0]))"
    case .classes: "for each of CLASSES"
    case .values: "the numbers of TARGETS"
    }
  }

  /// WEIGHTS, and CLASSES or TARGETS.
  var constants: [String] {
    let (name, words) =
      switch network.target {
      case .classes(let names): ("CLASSES", names)
      case .values(let names): ("TARGETS", names)
      }
    let list = words.map { python($0) }
    let line = "\(name) = [\(list.joined(separator: ", "))]"
    return ["WEIGHTS = Path(__file__).resolve().parent / \(python(weights))"]
      + (line.count <= 100 ? [line] : ["\(name) = ["] + list.map { "    \($0)," } + ["]"])
  }

  /// The format's own description: https://huggingface.co/docs/safetensors.
  static let reader = """
    def read_safetensors(path):
        \"""The arrays in a file of weights, by name: eight bytes with the length of a JSON header, the header, the numbers.\"""
        content = Path(path).read_bytes()
        start = 8 + int.from_bytes(content[:8], "little")
        header = json.loads(content[8:start])
        header.pop("__metadata__", None)
        return {
            name: np.frombuffer(content[start + tensor["data_offsets"][0] : start + tensor["data_offsets"][1]], "<f4")
            .reshape(tensor["shape"])
            for name, tensor in header.items()
        }

    """

  static let writer = """
    def write_safetensors(path, arrays):
        \"""The same file, of arrays by name.\"""
        header, parts, end = {}, [], 0
        for name, array in arrays.items():
            parts.append(np.ascontiguousarray(array, "<f4").tobytes())
            start, end = end, end + len(parts[-1])
            header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [start, end]}
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        Path(path).write_bytes(b"".join([len(text).to_bytes(8, "little"), text, *parts]))

    """
}
