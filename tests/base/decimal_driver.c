/* Reads lines "op a b" and prints each result, or "none": what decimal_oracle.py asks. */
#include "decimal.h"

#include "cleanup.h"

#include <stdio.h>
#include <stdlib.h>

static bool binary(struct str op, struct decimal a, struct decimal b, struct decimal *ret)
{
    static const struct {
        const char *name;
        bool (*f)(struct decimal, struct decimal, struct decimal *);
    } ops[] = {
        {"add", dec_add}, {"sub", dec_sub},    {"mul", dec_mul},
        {"div", dec_div}, {"mod", dec_modulo}, {"pow", dec_pow},
    };
    static const char *const modes[] = {"half_even", "half_up", "half_down", "up",
                                        "down",      "floor",   "ceiling"};
    for (size_t i = 0; i < ARRAY_LEN(ops); i++)
        if (str_eqz(op, ops[i].name))
            return ops[i].f(a, b, ret);
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        int64_t scale;
        if (str_eqz(op, modes[i]))
            return dec_to_int(b, &scale) && dec_round(a, (int)scale, (enum dec_round)i, ret);
    }
    if (str_eqz(op, "sqrt"))
        return dec_sqrt(a, ret);
    if (str_eqz(op, "cmp")) {
        *ret = dec_from_int(dec_cmp(a, b));
        return true;
    }
    if (str_eqz(op, "scaled")) {
        int64_t scale, v;
        if (!dec_to_int(b, &scale) || !dec_to_scaled(a, (int)scale, &v))
            return false;
        *ret = dec_from_int(v);
        return true;
    }
    fprintf(stderr, "unknown operation " STR_FMT "\n", STR_ARG(op));
    exit(2);
}

int main(void)
{
    _cleanup_free_ char *line = NULL;
    size_t size = 0;

    while (getline(&line, &size, stdin) > 0) {
        struct str rest = str_trim(str_of(line)), op, a, b;
        struct decimal x, y, r;
        char buf[128];
        if (!str_split(&rest, ' ', &op) || !str_split(&rest, ' ', &a) || !str_split(&rest, ' ', &b))
            return 2;
        if (dec_parse(a, &x) && dec_parse(b, &y) && binary(op, x, y, &r))
            dec_format(r, buf);
        else
            memcpy(buf, "none", 5);
        puts(buf);
    }
    return 0;
}
