"""Draws shapes/: 320 pictures of four shapes, each with its own colours, place, size and angle. Needs Pillow.

The pictures are in the repository; this is how they were made: python3 shapes.py
"""

import math
import random
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = 32
SCALE = 8  # drawn larger and shrunk, for smooth edges
CORNERS = {"circle": 60, "square": 4, "star": 10, "triangle": 3}


def colour(random, least, most):
    return tuple(random.randint(least, most) for _ in range(3))


def picture(random, corners):
    ink, paper = colour(random, 0, 140), colour(random, 180, 255)
    image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), paper)
    radius = random.uniform(8, 14) * SCALE
    x, y = (random.uniform(radius, SIZE * SCALE - radius) for _ in range(2))
    start = random.uniform(0, 2 * math.pi)
    angles = [start + 2 * math.pi * corner / corners for corner in range(corners)]
    radii = [radius * (0.4 if corners == CORNERS["star"] and corner % 2 else 1) for corner in range(corners)]
    outline = [(x + r * math.cos(angle), y + r * math.sin(angle)) for r, angle in zip(radii, angles)]
    ImageDraw.Draw(image).polygon(outline, fill=ink)
    return image.resize((SIZE, SIZE), Image.Resampling.BOX).quantize(16)


for shape, corners in CORNERS.items():
    folder = Path(__file__).parent / "shapes" / shape
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 81):
        picture(random.Random(f"{shape} {number}"), corners).save(folder / f"{number}.png", optimize=True)
