import Catalog

extension TrainedNetwork {
  /// A Python script that builds the network in Keras and loads its weights.
  ///
  /// - Parameter weights: the file of weights, seen from the script's folder.
  public func kerasScript(weights: String) -> String {
    let script = PythonScript(network: self, weights: weights)
    let variables = Variables(graph)
    var lines: [String] = []
    for (index, node) in graph.nodes.enumerated() {
      let layer: any KerasLayer = node.spec.construct.machinery()
      let made = layer.keras(node.sources.map { variables[$0] }, node, name: node.place.name)
      lines.append("\(variables[index + 1]) = \(made)")
    }
    var result = variables[graph.result]
    if let link {
      lines.append("x = keras.layers.Activation(\(link.keras))(\(result))  # the network itself ends in logits")
      result = "x"
    }
    let helpers = lines.contains { $0.contains("with_options(") } ? PythonScript.withOptions : ""
    return """
      \"""The network \(name), in Keras, with the weights that runner has trained.

      In a program: model = load_model(); model.predict(x); save_weights(model, FILE)
      In a shell: python FILE.py [WEIGHTS] prints its layers.
      \"""

      import json
      import sys
      from pathlib import Path

      import keras
      import numpy as np

      \(indented(script.constants, 0))

      \(helpers)def build_model():
          \"""\(script.ports.joined(separator: "\n    "))\"""
          inputs = keras.Input(\(python(graph.input)))
      \(indented(lines))    return keras.Model(inputs, \(result), name=\(python(kerasModelName)))


      \(PythonScript.reader)

      \(PythonScript.writer)

      def name_in_file(variable):
          \"""Of layers.0/kernel, layers.0/gru_cell/kernel or layers.0/forward_gru/gru_cell/kernel.\"""
          layer, *inner, name = variable.path.split("/")
          direction = [part.split("_")[0] for part in inner if part.startswith(("forward_", "backward_"))]
          return ".".join([layer, *direction, name])


      def load_model(weights=WEIGHTS):
          model = build_model()
          tensors = read_safetensors(weights)
          for variable in model.weights:
              variable.assign(tensors.pop(name_in_file(variable)))
          assert not tensors, f"not in this model: {', '.join(tensors)}"
      \(adapted)    return model


      def save_weights(model, path):
          \"""For runner: initial_weights: FILE in a spec.\"""
          write_safetensors(path, {name_in_file(w): keras.ops.convert_to_numpy(w) for w in model.weights})


      if __name__ == "__main__":
          load_model(*sys.argv[1:2]).summary()

      """
  }

  private var adapted: String {
    guard graph.nodes.contains(where: \.spec.construct.isAdapted) else { return "" }
    return indented([
      "for layer in model.layers:", "    if isinstance(layer, keras.layers.Normalization):",
      "        layer.finalize_state()",
    ])
  }

  /// Keras's names have no slash.
  private var kerasModelName: String { name.split(separator: "/").joined(separator: "-") }
}

extension PythonScript {
  /// A function by itself would not do: Bidirectional copies its layer by what this can be written as, and reads that back.
  fileprivate static let withOptions = """
    def with_options(name, **options):
        \"""An activation with options of its own, registered so that the copies that Bidirectional makes of a layer find it.\"""

        def function(x):
            return getattr(keras.activations, name)(x, **options)

        function.__name__ = "_".join([name, *(f"{key}_{value}" for key, value in options.items())])
        return keras.saving.register_keras_serializable()(function)



    """
}
