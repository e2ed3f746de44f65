"""Writes the PNG fixtures with nothing but Python's standard library: python3 make_images.py

Every picture is 5 wide and 3 high; the tests know what grey each pixel must come out as.
"""
import struct
import zlib

WIDTH, HEIGHT = 5, 3


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(name, depth, color, rows, extra=b"", width=WIDTH, height=HEIGHT, interlace=0):
    data = b"".join(b"\0" + row for row in rows)
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)))
        file.write(extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


ramp = [[y * 80 + x * 16 for x in range(WIDTH)] for y in range(HEIGHT)]
png("gray8.png", 8, 0, [bytes(row) for row in ramp])
png("gray16.png", 16, 0, [b"".join(struct.pack(">H", v * 257) for v in row) for row in ramp])
png("rgb8.png", 8, 2, [bytes(c for v in row for c in (v, v, v)) for row in ramp])
png("rgba8.png", 8, 6, [bytes(c for v in row for c in (v, v, v, 255)) for row in ramp])
png("palette.png", 8, 3, [bytes(y * WIDTH + x for x in range(WIDTH)) for y in range(HEIGHT)],
    chunk(b"PLTE", bytes(c for row in ramp for v in row for c in (v, v, v))))
png("gray1.png", 1, 0, [bytes([0b10101000]), bytes([0b01010000]), bytes([0b11111000])])
adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
png("interlaced.png", 8, 0, [bytes(row[x::dx]) for x, y, dx, dy in adam7 for row in ramp[y::dy] if row[x::dx]],
    interlace=1)
# Black, two columns of it opaque and the rest transparent: white shines through.
png("transparent.png", 8, 6, [bytes(c for x in range(WIDTH) for c in (0, 0, 0, 255 if x < 2 else 0))] * HEIGHT)
# Light ink on nothing: black shines through. In colour, in grey, as a palette whose first colour is transparent.
ink = [x < 2 for x in range(WIDTH)]
png("light-rgba.png", 8, 6, [bytes(c for is_ink in ink for c in (255, 255, 255, 255 * is_ink))] * HEIGHT)
png("light-gray-alpha.png", 8, 4, [bytes(c for is_ink in ink for c in (200, 255 * is_ink))] * HEIGHT)
png("light-palette.png", 8, 3, [bytes(map(int, ink))] * HEIGHT,
    chunk(b"PLTE", bytes([255, 255, 255, 255, 255, 255])) + chunk(b"tRNS", bytes([0, 255])))
# A light card with dark ink on it, and nothing around: white shines through. And nothing at all.
png("card.png", 8, 6, [bytes([255, 255, 255, 255] * 2 + [20, 20, 20, 255] + [0] * 8)] * HEIGHT)
png("clear.png", 8, 6, [bytes([255, 255, 255, 0] * WIDTH)] * HEIGHT)
# Headers that claim 2^31 - 1 pixels on each side, 60,000, and 16,384 × 16,384, over a few bytes of data.
for name, side in (("huge.png", 2**31 - 1), ("large.png", 60_000), ("square.png", 16_384)):
    png(name, 8, 0, [b""], width=side, height=side)
