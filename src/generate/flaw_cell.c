/* Flaws of any cell that suits: what stands there, written otherwise or not at all. */
#include "date.h"
#include "flaw_scene.h"
#include "text.h"

#include <stdio.h>

#define SERIAL_OF_1970 25569 /* as spreadsheets count days */

/* text is what stands there now; never empty. */
typedef bool cell_fn(const struct attribute *t, struct str text);

static bool is_code(const struct attribute *t, struct str text)
{
    return t->type == ATTR_CODE || t->type == ATTR_CODES;
}

static bool is_money(const struct attribute *t, struct str text)
{
    return t->type == ATTR_MONEY;
}

static bool has_digits(const struct attribute *t, struct str text)
{
    return t->type == ATTR_ID_NO || t->type == ATTR_MONEY || t->type == ATTR_INTEGER ||
           t->type == ATTR_DATE;
}

/* Not the address, which column_missing takes away. */
static bool can_have_blanks(const struct attribute *t, struct str text)
{
    return !str_eqz(t->id, "address");
}

static bool can_be_spelt(const struct attribute *t, struct str text)
{
    return t->type == ATTR_MONEY || t->type == ATTR_DATE || t->type == ATTR_BOOLEAN ||
           t->type == ATTR_CODE;
}

/* Not the division, which a row needs; sex and birth date are in the number as well. */
static bool can_be_left_out(const struct attribute *t, struct str text)
{
    return t->absent == ABSENT_UNKNOWN && attribute_is_evidence(t) && t->type != ATTR_DIVISION &&
           !str_eqz(t->id, "sex") && !str_eqz(t->id, "birth_date");
}

struct cell_found {
    const struct attribute *attribute;
    const struct person *person;
    int fact;
    char buf[SHEET_CELL];
    struct str text; /* as it stands there now */
};

static size_t look(struct scene *s, cell_fn *fits, size_t wanted, struct cell_found *ret)
{
    size_t n = 0;

    for (size_t row = 0; row <= s->h->n; row++) {
        const struct person *p = row ? &s->h->p[row - 1] : NULL;
        int n_facts = p ? (int)N_PERSON_FACTS : (int)N_HOUSEHOLD_FACTS;
        for (int fact = 0; fact < n_facts; fact++) {
            ret->attribute = sheet_attribute(scene_sheet(s, p), fact);
            ret->text = sheet_text(scene_sheet(s, p), s->h, p, fact, ret->buf);
            if (!ret->attribute || !ret->text.len || !fits(ret->attribute, ret->text))
                continue;
            ret->person = p;
            ret->fact = fact;
            if (n++ == wanted)
                return n;
        }
    }
    return n;
}

static bool any_cell(struct scene *s, cell_fn *fits, struct cell_found *ret)
{
    size_t n = look(s, fits, SIZE_MAX, ret);

    if (n == 0)
        return false;
    look(s, fits, rng_below(&s->rng, (uint32_t)n), ret);
    scene_change(s, ret->person, ret->fact);
    return true;
}

bool flaw_unknown_code(struct scene *s)
{
    static const char *const words[] = {"不详", "待核实", "其它类"};
    struct cell_found c;

    if (!any_cell(s, is_code, &c))
        return false;
    scene_printf(s, "%s", words[rng_below(&s->rng, 3)]);
    return true;
}

bool flaw_bad_amount(struct scene *s)
{
    struct cell_found c;

    if (!any_cell(s, is_money, &c))
        return false;
    switch (rng_below(&s->rng, 4)) {
    case 0:
        scene_printf(s, "约" STR_FMT, STR_ARG(c.text));
        break;
    case 1:
        scene_printf(s, STR_FMT "元", STR_ARG(c.text));
        break;
    case 2:
        scene_printf(s, "不详");
        break;
    default: /* three decimals */
        scene_printf(s, STR_FMT "5", STR_ARG(c.text));
    }
    return true;
}

bool flaw_full_width(struct scene *s)
{
    struct cell_found c;
    char *out = s->f->text;

    if (!any_cell(s, has_digits, &c))
        return false;
    /* U+FF01 … U+FF5E are ASCII's 0x21 … 0x7e, wide */
    for (size_t i = 0; i < c.text.len; i++)
        out += utf8_put(0xfee0u + (unsigned char)c.text.data[i], out);
    *out = '\0';
    return true;
}

bool flaw_blanks(struct scene *s)
{
    struct cell_found c;

    if (!any_cell(s, can_have_blanks, &c))
        return false;
    if (c.attribute->type == ATTR_ID_NO && rng_chance(&s->rng, 500)) {
        scene_printf(s, "%.6s %.8s %.4s", c.text.data, c.text.data + 6, c.text.data + 14);
        return true;
    }
    switch (rng_below(&s->rng, 3)) {
    case 0:
        scene_printf(s, " " STR_FMT, STR_ARG(c.text));
        break;
    case 1:
        scene_printf(s, STR_FMT "  ", STR_ARG(c.text));
        break;
    default: /* an ideographic one before, a no-break one behind */
        scene_printf(s, "\u3000" STR_FMT "\u00a0", STR_ARG(c.text));
    }
    return true;
}

/* "12345.00" as 12,345.00, else without the decimals that say nothing, else with one more. */
static void spell_money(struct scene *s, struct str text)
{
    size_t sign = text.data[0] == '-', whole = text.len - 3 - sign;
    size_t first = sign + (whole - 1) % 3 + 1;

    if (whole > 3 && rng_chance(&s->rng, 500)) {
        char *out = s->f->text;
        memcpy(out, text.data, first);
        out += first;
        for (size_t i = first; i < text.len - 3; i += 3) {
            *out++ = ',';
            memcpy(out, text.data + i, 3);
            out += 3;
        }
        snprintf(out, 4, "%.3s", text.data + text.len - 3);
    } else if (str_ends(text, STR(".00"))) {
        scene_printf(s, "%.*s", (int)text.len - 3, text.data);
    } else {
        scene_printf(s, STR_FMT "0", STR_ARG(text));
    }
}

static void spell_date(struct scene *s, struct str text)
{
    int32_t day;

    date_parse(text, &day);
    struct civil c = date_to_civil(day);
    switch (rng_below(&s->rng, 3)) {
    case 0:
        scene_printf(s, "%d/%d/%d", c.year, c.month, c.day);
        break;
    case 1:
        scene_printf(s, "%04d%02d%02d", c.year, c.month, c.day);
        break;
    default:
        scene_printf(s, "%d", day + SERIAL_OF_1970);
    }
}

bool flaw_spelling(struct scene *s)
{
    struct cell_found c;
    const struct code *code;

    if (!any_cell(s, can_be_spelt, &c))
        return false;
    switch (c.attribute->type) {
    case ATTR_MONEY:
        spell_money(s, c.text);
        break;
    case ATTR_DATE:
        spell_date(s, c.text);
        break;
    case ATTR_BOOLEAN:
        scene_printf(s, "%s",
                     rng_chance(&s->rng, 500) ? str_eqz(c.text, "是") ? "1" : "0"
                     : str_eqz(c.text, "是")  ? "TRUE"
                                              : "FALSE");
        break;
    default:
        code = attribute_code(c.attribute, c.text);
        scene_printf(s, STR_FMT, STR_ARG(code->code));
    }
    return true;
}

bool flaw_fact_missing(struct scene *s)
{
    struct cell_found c;

    return any_cell(s, can_be_left_out, &c);
}
