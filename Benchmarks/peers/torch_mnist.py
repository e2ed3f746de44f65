"""PyTorch: the data in memory as one tensor, channels_last, fused Adam. torch.compile was tried: no
faster, and slow to start."""

import mnist
import torch
from torch import nn
from torch.nn import functional

STACKS = {
    "dense": [
        nn.Linear(784, 512), nn.ReLU(),
        nn.Linear(512, 64), nn.ReLU(),
        nn.Linear(64, 32), nn.ReLU(),
        nn.Linear(32, 16), nn.ReLU(),
        nn.Linear(16, 10),
    ],
    "conv": [
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(),
        nn.Flatten(),
        nn.Linear(576, 64), nn.ReLU(),
        nn.Linear(64, 10),
    ],
}  # fmt: skip


def tensors(part, limit=None):
    images, labels = mnist.load(part, limit)
    if options.experiment == "dense":
        images = torch.from_numpy(images.reshape(-1, 784))
    else:
        images = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    return images, torch.tensor(labels, dtype=torch.long)


options = mnist.arguments()
torch.set_num_threads(options.threads)
if options.seed is not None:
    torch.manual_seed(options.seed)
images, labels = tensors("train", options.images)
model = nn.Sequential(*STACKS[options.experiment]).to(memory_format=torch.channels_last)
for layer in model:
    if isinstance(layer, (nn.Linear, nn.Conv2d)):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)

progress = mnist.Progress()
for _ in range(options.epochs):
    progress.begin_epoch()
    loss_sum, correct = 0.0, 0
    for batch in torch.randperm(len(images)).split(options.batch_size):
        targets = labels[batch]
        outputs = model(images[batch])
        loss = functional.cross_entropy(outputs, targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(batch)
        correct += (outputs.argmax(1) == targets).sum().item()
        progress.end_step()
    progress.end_epoch(loss_sum / len(images), correct / len(images))

model.eval()
images, labels = tensors("t10k")
with torch.no_grad():
    outputs = torch.cat([model(batch) for batch in images.split(1000)])
loss, accuracy = functional.cross_entropy(outputs, labels), (outputs.argmax(1) == labels).float().mean()
progress.finish(options.results, loss, accuracy, [value.detach().numpy() for value in model.parameters()])
