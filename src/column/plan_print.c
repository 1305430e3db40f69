/* The plan as text: what `heyi policy plan` shows. */
#include "cleanup.h"
#include "date.h"
#include "decimal.h"
#include "lang.h"
#include "plan_private.h"

static const char *const names[N_PLAN_CODES] = {
#define OP(name, comment) [DO_##name] = #name,
#include "ops.def"
#undef OP
};

static const char *const roundings[] = {"half up", "half down", "half even", "up",
                                        "down",    "floor",     "ceiling"};

static void add_lower(struct strbuf *b, const char *z)
{
    for (; *z; z++)
        strbuf_addc(b, *z == '_' ? ' ' : *z >= 'A' && *z <= 'Z' ? (char)(*z + 32) : *z);
}

static void add_number(struct strbuf *b, int64_t v, int scale)
{
    char text[128];
    size_t n = dec_format(dec_from_scaled(v, scale), text);

    strbuf_add(b, text, n);
}

static void add_date(struct strbuf *b, int64_t days)
{
    char text[DATE_TEXT];

    date_format((int32_t)days, text);
    strbuf_addz(b, text);
}

static void add_type(struct strbuf *b, const struct plan_reg *r)
{
    static const char *const widths[] = {"u8", "i32", "i64", "u64"};
    const struct column_type *t = &r->type;

    if (r->kind == PLAN_ROWS)
        strbuf_addz(b, "rows");
    else if (r->kind == PLAN_FIRED)
        strbuf_addz(b, "fired");
    else
        switch (t->kind) {
        case COLUMN_BOOLEAN:
            strbuf_addz(b, "boolean");
            break;
        case COLUMN_CODE:
            strbuf_printf(b, "code of %zu", t->n_codes);
            break;
        case COLUMN_CODES:
            strbuf_printf(b, "codes of %zu", t->n_codes);
            break;
        case COLUMN_NUMBER:
            strbuf_printf(b, "%s", widths[t->width]);
            if (t->scale)
                strbuf_printf(b, "/10^%u", t->scale);
            strbuf_addz(b, " [");
            add_number(b, t->min, t->scale);
            strbuf_addz(b, "..");
            add_number(b, t->max, t->scale);
            strbuf_addc(b, ']');
            break;
        case COLUMN_DATE:
            strbuf_addz(b, "date");
            break;
        }
    if (t->unknown || t->null || r->slow) {
        strbuf_addc(b, ' ');
        strbuf_addz(b, t->unknown ? "?" : "");
        strbuf_addz(b, t->null ? "0" : "");
        strbuf_addz(b, r->slow ? "!" : "");
    }
}

/* What a load reads: 户.住房套数. */
static void add_field(struct strbuf *b, const struct plan *p, enum column_space space, int column)
{
    for (size_t i = 0; i < p->n_inputs; i++) {
        const struct column_input *in = &p->inputs[i];
        const struct dmn_node *n = dmn_node(p->model, in->node);

        for (size_t k = 0; in->space == space && k < in->n_fields; k++) {
            const struct feel_type *t = n->type;

            if (in->fields[k].column != column)
                continue;
            strbuf_adds(b, n->name);
            if (t && t->kind == FEEL_T_LIST)
                t = t->element;
            if (in->shape != SHAPE_VALUE && t && k < t->n_fields) {
                strbuf_addc(b, '.');
                strbuf_adds(b, t->field_names[k]);
            }
            return;
        }
    }
}

static void add_const(struct strbuf *b, const struct plan_op *op, const struct column_type *t)
{
    if (op->imm2 != COLUMN_KNOWN) {
        strbuf_addz(b, op->imm2 == COLUMN_NULL ? "null" : "slow");
        return;
    }
    switch (t->kind) {
    case COLUMN_BOOLEAN:
        strbuf_addz(b, op->imm ? "true" : "false");
        break;
    case COLUMN_CODE:
        strbuf_printf(b, "\"" STR_FMT "\"", STR_ARG(t->codes[op->imm]));
        break;
    case COLUMN_DATE:
        add_date(b, op->imm);
        break;
    default:
        add_number(b, op->imm, t->scale);
    }
}

static void add_bits(struct strbuf *b, uint64_t bits)
{
    bool first = true;

    for (; bits; bits &= bits - 1, first = false)
        strbuf_printf(b, "%s%d", first ? "" : "+", __builtin_ctzll(bits) + 1);
}

/* The codes that an IN asks for. */
static void add_among(struct strbuf *b, const uint64_t *lut, const struct column_type *t)
{
    size_t n = t->kind == COLUMN_BOOLEAN ? 2 : t->n_codes;
    bool first = true;

    strbuf_addz(b, " (");
    for (size_t i = 0; i < n; i++) {
        if (!(lut[i / 64] >> i % 64 & 1))
            continue;
        strbuf_addz(b, first ? "" : ", ");
        if (t->kind == COLUMN_BOOLEAN)
            strbuf_addz(b, i ? "true" : "false");
        else
            strbuf_printf(b, "\"" STR_FMT "\"", STR_ARG(t->codes[i]));
        first = false;
    }
    strbuf_addc(b, ')');
}

static void add_operation(struct strbuf *b, const struct plan *p, const struct plan_op *op)
{
    const struct plan_reg *dst = &p->regs[op->dst];
    const int operands[3] = {op->a, op->b, op->c};

    add_lower(b, names[op->code]);
    for (int i = 0; i < 3; i++)
        if (operands[i] >= 0)
            strbuf_printf(b, " r%d", operands[i]);
    for (size_t i = 0; i < op->n_args; i++)
        strbuf_printf(b, "%sr%d", i ? " " : " : ", op->args[i]);
    switch (op->code) {
    case DO_LOAD:
        strbuf_addc(b, ' ');
        add_field(b, p, dst->space, (int)op->imm);
        break;
    case DO_CONST:
        strbuf_addc(b, ' ');
        add_const(b, op, &dst->type);
        break;
    case DO_RESCALE:
    case DO_EXACT:
        strbuf_printf(b, " 10^%d", (int)op->imm);
        break;
    case DO_DIVIDE:
        if (op->imm)
            strbuf_printf(b, " 10^%d", (int)op->imm);
        strbuf_printf(b, " %s", roundings[op->imm2]);
        break;
    case DO_IN:
        add_among(b, op->lut, &p->regs[op->a].type);
        break;
    case DO_HAS:
        if (op->imm < (int64_t)p->regs[op->a].type.n_codes)
            strbuf_printf(b, " \"" STR_FMT "\"", STR_ARG(p->regs[op->a].type.codes[op->imm]));
        break;
    case DO_DEMAND:
        strbuf_printf(b, "%s%s", op->imm & 1 ? " known" : "", op->imm & 2 ? " value" : "");
        break;
    case DO_DATE_PART:
        strbuf_addz(b, op->imm == 0 ? " year" : op->imm == 1 ? " month" : " day");
        break;
    case DO_ROWS_CELL:
        strbuf_addc(b, ' ');
        add_bits(b, (uint64_t)op->imm);
        break;
    default:
        break;
    }
    if (op->checked)
        strbuf_addz(b, tr("（查溢出）", " (checked)"));
}

/* The text on one line. */
static void add_where(struct strbuf *b, struct str where)
{
    bool space = false;
    size_t n = 0;

    for (size_t i = 0; i < where.len; i++) {
        char ch = where.data[i];

        if (ch == ' ' || ch == '\n' || ch == '\t' || ch == '\r') {
            space = true;
            continue;
        }
        if (n >= 60 && ((unsigned char)ch & 0xC0) != 0x80) {
            strbuf_addz(b, "…");
            return;
        }
        if (space && n)
            strbuf_addc(b, ' ');
        space = false;
        strbuf_addc(b, ch);
        n++;
    }
}

/* Columns of a text wide by display: Chinese signs take two. */
static size_t width_of(struct str s)
{
    size_t w = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char ch = (unsigned char)s.data[i];

        w += ch < 0x80 ? 1 : ch >= 0xE0 ? 2 : ch >= 0xC0 ? 1 : 0;
    }
    return w;
}

static void pad(struct strbuf *line, size_t from, size_t width)
{
    struct str s = {line->data + from, line->len - from};

    for (size_t w = line->data ? width_of(s) : width; w < width; w++)
        strbuf_addc(line, ' ');
    strbuf_addc(line, ' ');
}

void plan_print(const struct plan *p, FILE *out)
{
    _cleanup_(strbuf_done) struct strbuf line = {0};
    size_t spaces[3] = {0}, computed = 0;

    for (size_t i = 0; i < p->n_ops; i++)
        spaces[p->regs[p->ops[i].dst].space]++;
    for (size_t i = 0; i < p->n_wanted; i++)
        computed += p->outputs[i] >= 0;
    fprintf(out,
            tr("计划：%zu 项结果中的 %zu 项，%zu 个决策表；算子 %zu 个（每次 %zu，每户 %zu，"
               "每人 %zu）\n",
               "plan: %zu results wanted, %zu of them computed, %zu tables; %zu primitives "
               "(%zu once, %zu a household, %zu a member)\n"),
            p->n_wanted, computed, p->n_tables, p->n_ops, spaces[0], spaces[1], spaces[2]);
    fprintf(out, "%s\n",
            tr("类型后：? 可能未知，0 可能为 null，! 可能留给解释器",
               "behind a type: ? may be unknown, 0 may be null, ! may be left to the interpreter"));
    for (size_t i = 0; i < p->n_ops; i++) {
        static const char *const zh[] = {"次", "户", "人"}, *const en[] = {"once", "home", "head"};
        const struct plan_op *op = &p->ops[i];
        const struct plan_reg *r = &p->regs[op->dst];
        size_t at;

        strbuf_clear(&line);
        strbuf_printf(&line, "r%d", op->dst);
        pad(&line, 0, 5);
        strbuf_addz(&line, tr(zh[r->space], en[r->space]));
        at = line.len;
        strbuf_addc(&line, ' ');
        add_type(&line, r);
        pad(&line, at, 32);
        at = line.len;
        add_operation(&line, p, op);
        pad(&line, at, 36);
        if (op->node >= 0)
            strbuf_adds(&line, dmn_node(p->model, op->node)->name);
        if (op->where.len) {
            strbuf_addz(&line, tr("：", ": "));
            add_where(&line, op->where);
        }
        fprintf(out, "%s\n", strbuf_z(&line));
    }
    for (size_t i = 0; i < p->n_wanted; i++)
        if (p->outputs[i] >= 0)
            fprintf(out, "%s " STR_FMT " = r%d\n", tr("结果", "result"),
                    STR_ARG(dmn_node(p->model, p->wanted[i].node)->name), p->outputs[i]);
    for (size_t i = 0; i < p->n_tables; i++)
        fprintf(out, "%s " STR_FMT " = r%d\n", tr("命中行", "rows"),
                STR_ARG(dmn_node(p->model, p->tables[i])->name), p->fired[i]);
    for (size_t i = 0; i < p->n_refusals; i++) {
        const struct plan_refusal *x = &p->refusals[i];

        strbuf_clear(&line);
        add_where(&line, x->where);
        fprintf(out, "%s " STR_FMT "%s%s%s%s%s\n", tr("留给解释器", "left to the interpreter:"),
                STR_ARG(dmn_node(p->model, x->node)->name), tr("：", ": "), err_text(&x->message),
                line.len ? tr("（", " (") : "", strbuf_z(&line), line.len ? tr("）", ")") : "");
    }
}
