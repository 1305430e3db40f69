#!/usr/bin/env python3
"""Generated arithmetic: base/decimal.c against Python's decimal with 34 digits and half-even.

decimal_oracle.py DRIVER [SEED [COUNT]]; DRIVER is decimal_driver. Exit 77 where Python's decimal
is missing.
"""

import os
import random
import subprocess
import sys

try:
    import decimal
    from decimal import Decimal
except ImportError:
    print("SKIPPED: this Python has no module decimal")
    sys.exit(77)

TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
CONTEXT = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144,
                          clamp=1, traps=TRAPS)
# wide enough that nothing is rounded before the one rounding that counts
EXACT = decimal.Context(prec=30000, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX, traps=TRAPS)
# Python's own power is not always rounded rightly (569 ** 33 with 34 digits)
FINE = decimal.Context(prec=60, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX, traps=TRAPS)
ROUNDINGS = {
    "half_even": decimal.ROUND_HALF_EVEN, "half_up": decimal.ROUND_HALF_UP,
    "half_down": decimal.ROUND_HALF_DOWN, "up": decimal.ROUND_UP, "down": decimal.ROUND_DOWN,
    "floor": decimal.ROUND_FLOOR, "ceiling": decimal.ROUND_CEILING,
}


def rounded(a, scale, mode):
    """One rounding of the 34-digit number a."""
    if a.as_tuple().exponent >= -scale:
        return a
    return a.quantize(Decimal((0, (1,), -scale)), rounding=ROUNDINGS[mode], context=EXACT)


def modulo(a, b):
    """a - b * floor(a / b), rounded once."""
    if b == 0:
        return None
    rest = EXACT.remainder(a, b)
    if rest != 0 and (rest < 0) != (b < 0):
        rest = EXACT.add(rest, b)
    return CONTEXT.plus(rest)


def scaled(a, scale):
    value = EXACT.scaleb(a, scale)
    if value != value.to_integral_value(context=EXACT) or not -2**63 <= value < 2**63:
        return None
    return value


def expected(op, a, b):
    """The number, or None where the operation must say that there is none."""
    try:
        a, b = CONTEXT.create_decimal(a), CONTEXT.create_decimal(b)
        if op in ROUNDINGS:
            return rounded(a, int(b), op)
        if op == "mod":
            return modulo(a, b)
        if op == "scaled":
            return scaled(a, int(b))
        if op == "cmp":
            return CONTEXT.compare(a, b)
        if op == "sqrt":
            return CONTEXT.sqrt(a)
        if op == "pow":
            if a == 0 and b <= 0:
                return None if b else Decimal(1)
            return CONTEXT.plus(FINE.power(a, b))
        return {"add": CONTEXT.add, "sub": CONTEXT.subtract, "mul": CONTEXT.multiply,
                "div": CONTEXT.divide}[op](a, b)
    except (decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow):
        return None


def agree(want, got):
    if want is None or got == "none":
        return want is None and got == "none"
    return Decimal(got) == want


def digits(rnd, n):
    style = rnd.random()
    if style < 0.1:
        return "9" * n
    if style < 0.2:
        return "1" + "0" * (n - 1)
    if style < 0.3:
        return "".join(rnd.choice("05") for _ in range(n))
    return "".join(rnd.choice("0123456789") for _ in range(n))


def number(rnd):
    n = rnd.choice((1, 1, 2, 3, 5, 8, 16, 17, 18, 33, 34, 34, 35, 40))
    text = digits(rnd, n)
    style = rnd.random()
    if style < 0.5:
        at = rnd.randint(1, n)
        text = text[:at] + ("." + text[at:] if at < n else "")
    elif style < 0.8:
        text += "e%d" % rnd.randint(-45, 45)
    elif style < 0.9:
        text += "e%d" % rnd.randint(-6220, 6150)
    return rnd.choice(("", "", "-")) + text


def close_to(rnd, text):
    """A number that cancels much of another, or lies half a unit of some digit beside it."""
    near = EXACT.add(Decimal(text), EXACT.multiply(Decimal(text).copy_abs(),
                                                   Decimal("5e-%d" % rnd.randint(1, 36))))
    return str(near)


def questions(rnd, count):
    for _ in range(count):
        op = rnd.choice(("add", "sub", "mul", "div", "mod", "pow", "sqrt", "cmp", "scaled") +
                        tuple(ROUNDINGS))
        a = number(rnd)
        if op in ROUNDINGS or op == "scaled":
            b = str(rnd.choice((0, 1, 2, 2, 2, -1, -3, 5, 20, 33, 34, 40)))
            if rnd.random() < 0.4:      # a tie
                a = "%s%s5" % (rnd.choice(("", "-")), Decimal("%se-2" % rnd.randint(0, 10**6)))
                b = "2"
        elif op == "pow":
            a = str(Decimal(rnd.randint(-999, 999)).scaleb(rnd.randint(-3, 2)))
            b = str(rnd.choice((0, 1, 2, 3, 5, 10, 33, 90, -1, -2, -7)))
        elif op == "mod":
            b = number(rnd) if rnd.random() < 0.5 else str(rnd.randint(-99, 99))
        elif rnd.random() < 0.3:
            b = close_to(rnd, a)
        else:
            b = number(rnd)
        yield op, a, b


def main():
    driver = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20180101
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 40000
    asked = list(questions(random.Random(seed), count))
    text = "".join("%s %s %s\n" % question for question in asked)
    wrapper = os.environ.get("MESON_EXE_WRAPPER", "").split()  # when cross-compiled
    answer = subprocess.run([*wrapper, driver], input=text, capture_output=True, text=True, check=True)
    answers = answer.stdout.split()
    if len(answers) != len(asked):
        sys.exit("asked %d questions, got %d answers" % (len(asked), len(answers)))
    wrong, numbers = 0, 0
    for (op, a, b), got in zip(asked, answers):
        want = expected(op, a, b)
        numbers += want is not None
        if not agree(want, got):
            wrong += 1
            if wrong <= 20:
                print("%s %s %s: %s instead of %s" % (op, a, b, got, want))
    print("%d operations, %d with a result, %d wrong (seed %d)" % (len(asked), numbers, wrong, seed))
    return 1 if wrong or numbers < count * 4 // 5 else 0


if __name__ == "__main__":
    sys.exit(main())
