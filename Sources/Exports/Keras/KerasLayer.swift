import Catalog
import Geometry

/// A layer of the catalog in Keras, whose names and options the catalog has.
///
/// The catalog's table is elsewhere, so the compiler can't see whether a line of it lacks this; `ExportedLayersTests` goes through it.
protocol KerasLayer: LayerConstruct {
  /// What makes it of values: `keras.layers.Dense(10, name="layers.0")(x)`.
  ///
  /// - Parameters:
  ///   - inputs: one variable, or for a block one for each branch.
  ///   - name: under which its weights are saved.
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String

  /// The attributes of Keras's layer that lead to what has this weight: `["forward_layer", "cell"]`.
  func kerasOwner(of weight: String) -> [String]
}

extension KerasLayer {
  func keras(_ inputs: [String], _ node: GraphNode, name: String) -> String {
    let options = kerasArguments + (node.weights.isEmpty ? [] : ["name=\(python(name))"])
    return "keras.layers.\(kerasName)(\(options.joined(separator: ", ")))(\(inputs[0]))"
  }

  func kerasOwner(of weight: String) -> [String] { self is any RecurrentConstruct ? ["cell"] : [] }
}

extension LayerConstruct {
  /// `max_pooling2d` is `MaxPooling2D`.
  var kerasName: String {
    switch words.name {
    case "lstm", "gru": words.name.uppercased()
    case "prelu": "PReLU"
    case "simple_rnn": "SimpleRNN"
    default: camelCase(words.name)
    }
  }

  /// Its options as far as they are not Keras's defaults: `32, kernel_size=(3, 3), activation="relu"`.
  var kerasArguments: [String] { Exports.kerasArguments(optionDescriptions, words, LayerSpec.family.table) }
}

func camelCase(_ name: String) -> String {
  name.split(separator: "_").map { word in
    // The last letter of `conv2d`, too.
    let end = word.dropLast().last?.isNumber == true ? word.suffix(1).uppercased() : String(word.suffix(1))
    return word.count < 2 ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst().dropLast() + end
  }.joined()
}

/// Keras's pooling layers have no default for their windows, or different ones.
///
/// - Parameter family: which has the defaults.
private func kerasArguments(
  _ options: [OptionDescription], _ words: ConstructWords, _ family: FamilyTable
) -> [String] {
  let defaults = family.row(named: words.name)?.options ?? []
  let keys = Set(options.map(\.key))
  return options.compactMap { option -> String? in
    guard option.isRecorded else { return nil }
    if !option.isRequired, option.key != "pool_size", let usual = defaults.first(where: { $0.key == option.key }) {
      let isLikeAnother = option.valueWords.map(keys.contains) ?? false
      guard option.valueWords != usual.valueWords || !isLikeAnother && option.value != usual.value else { return nil }
    }
    let value = kerasValue(option)
    // Keras's first argument needs no name.
    return option.key == words.positional && option.key == options.first?.key ? value : "\(option.key)=\(value)"
  }
}

/// A member of a family is its name in quotation marks, or with options an object of Keras's: `keras.regularizers.L2(l2=0.01)`.
private func kerasValue(_ option: OptionDescription) -> String {
  let family: FamilyTable? = if case .member(let family) = option.kind { family } else { nil }
  guard let family else { return python(option.value) }
  switch option.value {
  case .mapping(let entries) where entries.count == 1:
    let (name, value) = entries[0]
    guard let row = family.row(named: name), case .mapping(let given) = value else { return python(option.value) }
    let arguments = given.map { "\($0.key)=\(python($0.value))" }.joined(separator: ", ")
    if family.kind == Activation.kind { return kerasActivation(name, given, row) }
    return "keras.\(plural(family.kind)).\(camelCase(name))(\(arguments))"
  default: return python(option.value)
  }
}

/// With its options a function of its own, which `PythonScript.withOptions` makes.
private func kerasActivation(
  _ name: String, _ given: [(key: String, value: ConfigValue)], _ row: FamilyTable.Row
) -> String {
  let changed = given.filter { entry in row.options.first { $0.key == entry.key }?.value != entry.value }
  guard !changed.isEmpty else { return python(name) }
  let arguments = changed.map { "\($0.key)=\(python($0.value))" }.joined(separator: ", ")
  return "with_options(\(python(name)), \(arguments))"
}

private func plural(_ kind: String) -> String { kind + "s" }

extension Activation {
  /// As an argument of a layer.
  var keras: String {
    guard case .mapping(let entries) = config, case .mapping(let given)? = entries.first?.value,
      let row = Self.family.table.row(named: words.name)
    else { return python(words.name) }
    return kerasActivation(words.name, given, row)
  }
}
