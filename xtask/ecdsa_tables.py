"""Writes `core/src/crypto/ecdsa/*/table.rs`: odd multiples of each curve's generator, as the field's limbs.

`python3 xtask/ecdsa_tables.py` runs it. It is plain arithmetic on Python's integers and shares nothing with the core, whose
test `ecdsa::tests::*::table` computes every point anew by way of RustCrypto.
"""

import pathlib

FOLDER = pathlib.Path(__file__).parent.parent / "core/src/crypto/ecdsa"
POINTS = 64

# name: title, limbs, bits of a limb, prime, generator (SP 800-186 §3.2.1.3 and §3.2.1.4)
CURVES = {
    "p256": (
        "P-256", 9, 29, 2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
    "p384": (
        "P-384", 14, 28, 2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
    ),
}  # fmt: skip


def added(left, right, prime):
    """The sum of two points with different x, or of a point and itself."""
    if left == right:
        slope = 3 * (left[0] * left[0] - 1) * pow(2 * left[1], -1, prime)
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, prime)
    x = (slope * slope - left[0] - right[0]) % prime
    return x, (slope * (left[0] - x) - left[1]) % prime


def limbs(number, count, bits):
    """Signed digits, lowest first, each in [-2^(bits-1), 2^(bits-1)); the highest is what is left."""
    digits = []
    for _ in range(count - 1):
        digit = (number + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)
        digits.append(digit)
        number = number - digit >> bits
    return [*digits, number]


for name, (title, count, bits, prime, *generator) in CURVES.items():
    point = tuple(generator)
    twice = added(point, point, prime)
    rows = []
    for _ in range(POINTS):
        x, y = (limbs((one << count * bits) % prime, count, bits) for one in point)
        rows.append(f"    ({x}, {y}),\n")
        point = added(point, twice, prime)
    (FOLDER / name / "table.rs").write_text(
        f"//! G, 3·G … 127·G on {title}, each coordinate times R. Made by `python3 xtask/ecdsa_tables.py`; a test computes it anew.\n\n"
        "use super::super::verify::Multiple;\n\n"
        "#[rustfmt::skip]\n"
        f"pub(super) const GENERATOR: [Multiple<{count}>; {POINTS}] = [\n{''.join(rows)}];\n"
    )
