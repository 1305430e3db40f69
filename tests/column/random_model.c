#include "random_model.h"

struct making {
    struct strbuf *out;
    uint64_t seed;
    int n;          /* decisions so far */
    char kinds[64]; /* n b c d of them */
    bool in_member; /* m is in scope */
    bool in_filter; /* the item's entries are in scope */
    int functions;
};

static uint64_t next(struct making *k)
{
    uint64_t z = k->seed += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int below(struct making *k, int n)
{
    return (int)(next(k) % (uint64_t)n);
}

#define ONE_OF(k, list) (list)[below(k, (int)(sizeof(list) / sizeof(list)[0]))]

static void put(struct making *k, const char *z)
{
    for (; *z; z++)
        if (*z == '<')
            strbuf_addz(k->out, "&lt;");
        else if (*z == '>')
            strbuf_addz(k->out, "&gt;");
        else
            strbuf_addc(k->out, *z);
}

static void number(struct making *k, int depth);
static void boolean(struct making *k, int depth);
static void code(struct making *k, int depth);
static void date(struct making *k, int depth);

static void entity(struct making *k)
{
    if (k->in_filter && below(k, 2))
        return;
    put(k, k->in_member && below(k, 3) ? "m." : "h.");
}

static bool reference(struct making *k, char kind)
{
    for (int tries = 0; tries < 4 && k->n > 0; tries++) {
        int i = below(k, k->n);

        if (k->kinds[i] == kind) {
            strbuf_printf(k->out, "D%d", i);
            return true;
        }
    }
    return false;
}

static void literal(struct making *k)
{
    static const char *const all[] = {"0", "1", "2", "3", "12", "100", "0.5", "2.25", "-1", "1000"};

    put(k, ONE_OF(k, all));
}

static void number_leaf(struct making *k)
{
    switch (below(k, 8)) {
    case 0:
        literal(k);
        break;
    case 1:
        put(k, "p.rate");
        break;
    case 2:
        put(k, "p.steps");
        break;
    case 3:
        if (reference(k, 'n'))
            break;
        /* fall through */
    case 4:
    case 5:
        entity(k);
        put(k, "small");
        break;
    default:
        entity(k);
        put(k, below(k, 2) ? "money" : "other");
    }
}

/* Inside of it the item is m (a loop) or its entries (a filter). */
static void members(struct making *k)
{
    bool filter = k->in_filter;

    put(k, "members");
    if (below(k, 2)) {
        k->in_filter = true;
        put(k, "[");
        boolean(k, 1);
        put(k, "]");
        k->in_filter = filter;
    }
}

static void each(struct making *k, const char *head, const char *body,
                 void (*f)(struct making *, int), int depth)
{
    bool member = k->in_member, filter = k->in_filter;

    put(k, head);
    members(k);
    put(k, body);
    k->in_member = true;
    k->in_filter = false;
    f(k, depth);
    k->in_member = member;
    k->in_filter = filter;
}

static void number(struct making *k, int depth)
{
    static const char *const roundings[] = {"round half up", "round half down", "decimal",
                                            "round up",      "round down",      "floor",
                                            "ceiling"};
    static const char *const scales[] = {"2", "0", "1", "-1"};
    bool inner = k->in_member || k->in_filter;

    if (depth <= 0) {
        number_leaf(k);
        return;
    }
    switch (below(k, inner ? 12 : 18)) {
    case 0:
    case 1:
        put(k, "(");
        number(k, depth - 1);
        put(k, below(k, 2) ? " + " : " - ");
        number(k, depth - 1);
        put(k, ")");
        break;
    case 2:
        put(k, "(");
        number(k, depth - 1);
        put(k, " * ");
        number_leaf(k);
        put(k, ")");
        break;
    case 3:
        put(k, below(k, 2) ? "max(" : "min(");
        number(k, depth - 1);
        put(k, ", ");
        number(k, depth - 1);
        put(k, ")");
        break;
    case 4:
    case 5:
        put(k, "(if ");
        boolean(k, depth - 1);
        put(k, " then ");
        number(k, depth - 1);
        put(k, " else ");
        number(k, depth - 1);
        put(k, ")");
        break;
    case 6:
    case 7:
        put(k, ONE_OF(k, roundings));
        put(k, "(");
        if (below(k, 3) == 0) {
            number(k, depth - 1);
            put(k, below(k, 2) ? " - " : " + ");
        }
        number(k, depth - 1);
        put(k, " / ");
        switch (below(k, 5)) {
        case 0:
            number(k, depth - 1);
            break;
        case 1:
            put(k, "(1 + ");
            entity(k);
            put(k, "small)");
            break;
        case 2:
            put(k, below(k, 2) ? "12" : "7");
            if (below(k, 3) == 0)
                put(k, " / 3");
            break;
        case 3: /* two divisors: the one may be zero, the other unknown */
            entity(k);
            put(k, "small / p.steps");
            break;
        default:
            literal(k);
        }
        put(k, ", ");
        put(k, ONE_OF(k, scales));
        put(k, ")");
        break;
    case 8:
        if (below(k, 4) == 0) { /* what nobody reads is evaluated too */
            put(k, "{a: ");
            number(k, depth - 1);
            put(k, " / ");
            entity(k);
            put(k, "small, b: (if ");
            boolean(k, 0);
            put(k, " then null else ");
            number(k, depth - 1);
            put(k, ") * 1}.b");
            break;
        }
        put(k, "abs(");
        number(k, depth - 1);
        put(k, ")");
        break;
    case 9:
        put(k, "years and months duration(");
        date(k, 0);
        put(k, ", asof)");
        put(k, below(k, 2) ? ".years" : ".months");
        break;
    case 10:
        if (k->functions) {
            put(k, "f(");
            number(k, depth - 1);
            put(k, ", ");
            code(k, 0);
            put(k, ")");
            break;
        }
        /* fall through */
    case 11:
        number_leaf(k);
        break;
    case 12:
        put(k, "count(");
        members(k);
        put(k, ")");
        break;
    case 13:
    case 14: {
        static const char *const heads[] = {"sum(for m in ", "max(for m in ", "min(for m in "};

        each(k, ONE_OF(k, heads), " return ", number, depth - 1);
        put(k, ")");
        break;
    }
    case 15:
        put(k, below(k, 2) ? "sum(" : "max(");
        members(k);
        put(k, below(k, 2) ? ".money)" : ".small)");
        break;
    case 16:
        put(k, "round half up(mean(");
        members(k);
        put(k, ".money), 2)");
        break;
    default:
        put(k, "sum([");
        number(k, depth - 1);
        put(k, ", ");
        number(k, depth - 1);
        put(k, "])");
    }
}

static void code_test(struct making *k)
{
    static const char *const tests[] = {
        " = \"a\"", " != \"b\"",  " in (\"a\", \"c\")", " in (\"b\", \"zzz\")",
        " = null",  " != \"zzz\""};

    code(k, 0);
    put(k, ONE_OF(k, tests));
}

static void boolean(struct making *k, int depth)
{
    static const char *const compares[] = {" < ", " <= ", " > ", " >= ", " = ", " != "};
    bool inner = k->in_member || k->in_filter;

    if (depth <= 0) {
        switch (below(k, 6)) {
        case 0:
            if (reference(k, 'b'))
                break;
            /* fall through */
        case 1:
            entity(k);
            put(k, below(k, 2) ? "flag" : "flag2");
            break;
        case 2:
            entity(k);
            put(k, "flag = ");
            put(k, below(k, 2) ? "true" : "false");
            break;
        case 3:
            entity(k);
            put(k, "small ");
            put(k, below(k, 2) ? ">= 3" : "in [1..4)");
            break;
        default:
            code_test(k);
        }
        return;
    }
    switch (below(k, inner ? 9 : 13)) {
    case 0:
    case 1:
        put(k, "(");
        boolean(k, depth - 1);
        put(k, below(k, 2) ? " and " : " or ");
        boolean(k, depth - 1);
        put(k, ")");
        break;
    case 2:
        put(k, "not(");
        boolean(k, depth - 1);
        put(k, ")");
        break;
    case 3:
    case 4:
        put(k, "(");
        number(k, depth - 1);
        put(k, ONE_OF(k, compares));
        number(k, depth - 1);
        if (below(k, 4) == 0)
            put(k, " / 7");
        put(k, ")");
        break;
    case 5:
        put(k, "(");
        number(k, depth - 1);
        put(k, below(k, 2) ? " between 0 and " : " between -5 and ");
        number(k, 0);
        put(k, ")");
        break;
    case 6:
        put(k, "(");
        date(k, depth - 1);
        put(k, ONE_OF(k, compares));
        date(k, depth - 1);
        put(k, ")");
        break;
    case 7:
        put(k, "(");
        number(k, depth - 1);
        put(k, " in (< 0, [2..");
        number(k, 0);
        put(k, "], 7))");
        break;
    case 8:
        put(k, "(");
        code(k, 1);
        put(k, " = ");
        code(k, 1);
        put(k, ")");
        break;
    case 9:
    case 10:
        put(k, "(");
        each(k, below(k, 2) ? "some m in " : "every m in ", " satisfies ", boolean, depth - 1);
        put(k, ")");
        break;
    case 11:
        put(k, below(k, 2) ? "list contains(h.causes, \"x\")" : "list contains(h.causes, \"q\")");
        break;
    default:
        put(k, below(k, 2) ? "any([" : "all([");
        boolean(k, depth - 1);
        put(k, ", ");
        boolean(k, depth - 1);
        put(k, "])");
    }
}

static void code(struct making *k, int depth)
{
    static const char *const literals[] = {"\"a\"", "\"b\"", "\"d\"", "\"zz\""};

    if (depth > 0 && below(k, 3) == 0) {
        put(k, "(if ");
        boolean(k, depth - 1);
        put(k, " then ");
        code(k, 0);
        put(k, " else ");
        if (below(k, 2))
            put(k, ONE_OF(k, literals));
        else
            code(k, depth - 1);
        put(k, ")");
        return;
    }
    if (below(k, 4) == 0 && reference(k, 'c'))
        return;
    entity(k);
    put(k, below(k, 3) ? "kind" : below(k, 2) ? "grade" : "kind?");
}

static void date(struct making *k, int depth)
{
    if (depth > 0 && below(k, 2)) {
        put(k, "(");
        date(k, 0);
        put(k, below(k, 2) ? " + " : " - ");
        switch (below(k, 3)) {
        case 0:
            put(k, "duration(\"P1Y2M\")");
            break;
        case 1:
            put(k, "p.steps * duration(\"P1M\")");
            break;
        default:
            put(k, "duration(\"P1M\") * ");
            number(k, depth - 1);
        }
        put(k, ")");
        return;
    }
    switch (below(k, 6)) {
    case 0:
        put(k, "asof");
        break;
    case 1:
        put(k, "date(\"2019-02-28\")");
        break;
    case 2:
        if (reference(k, 'd'))
            break;
        /* fall through */
    default:
        entity(k);
        put(k, "day");
    }
}

static void of_kind(struct making *k, char kind, int depth)
{
    switch (kind) {
    case 'n':
        number(k, depth);
        break;
    case 'b':
        boolean(k, depth);
        break;
    case 'c':
        code(k, depth);
        break;
    default:
        date(k, depth);
    }
}

static const char *type_of(char kind)
{
    return kind == 'n'   ? "number"
           : kind == 'b' ? "boolean"
           : kind == 'c' ? "string"
           : kind == 's' ? "texts"
                         : "date";
}

static void cell(struct making *k, char kind)
{
    static const char *const numbers[] = {"< 2",       ">= 3",   "[1..4]",   "0, 5", "not(1)",
                                          "? * 2 > 5", "(1..9]", "< p.rate", "null", "not(< 100)"};
    static const char *const booleans[] = {"true", "false", "true, false", "not(true)"};
    static const char *const codes[] = {"\"a\"", "\"b\", \"c\"", "not(\"a\")", "\"zz\"", "null"};
    static const char *const dates[] = {"< asof", ">= date(\"2010-01-01\")", "null",
                                        "? < asof - duration(\"P18Y\")"};

    if (below(k, 3) == 0) {
        put(k, "-");
        return;
    }
    put(k, kind == 'n'   ? ONE_OF(k, numbers)
           : kind == 'b' ? ONE_OF(k, booleans)
           : kind == 'c' ? ONE_OF(k, codes)
                         : ONE_OF(k, dates));
}

static void output(struct making *k, char kind, bool constant)
{
    static const char *const numbers[] = {"0", "1", "10.5", "-3"};
    static const char *const codes[] = {"\"a\"", "\"b\"", "\"e\"", "\"f\""};

    if (!constant && below(k, 2)) {
        of_kind(k, kind, 1);
        return;
    }
    if (below(k, 12) == 0 && !constant)
        put(k, "null");
    else
        put(k, kind == 'n'          ? ONE_OF(k, numbers)
               : kind == 'b'        ? (below(k, 2) ? "true" : "false")
               : strchr("cs", kind) ? ONE_OF(k, codes)
                                    : "date(\"2020-01-31\")");
}

/* x and c: over these names only (a knowledge model). */
static void table(struct making *k, char kind, bool function)
{
    static const char *const single[] = {"UNIQUE", "ANY", "FIRST", "FIRST", "FIRST"};
    static const char *const numeric[] = {"MAX", "MIN", "SUM", "COUNT"};
    int inputs = 1 + below(k, 3), rows = 1 + below(k, below(k, 4) ? 4 : 12);
    const char *hit = ONE_OF(k, single), *aggregation = NULL;
    char kinds[4];

    if (kind == 's') {
        hit = "COLLECT";
    } else if (kind == 'n' && below(k, 2)) {
        hit = "COLLECT";
        aggregation = ONE_OF(k, numeric);
    }
    strbuf_printf(k->out, "<decisionTable hitPolicy=\"%s\"", hit);
    if (aggregation)
        strbuf_printf(k->out, " aggregation=\"%s\"", aggregation);
    strbuf_addz(k->out, ">\n");
    for (int i = 0; i < inputs; i++) {
        kinds[i] = "nbcdn"[below(k, 5)];
        if (function)
            kinds[i] = i % 2 ? 'c' : 'n';
        strbuf_addz(k->out, "<input><inputExpression><text>");
        if (function)
            put(k, i % 2 ? "c" : "x");
        else
            of_kind(k, kinds[i], below(k, 2));
        strbuf_addz(k->out, "</text></inputExpression></input>\n");
    }
    strbuf_printf(k->out, "<output%s>",
                  below(k, 3)                  ? ""
                  : kind == 's' || kind == 'c' ? " typeRef=\"string\""
                                               : "");
    if (!aggregation && kind != 's' && below(k, 3) == 0) {
        strbuf_addz(k->out, "<defaultOutputEntry><text>");
        output(k, kind, true);
        strbuf_addz(k->out, "</text></defaultOutputEntry>");
    }
    strbuf_addz(k->out, "</output>\n");
    for (int r = 0; r < rows; r++) {
        strbuf_addz(k->out, "<rule>");
        for (int i = 0; i < inputs; i++) {
            strbuf_addz(k->out, "<inputEntry><text>");
            cell(k, kinds[i]);
            strbuf_addz(k->out, "</text></inputEntry>");
        }
        strbuf_addz(k->out, "<outputEntry><text>");
        output(k, kind, function || kind == 's' || hit[0] == 'A');
        strbuf_addz(k->out, "</text></outputEntry></rule>\n");
    }
    strbuf_addz(k->out, "</decisionTable>\n");
}

static void requirements(struct making *k, bool function)
{
    static const char *const inputs[] = {"h", "members", "p", "asof"};

    if (function) {
        strbuf_addz(k->out, "<knowledgeRequirement><requiredKnowledge href=\"#p_\"/>"
                            "</knowledgeRequirement>");
        return;
    }
    for (int i = 0; i < 4; i++)
        strbuf_printf(k->out,
                      "<informationRequirement><requiredInput href=\"#i_%s\"/>"
                      "</informationRequirement>",
                      inputs[i]);
    for (int i = 0; i < k->n; i++)
        strbuf_printf(k->out,
                      "<informationRequirement><requiredDecision href=\"#D%d\"/>"
                      "</informationRequirement>",
                      i);
    strbuf_addz(k->out, "<knowledgeRequirement><requiredKnowledge href=\"#f\"/>"
                        "</knowledgeRequirement>\n");
}

static void component(struct strbuf *out, const char *name, const char *type, const char *allowed)
{
    strbuf_printf(out, "<itemComponent name=\"%s\"><typeRef>%s</typeRef>", name, type);
    if (allowed)
        strbuf_printf(out, "<allowedValues><text>%s</text></allowedValues>", allowed);
    strbuf_addz(out, "</itemComponent>");
}

static void types(struct strbuf *out)
{
    static const char *const entities[] = {"home", "person"};

    for (int i = 0; i < 2; i++) {
        strbuf_printf(out, "<itemDefinition name=\"%s\">", entities[i]);
        component(out, "small", "number", "[0..9]");
        component(out, "money", "number", NULL);
        component(out, "other", "number", NULL);
        component(out, "flag", "boolean", NULL);
        component(out, "flag2", "boolean", NULL);
        component(out, "kind", "string", "\"a\", \"b\", \"c\"");
        component(out, "grade", "string", "\"c\", \"b\", \"d\", \"x\"");
        component(out, "kind?", "string", "\"a\", \"b\"");
        component(out, "day", "date", NULL);
        if (i == 0)
            component(out, "causes", "texts", NULL);
        strbuf_addz(out, "</itemDefinition>\n");
    }
    strbuf_addz(out,
                "<itemDefinition name=\"texts\" isCollection=\"true\"><typeRef>string</typeRef>"
                "<allowedValues><text>\"x\", \"y\", \"a\", \"b\", \"e\", \"f\"</text>"
                "</allowedValues></itemDefinition>\n"
                "<itemDefinition name=\"people\" isCollection=\"true\"><typeRef>person</typeRef>"
                "</itemDefinition>\n<itemDefinition name=\"parameters\">");
    component(out, "rate", "number", NULL);
    component(out, "steps", "number", "[0..36]");
    strbuf_addz(out, "</itemDefinition>\n");
}

static void input(struct strbuf *out, const char *name, const char *type)
{
    strbuf_printf(out,
                  "<inputData id=\"i_%s\" name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/>"
                  "</inputData>\n",
                  name, name, name, type);
}

void random_model(uint64_t seed, struct strbuf *out)
{
    struct making k = {.out = out, .seed = seed};
    int decisions = 3 + below(&k, 8);

    strbuf_addz(out, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "
                     "name=\"random\" namespace=\"https://heyi.example/random\">\n");
    types(out);
    input(out, "h", "home");
    input(out, "members", "people");
    input(out, "p", "parameters");
    input(out, "asof", "date");
    strbuf_addz(out, "<businessKnowledgeModel id=\"p_\" name=\"unused\"><encapsulatedLogic>"
                     "<literalExpression><text>1</text></literalExpression></encapsulatedLogic>"
                     "</businessKnowledgeModel>\n"
                     "<businessKnowledgeModel id=\"f\" name=\"f\"><variable name=\"f\"/>"
                     "<encapsulatedLogic><formalParameter name=\"x\" typeRef=\"number\"/>"
                     "<formalParameter name=\"c\" typeRef=\"string\"/>");
    /* Cells of a function must not read parameters of the model. */
    strbuf_addz(out, "<context><contextEntry><variable name=\"p\"/><context><contextEntry>"
                     "<variable name=\"rate\"/><literalExpression><text>x + 1</text>"
                     "</literalExpression></contextEntry></context></contextEntry><contextEntry>");
    table(&k, 'n', true);
    strbuf_addz(out, "</contextEntry></context></encapsulatedLogic></businessKnowledgeModel>\n");
    k.functions = 1;
    for (int i = 0; i < decisions; i++) {
        char kind = "nnbbcds"[below(&k, 7)];

        strbuf_printf(out,
                      "<decision id=\"D%d\" name=\"D%d\"><variable name=\"D%d\" "
                      "typeRef=\"%s\"/>",
                      i, i, i, type_of(kind));
        requirements(&k, false);
        if (kind == 's' || below(&k, 2)) {
            table(&k, kind, false);
        } else {
            strbuf_addz(out, "<literalExpression><text>");
            of_kind(&k, kind, 1 + below(&k, 3));
            strbuf_addz(out, "</text></literalExpression>");
        }
        strbuf_addz(out, "</decision>\n");
        k.kinds[k.n++] = kind;
    }
    strbuf_addz(out, "</definitions>\n");
}
