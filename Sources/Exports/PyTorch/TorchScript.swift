import Catalog

extension TrainedNetwork {
  /// A Python script that builds the network in PyTorch and loads its weights.
  ///
  /// - Parameter weights: the file of weights, seen from the script's folder.
  public func torchScript(weights: String) throws -> String {
    let script = PythonScript(network: self, weights: weights)
    let variables = Variables(graph, input: "x")
    var builder = TorchBuilder(graph)
    var values = [TorchValue(code: variables[0], shape: graph.input)]
    if variables[0] != "x" { builder.say("\(variables[0]) = x") }
    for (index, node) in graph.nodes.enumerated() {
      builder.begin(node)
      let layer: any TorchLayer = node.spec.construct.machinery()
      var value = try layer.torch(node.sources.map { values[$0] }, &builder)
      precondition(value.shape == node.output, "\(node.place.path): \(value.shape) is not \(node.output)")
      let variable = variables[index + 1]
      if value.code != variable { builder.say("\(variable) = \(value.code)") }
      value.code = variable
      values.append(value)
    }
    var result = builder.channelsLast(values[graph.result])
    if let link { result = result.activated(link) }
    builder.say("return \(result.code)" + (link == nil ? "" : "  # the network itself ends in logits"))
    let helpers = builder.helpers.sorted { $0.key < $1.key }.map { $0.value + "\n\n" }.joined()
    let modules = builder.modules.isEmpty ? "" : "\n" + indented(builder.modules, 2)
    return """
      \"""The network \(name), in PyTorch, with the weights that runner has trained.

      In a program: model = load_model(); model(x)
      In a shell: python FILE.py [WEIGHTS] prints its layers.
      \"""

      import json
      import sys
      from pathlib import Path

      import numpy as np
      import torch
      import torch.nn.functional as F
      from torch import nn

      \(indented(script.constants, 0))

      class Model(nn.Module):
          \"""\(script.ports.joined(separator: "\n    "))\"""

          def __init__(self):
              super().__init__()\(modules.isEmpty ? "\n" : modules)
          def forward(self, x):
      \(indented(builder.forward, 2))

      \(helpers)\(PythonScript.reader)

      def load_model(weights=WEIGHTS):
          \"""For answers: model.train() before training it further.\"""
          model = Model()
          tensors = {name: torch.from_numpy(array.copy()) for name, array in read_safetensors(weights).items()}
          with torch.no_grad():
      \(indented(builder.loads.isEmpty ? ["pass"] : builder.loads, 2))    return model.eval()


      if __name__ == "__main__":
          print(load_model(*sys.argv[1:2]))

      """
  }
}
