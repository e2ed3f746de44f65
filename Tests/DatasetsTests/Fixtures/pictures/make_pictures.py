"""Writes the pictures here, and expected.txt with what Pillow, or NumPy where Pillow cuts 16 bits to 8, makes of them:

    pip install pillow numpy && python3 make_pictures.py

A line of expected.txt: file, width, height, channels, white, values. Made with Pillow 12 and its libjpeg-turbo 3.
"""
import struct
import zlib

import numpy as np
from PIL import Image

expected = open("expected.txt", "w")


def expect(name, values, white=255):
    height, width = values.shape[:2]
    channels = values.shape[2] if values.ndim == 3 else 1
    print(name, width, height, channels, white, *values.ravel(), file=expected)


def on_black(image):
    black = Image.new("RGB", image.size)
    black.paste(image.convert("RGB"), mask=image.convert("RGBA").getchannel("A"))
    return black


def scene(width, height, channels):
    """Smooth colours with an edge: what a lossy format changes a little everywhere."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 255 // (width - 1), y * 255 // (height - 1), np.where(x + y > width // 2, 200, 30)]
    return np.stack(planes[:channels], -1).astype(np.uint8).squeeze()


colour, grey = Image.fromarray(scene(7, 5, 3)), Image.fromarray(scene(7, 5, 1))
alpha = Image.fromarray((np.arange(35).reshape(5, 7) * 255 // 34).astype(np.uint8))
for name, image in {
    "rgb.png": colour, "grey.png": grey, "grey-1.png": grey.convert("1", dither=0), "palette.png": colour.quantize(16, dither=0),
    "rgb.bmp": colour, "grey.bmp": grey, "palette.bmp": colour.quantize(16, dither=0), "bits.bmp": grey.convert("1", dither=0),
    "rgb.ppm": colour, "grey.pgm": grey,
}.items():
    image.save(name)
    read = Image.open(name)
    # Palettes are colours here, and BMP has no grey.
    grey_stays = read.mode in "1L" and not name.endswith("bmp")
    expect(name, np.asarray(read.convert("L" if grey_stays else "RGB")))
transparent = colour.copy()
transparent.putalpha(alpha)
transparent.save("rgba.png")
expect("rgba.png", np.asarray(on_black(Image.open("rgba.png"))))
transparent.save("rgba.bmp")
expect("rgba.bmp", np.asarray(Image.open("rgba.bmp").convert("RGB")))
Image.merge("LA", (grey, alpha)).save("grey-alpha.png")
expect("grey-alpha.png", np.asarray(on_black(Image.open("grey-alpha.png")))[:, :, 0])
holes = colour.quantize(4, dither=0)
holes.save("palette-alpha.png", transparency=bytes([0, 100, 255, 255]))
expect("palette-alpha.png", np.asarray(on_black(Image.open("palette-alpha.png").convert("RGBA"))))

deep = (np.arange(35, dtype=np.uint16).reshape(5, 7) * 1871)
Image.fromarray(deep).save("grey-16.png")
expect("grey-16.png", np.asarray(Image.open("grey-16.png")).astype(np.uint16), 65535)
open("grey-16.pgm", "wb").write(b"P5 7 5 65535 " + deep.astype(">u2").tobytes())
expect("grey-16.pgm", np.asarray(Image.open("grey-16.pgm")).astype(np.uint16), 65535)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


deep = np.stack([deep, deep[::-1], 65535 - deep], -1)
rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in deep)
open("rgb-16.png", "wb").write(
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 7, 5, 16, 2, 0, 0, 0))
    # Of linear light, which a viewer would brighten: it is data here.
    + chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
expect("rgb-16.png", deep, 65535)

photo = Image.fromarray(scene(21, 18, 3))
turned = Image.Exif()
turned[0x0112] = 6
for name, image, options in [
    ("grey.jpg", Image.fromarray(scene(21, 18, 1)), {}), ("444.jpg", photo, {"subsampling": 0}),
    ("422.jpg", photo, {"subsampling": 1}), ("420.jpg", photo, {"subsampling": 2}),
    ("progressive.jpg", photo, {"progressive": True}), ("restarts.jpg", photo, {"restart_marker_rows": 1}),
    ("turned.jpg", photo, {"exif": turned}),
]:
    image.save(name, quality=80, **options)
    expect(name, np.asarray(Image.open(name)))
photo.convert("CMYK").save("cmyk.jpg", quality=80)
