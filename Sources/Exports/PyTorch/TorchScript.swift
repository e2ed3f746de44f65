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

      In a program: model = load_model(); model(x); save_weights(model, FILE)
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

      \(PythonScript.writer)

      @torch.no_grad()
      def assign(model, tensors):
      \(indented(builder.loads.isEmpty ? ["pass"] : builder.loads, 1))

      def load_model(weights=WEIGHTS):
          \"""For answers: model.train() before training it further.\"""
          model = Model()
          assign(model, {name: torch.from_numpy(array.copy()) for name, array in read_safetensors(weights).items()})
          return model.eval()


      @torch.no_grad()
      def save_weights(model, path):
          \"""For runner: initial_weights: FILE in a spec. Where a number comes from is seen by loading others that count.\"""
          arrays = {name: np.array(array) for name, array in read_safetensors(WEIGHTS).items()}

          def loaded(**counting):
              state = Model().state_dict()
              for value in state.values():
                  value.zero_()
              other = Model()
              other.load_state_dict(state)
              assign(other, {name: torch.zeros(array.shape) for name, array in arrays.items()} | counting)
              return other.state_dict().values()

          for name, array in arrays.items():
              counting = torch.arange(2.0, array.size + 2).reshape(array.shape)
              for empty, place, value in zip(loaded(), loaded(**{name: counting}), model.state_dict().values()):
                  found = place != empty
                  if (place == place.round()).all():  # what is loaded as another number, such as its root, is not trained
                      array.reshape(-1)[place[found].long().numpy() - 2] = value[found].numpy()
          write_safetensors(path, arrays)


      if __name__ == "__main__":
          print(load_model(*sys.argv[1:2]))

      """
  }
}
