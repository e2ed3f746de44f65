"""PyTorch: the data in memory as one tensor, channels_last, fused Adam. torch.compile was tried: not
faster, and slow to start."""

import mnist
import torch
from stacks import (
    LSTM,
    Activate,
    Concatenate,
    Conv,
    Dense,
    Depthwise,
    Normalize,
    Pool,
    Residual,
    with_input_shapes,
)
from torch import nn
from torch.nn import functional

ACTIVATIONS = {"linear": [], "relu": [nn.ReLU()], "tanh": [nn.Tanh()], "softmax": []}  # cross_entropy takes logits.
POOLS = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}


def modules(layer, shape):
    if isinstance(layer, Conv):
        padding = layer.size // 2 if layer.padding == "same" else 0
        convolution = nn.Conv2d(shape[-1], layer.filters, layer.size, layer.stride, padding)
        return [convolution, *ACTIVATIONS[layer.activation]]
    if isinstance(layer, Depthwise):
        channels, padding = shape[-1], layer.size // 2
        window = nn.Conv2d(channels, channels, layer.size, 1, padding, groups=channels, bias=not layer.filters)
        points = [nn.Conv2d(channels, layer.filters, 1)] if layer.filters else []
        return [window, *points, *ACTIVATIONS[layer.activation]]
    if isinstance(layer, Normalize):
        return [nn.BatchNorm2d(shape[-1], eps=1e-3, momentum=0.01)]
    if isinstance(layer, Activate):
        return ACTIVATIONS[layer.activation]
    if isinstance(layer, Pool):
        return [POOLS[layer.kind](layer.size, layer.stride, layer.size // 2 if layer.padding == "same" else 0)]
    if isinstance(layer, LSTM):
        return [LastState(shape[-1], layer.units)]
    if isinstance(layer, Residual):
        return [Sum(sequence(layer.shortcut, shape), sequence(layer.layers, shape))]
    if isinstance(layer, Concatenate):
        return [SideBySide([sequence(branch, shape) for branch in layer.branches])]
    if isinstance(layer, Dense):
        return [nn.Linear(shape[0], layer.units), *ACTIVATIONS[layer.activation]]
    return [nn.Flatten()]


def sequence(stack, shape):
    return nn.Sequential(*(module for layer, shape in with_input_shapes(stack, shape) for module in modules(layer, shape)))


class Sum(nn.Module):
    def __init__(self, shortcut, layers):
        super().__init__()
        self.shortcut, self.layers = shortcut, layers

    def forward(self, x):
        return self.shortcut(x) + self.layers(x)


class SideBySide(nn.Module):
    def __init__(self, branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


class LastState(nn.Module):
    """With one bias for each unit and gate, as Keras has: of PyTorch's two one stays zero and is not trained."""

    def __init__(self, channels, units):
        super().__init__()
        self.lstm = nn.LSTM(channels, units, batch_first=True)
        self.lstm.register_parameter("bias_hh_l0", nn.Parameter(torch.zeros(4 * units), requires_grad=False))

    def forward(self, x):
        return self.lstm(x)[1][0][-1]


def images_tensor(images):
    if images.ndim < 4:
        return torch.from_numpy(images)
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def tensors(images, labels):
    return images_tensor(images), torch.tensor(labels, dtype=torch.long)


class Trainer:
    def __init__(self, stack, images, labels, options):
        torch.set_num_threads(options.threads)
        if options.seed is not None:
            torch.manual_seed(options.seed)
        self.images, self.labels = tensors(images, labels)
        self.model = sequence(stack, images.shape[1:]).to(memory_format=torch.channels_last)
        for module in self.model.modules():
            if isinstance(module, (nn.Linear, nn.Conv2d)):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-7, fused=True)

    def train(self, count, batch_size, epochs, progress):
        self.model.train()
        for _ in range(epochs):
            progress.begin_epoch()
            loss_sum, correct = 0.0, 0
            for batch in torch.randperm(count).split(batch_size):
                targets = self.labels[batch]
                outputs = self.model(self.images[batch])
                loss = functional.cross_entropy(outputs, targets)
                self.optimizer.zero_grad(set_to_none=True)
                loss.backward()
                self.optimizer.step()
                loss_sum += loss.item() * len(batch)
                correct += (outputs.argmax(1) == targets).sum().item()
                progress.end_step()
            progress.end_epoch(loss_sum / count, correct / count)

    def outputs(self, images):
        self.model.eval()
        with torch.no_grad():
            return torch.cat([self.model(batch) for batch in images.split(1000)])

    def predict(self, images):
        return self.outputs(images_tensor(images)).softmax(1).numpy()

    def evaluate(self, images, labels):
        images, labels = tensors(images, labels)
        outputs = self.outputs(images)
        return functional.cross_entropy(outputs, labels), (outputs.argmax(1) == labels).float().mean()

    def weights(self):
        learned = [value for value in self.model.parameters() if value.requires_grad]
        values = [*learned, *(value for value in self.model.buffers() if value.ndim)]
        return [value.detach().numpy() for value in values]


mnist.main(Trainer)
