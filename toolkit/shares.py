"""
Shamir's sharing of 32 bytes, bytewise in GF(2^8) with the polynomial of AES.

Python promises no constant time, and this arithmetic branches on nothing but uses secrets as integers. It runs on the
bidder's own machine, and at the opening after the deadline; neither answers an attacker who measures. Tables, which leak
through caches, are avoided all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SHARE_BYTES = 32
_REDUCE = 0x11B


def multiply(a: int, b: int) -> int:
    """Return a·b in GF(2^8)."""
    product = 0
    for bit in range(8):
        product ^= (a << bit) * (b >> bit & 1)
    for bit in range(14, 7, -1):
        product ^= (_REDUCE << bit - 8) * (product >> bit & 1)
    return product


def inverse(a: int) -> int:
    """
    Return 1/a in GF(2^8), as a^254.

    :raises ZeroDivisionError: for 0.
    """
    if a == 0:
        raise ZeroDivisionError("0 has no inverse")
    result, power = 1, a
    for _ in range(7):
        power = multiply(power, power)
        result = multiply(result, power)
    return result


def share(secret: bytes, coefficients: Sequence[bytes], x: int) -> bytes:
    """Return the value at `x` of the polynomial whose constant term is `secret`; `x` is 1 to 255, never 0."""
    if not 1 <= x <= 255:
        raise ValueError("a share's x is 1 to 255")
    value = bytes(len(secret))
    for coefficient in (*reversed(coefficients), secret):
        value = bytes(multiply(v, x) ^ c for v, c in zip(value, coefficient, strict=True))
    return value


def combine(shares: Mapping[int, bytes]) -> bytes:
    """Return the value at 0 of the polynomial through all of `shares`; which is the secret only if they are k of one dealing."""
    if not shares or not all(1 <= x <= 255 for x in shares):
        raise ValueError("a share's x is 1 to 255")
    if len({len(value) for value in shares.values()}) != 1:
        raise ValueError("shares of one length")
    secret = bytes(len(next(iter(shares.values()))))
    for x, value in shares.items():
        weight = 1
        for other in shares:
            if other != x:
                weight = multiply(weight, multiply(other, inverse(other ^ x)))
        secret = bytes(s ^ multiply(v, weight) for s, v in zip(secret, value, strict=True))
    return secret
