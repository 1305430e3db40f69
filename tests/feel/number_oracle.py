#!/usr/bin/env python3
"""Generated arithmetic as FEEL text against Python's decimal with 34 digits and half-even.

number_oracle.py DRIVER [SEED [COUNT]]; DRIVER is feel_driver. Exit 77 where Python's decimal is
missing. What is claimed, for finite numbers of decimal128 (exponents -6176 to 6111, subnormal ones
too), written and printed as FEEL writes them:

- literals, + - * /, unary minus, decimal() and the rounding functions, floor, ceiling, abs, sqrt,
  comparison, min, max, string() and number(): the one number that exact arithmetic rounded once
  gives (sqrt: rounded half-even too). A result that leaves the range is an error; one too small for
  34 digits keeps those that a subnormal number has.
- modulo: a - b * floor(a / b), rounded once.
- sum, product, mean, median, stddev: as if written with + - * / and sqrt from left to right, each
  step rounded.
- **, exp, log: the exact value rounded once; where it lies nearer than 1e-36 of itself to the middle
  between two numbers either of them will do.
"""

import random
import re
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
FINE = decimal.Context(prec=60, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX, traps=TRAPS)
decimal.setcontext(FINE)
ROUNDINGS = {
    "decimal": decimal.ROUND_HALF_EVEN, "round half up": decimal.ROUND_HALF_UP,
    "round half down": decimal.ROUND_HALF_DOWN, "round up": decimal.ROUND_UP,
    "round down": decimal.ROUND_DOWN, "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
}
NO_NUMBER = (decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow)


class Wrong(Exception):
    """The answer is not what the claim says."""


class NoLiteral(Exception):
    """A number too large to be written."""


def exactly(want, got):
    if got is None or want is None:
        if got is not want:
            raise Wrong
    elif got != want:
        raise Wrong


def final(fine):
    try:
        return None if fine is None else CONTEXT.plus(fine)
    except decimal.Overflow:
        return None


def nearest(want, got):
    """want has at least 55 digits."""
    if got not in [final(want), final(want and want * (1 + Decimal("1e-36"))),
                   final(want and want * (1 - Decimal("1e-36")))]:
        raise Wrong


# --- what Python says ---

def rounded(a, scale, mode):
    if a.as_tuple().exponent >= -scale:
        return a
    return a.quantize(Decimal((0, (1,), -scale)), rounding=mode, context=EXACT)


def modulo(a, b):
    if b == 0:
        return None
    rest = EXACT.remainder(a, b)
    if rest != 0 and (rest < 0) != (b < 0):
        rest = EXACT.add(rest, b)
    return CONTEXT.plus(rest)


def total(numbers):
    s = Decimal(0)
    for x in numbers:
        s = CONTEXT.add(s, x)
    return s


def mean(numbers):
    return CONTEXT.divide(total(numbers), Decimal(len(numbers)))


def product(numbers):
    p = Decimal(1)
    for x in numbers:
        p = CONTEXT.multiply(p, x)
    return p


def median(numbers):
    numbers, half = sorted(numbers), len(numbers) // 2
    if len(numbers) % 2:
        return numbers[half]
    return CONTEXT.divide(CONTEXT.add(numbers[half - 1], numbers[half]), Decimal(2))


def stddev(numbers):
    middle, squares = mean(numbers), Decimal(0)
    for x in numbers:
        d = CONTEXT.subtract(x, middle)
        squares = CONTEXT.add(squares, CONTEXT.multiply(d, d))
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(numbers) - 1)))


LISTS = {"sum": total, "mean": mean, "product": product, "median": median, "stddev": stddev,
         "min": min, "max": max}


def power(a, b):
    """The exact power, or the finest that can be had; None if it is no number."""
    if a == 0:
        if b <= 0:
            return None if b else Decimal(1)
        return Decimal(0)
    if a < 0 and b != b.to_integral_value():
        return None
    fine = FINE.power(a.copy_abs(), b)
    if b == b.to_integral_value() and 0 <= b < 200:
        fine = EXACT.power(a.copy_abs(), b)
    return fine.copy_negate() if a < 0 and b % 2 else fine


# --- numbers ---

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
    """As FEEL writes it, without a sign: 12, 1.2, .5, 1e-3."""
    n = rnd.choice((1, 1, 2, 3, 5, 8, 16, 17, 18, 19, 20, 33, 34, 34, 35, 40))
    text = digits(rnd, n)
    style = rnd.random()
    if style < 0.55:
        at = rnd.randint(0, n)
        return text[:at] + ("." + text[at:] if at < n else "")
    if style < 0.8:
        return text + "e%d" % rnd.randint(-45, 45)
    if style < 0.9:
        return text + "E%+d" % rnd.randint(-6215, 6145)
    if style < 0.93:
        return text + "e-%d" % rnd.randint(6130, 6180)
    if style < 0.96:
        return text + "e%d" % rnd.randint(6100, 6150)
    return rnd.choice(("0", "1", "2", "10", "0.5", "9e6144", "1e-6176", "1e-6143", "0e10",
                       "9999999999999999999999999999999999e6111", "5e-6177", "18446744073709551615",
                       "18446744073709551616", "9223372036854775807", "0.01", "12", "100"))


def value(text):
    try:
        return CONTEXT.create_decimal(text)
    except decimal.Overflow:
        raise NoLiteral from None


def signed(rnd, text):
    return "-" + text if rnd.random() < 0.3 and not text.startswith("-") else text


def plain(x):
    """A number as FEEL reads it (no + in front, digits before e)."""
    return str(x).replace("E", "e")


def close_to(rnd, text):
    """A number that cancels much of another, or lies half a unit of some digit beside it."""
    a = Decimal(text)
    near = FINE.add(a, FINE.multiply(a.copy_abs(), Decimal("5e-%d" % rnd.randint(1, 36))))
    return plain(near)


# --- questions: (FEEL text, what Python says or None, check) ---

def operator(rnd):
    op = rnd.choice("+-*/")
    a = signed(rnd, number(rnd))
    b = signed(rnd, close_to(rnd, a) if rnd.random() < 0.2 else number(rnd))
    f = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}[op]
    return "%s %s %s" % (a, op, b), lambda: f(value(a), value(b)), exactly


def chain(rnd):
    """Several operators: each result is rounded before the next one."""
    numbers = [number(rnd) for _ in range(4)]
    a, b, c, d = numbers
    text = "(%s + %s) * %s - %s" % (a, b, c, d)
    return text, lambda: CONTEXT.subtract(
        CONTEXT.multiply(CONTEXT.add(value(a), value(b)), value(c)), value(d)), exactly


def negation(rnd):
    a = number(rnd)
    return rnd.choice(("-%s", "-(%s)", "0 - %s")) % a, lambda: CONTEXT.minus(value(a)), exactly


def power_of(rnd):
    style = rnd.random()
    if style < 0.6:
        a = signed(rnd, plain(Decimal(rnd.randint(0, 999)).scaleb(rnd.randint(-3, 2))))
        b = rnd.choice((0, 1, 2, 3, 5, 10, 33, 90, -1, -2, -7, 1000, -1000))
    elif style < 0.8:
        a = plain(FINE.plus(1 + Decimal(rnd.randint(-999, 999)).scaleb(-rnd.randint(4, 9))))
        b = rnd.randint(-99999, 99999)
    else:
        a, b = signed(rnd, number(rnd)), signed(rnd, "%d.%d" % (rnd.randint(0, 9), rnd.randint(0, 99)))

    return "(%s) ** (%s)" % (a, b), lambda: power(value(a), value(str(b))), nearest


def rounding(rnd):
    name = rnd.choice(tuple(ROUNDINGS))
    scale = rnd.choice((0, 1, 2, 2, 2, -1, -3, 5, 20, 33, 34, 40, -40, 6111, 6176, -6111))
    a = signed(rnd, number(rnd))
    if rnd.random() < 0.4:      # a tie
        a, scale = signed(rnd, "%s5" % Decimal(rnd.randint(0, 10**6)).scaleb(-2)), 2
    if name in ("floor", "ceiling") and rnd.random() < 0.3:
        return "%s(%s)" % (name, a), lambda: rounded(value(a), 0, ROUNDINGS[name]), exactly

    def want():
        r = rounded(value(a), scale, ROUNDINGS[name])
        return None if r.adjusted() > 6144 else r
    return "%s(%s, %d)" % (name, a, scale), want, exactly


def remainder(rnd):
    a, b = signed(rnd, number(rnd)), signed(rnd, number(rnd) if rnd.random() < 0.5
                                            else str(rnd.randint(0, 99)))
    return "modulo(%s, %s)" % (a, b), \
        lambda: modulo(value(a), value(b)), exactly


def root(rnd):
    a = signed(rnd, number(rnd)) if rnd.random() < 0.2 else number(rnd)
    return "sqrt(%s)" % a, lambda: CONTEXT.sqrt(value(a)), exactly


def magnitude(rnd):
    a = signed(rnd, number(rnd))
    return "abs(%s)" % a, lambda: value(a).copy_abs(), exactly


def transcendental(rnd):
    if rnd.random() < 0.5:
        a = signed(rnd, plain(Decimal(digits(rnd, rnd.randint(1, 34))).scaleb(-rnd.randint(0, 40))))

        def exponential():
            x = value(a)
            if x < -15000:
                return Decimal(0)
            return FINE.exp(x) if x < 15000 else None
        return "exp(%s)" % a, exponential, nearest
    a = signed(rnd, number(rnd)) if rnd.random() < 0.2 else \
        close_to(rnd, "1") if rnd.random() < 0.2 else number(rnd)
    return "log(%s)" % a, lambda: FINE.ln(value(a)) if value(a) > 0 else None, nearest


def comparison(rnd):
    op = rnd.choice(("<", "<=", ">", ">=", "=", "!="))
    a = signed(rnd, number(rnd))
    b = rnd.choice((a, plain(Decimal(a).normalize(FINE)), close_to(rnd, a), signed(rnd, number(rnd))))
    compare = {"<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y,
               ">=": lambda x, y: x >= y, "=": lambda x, y: x == y, "!=": lambda x, y: x != y}[op]
    return "if %s %s %s then 1 else 0" % (a, op, b), \
        lambda: Decimal(int(compare(value(a), value(b)))), exactly


def list_function(rnd):
    name = rnd.choice(tuple(LISTS))
    count = rnd.randint(2, 7)
    numbers = [signed(rnd, number(rnd)) for _ in range(count)] if rnd.random() < 0.3 else \
        [signed(rnd, "%d.%02d" % (rnd.randint(0, 99999), rnd.randint(0, 99))) for _ in range(count)]
    items = ", ".join(numbers)
    return "%s(%s)" % (name, rnd.choice(("[%s]", "%s")) % items), \
        lambda: LISTS[name]([value(x) for x in numbers]), exactly


def text(rnd):
    a = signed(rnd, number(rnd))
    form = rnd.choice(("number(string(%s))", "%s", "number(\"%s\")", "(%s)"))
    if "\"" in form and a.lstrip("-").startswith("."):
        a = a.replace(".", "0.", 1)
    return form % a, lambda: value(a), exactly


QUESTIONS = (operator, operator, operator, chain, negation, power_of, rounding, rounding, remainder,
             root, magnitude, transcendental, comparison, list_function, list_function, text)


def too_large(question):
    """NoLiteral if a number of the text is."""
    for literal in re.findall(r"[0-9.]+(?:[eE][-+]?[0-9]+)?", question):
        value(literal)
    raise Wrong


def expected(want):
    try:
        return want()
    except NO_NUMBER:
        return None


def main():
    driver = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20180101
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 30000
    rnd = random.Random(seed)
    asked = [rnd.choice(QUESTIONS)(rnd) for _ in range(count)]
    lines = "".join(question + "\n" for question, _, _ in asked)
    answer = subprocess.run([driver], input=lines, capture_output=True, text=True, check=True)
    answers = answer.stdout.split("\n")[:-1]
    if len(answers) != len(asked):
        sys.exit("asked %d questions, got %d answers" % (len(asked), len(answers)))
    wrong, numbers = 0, 0
    for (question, want, check), got in zip(asked, answers):
        try:
            fine = expected(want)
            numbers += fine is not None
            if got == "syntax":
                too_large(question)
            check(fine, Decimal(got) if got != "error" else None)
        except NoLiteral:   # in the text, or in a string
            wrong += got not in ("syntax", "error")
        except (Wrong, decimal.InvalidOperation):
            wrong += 1
            if wrong <= 20:
                print("%s: %s instead of %s" % (question, got, fine if fine is None else
                                                CONTEXT.plus(fine) if check is exactly else fine))
    print("%d expressions, %d with a result, %d wrong (seed %d)" % (count, numbers, wrong, seed))
    return 1 if wrong or numbers < count * 3 // 4 else 0


if __name__ == "__main__":
    sys.exit(main())
