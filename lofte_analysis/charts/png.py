"""Pixels as the bytes of a PNG.

Letters and marks on a plain ground pack best as they are: the usual writer tries five filters on every line, which
takes three times as long and makes the file a third larger.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

_LEVEL = 3  # of 9; six takes twice the time for a tenth fewer bytes
_INCH = 0.0254  # metres


def png_of(pixels: np.ndarray, dpi: float) -> bytes:
    """The PNG of an array of height × width × colours, of bytes: red, green and blue, and what follows is left out."""
    height, width = pixels.shape[:2]
    lines = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # each begins with 0: unfiltered
    inside = lines[:, 1:].reshape(height, width, 3)
    for colour in range(3):  # one by one, which is the quicker copy
        inside[:, :, colour] = pixels[:, :, colour]
    per_metre = round(dpi / _INCH)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", zlib.compress(lines, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
