/* The letter as lines, and these as text and as a page. */

#include "telling.h"

#include "cleanup.h"
#include "date.h"
#include "labels.h"
#include "lang.h"
#include "money.h"

/* What is being written. */
struct lines {
    const struct telling *t;
    line_fn *fn;
    void *arg;
    struct strbuf text; /* of the line */
    struct line line;
    bool failed;
};

static void begin(struct lines *x, enum line_kind kind, int indent)
{
    strbuf_clear(&x->text);
    x->line = (struct line){.kind = kind, .indent = indent};
}

static void add(struct lines *x, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
static void add(struct lines *x, const char *zh, const char *en, ...)
{
    char *text = NULL;
    va_list ap;
    va_start(ap, en);
    if (vasprintf(&text, tr(zh, en), ap) < 0) {
        text = NULL;
        x->failed = true;
    }
    va_end(ap);
    strbuf_addz(&x->text, text ? text : "");
    free(text);
}

static void add_str(struct lines *x, struct str s)
{
    strbuf_adds(&x->text, s);
}

static void end(struct lines *x)
{
    x->failed |= x->text.failed;
    x->line.text = strbuf_str(&x->text);
    x->fn(x->arg, &x->line);
}

static void sentence(struct lines *x, struct str s)
{
    begin(x, LINE_TEXT, 0);
    add_str(x, s);
    end(x);
}

static void heading(struct lines *x, const char *zh, const char *en)
{
    begin(x, LINE_HEADING, 0);
    x->line.space = true;
    add(x, "%s", "%s", tr(zh, en));
    end(x);
}

struct texts {
    char date[DATE_TEXT], money[MONEY_TEXT];
};

static const char *day(struct texts *t, int32_t date)
{
    date_format(date, t->date);
    return t->date;
}

static const char *yuan(struct texts *t, int64_t fen)
{
    money_format(fen, t->money);
    return t->money;
}

static void head(struct lines *x)
{
    const struct telling *t = x->t;
    struct texts as_of, at;
    day(&as_of, t->as_of);
    day(&at, t->committed ? date_of_instant(t->recorded_at) : t->as_of);
    begin(x, LINE_TITLE, 0);
    add(x, "认定说明", "How this was decided");
    end(x);
    begin(x, LINE_TEXT, 0);
    add(x, "户号 " STR_FMT "　" STR_FMT "　%zu 人",
        "household " STR_FMT ", " STR_FMT ", %zu people", STR_ARG(t->household_no),
        STR_ARG(t->place), t->people);
    end(x);
    begin(x, LINE_TEXT, 0);
    if (t->committed && (t->agrees || !t->at_asked))
        add(x, "认定日 %s（%s 提交，第 %lld 次认定）　政策 " STR_FMT,
            "decided as of %s (committed on %s, run %lld) under " STR_FMT, as_of.date, at.date,
            (long long)t->run_id, STR_ARG(t->pack));
    else if (t->committed)
        add(x, "认定日 %s（按所问时间的所知重算；%s 提交的第 %lld 次认定所知不同）　政策 " STR_FMT,
            "as of %s (decided again with what was known at the time asked for; what was committed "
            "on %s as run %lld knew otherwise) under " STR_FMT,
            as_of.date, at.date, (long long)t->run_id, STR_ARG(t->pack));
    else
        add(x, "认定日 %s（试算，尚未提交）　政策 " STR_FMT,
            "as of %s (a trial, not committed) under " STR_FMT, as_of.date, STR_ARG(t->pack));
    end(x);
    if (t->committed && !t->agrees && !t->at_asked) {
        begin(x, LINE_TEXT, 0);
        add(x,
            "注意：今天重算所用的事实与提交时不一致（登记库可能受损），请报告管理员，不要据此答复",
            "Warning: the facts read today differ from those of the committed decision; the "
            "register may be damaged: report this, don't rely on this letter");
        end(x);
    }
}

/* The words of a rule, then its clauses in parentheses; where it has no words, these alone. */
static void add_rule(struct lines *x, const struct told_rule *r)
{
    if (r->open)
        add(x, "尚不清楚是否成立：", "not known whether: ");
    add_str(x, r->words);
    if (!r->clauses.len && !r->sample)
        return;
    if (r->words.len)
        add(x, "（", " (");
    if (r->clauses.len)
        add(x, "依据 " STR_FMT "%s", "clause " STR_FMT "%s", STR_ARG(r->clauses),
            r->sample ? tr("，", ", ") : "");
    if (r->sample)
        add(x, "参数为样例值", "with sample values");
    if (r->words.len)
        add(x, "）", ")");
}

static void rules(struct lines *x, const struct told_rules *rules, int indent, const char *before)
{
    for (size_t i = 0; i < rules->n; i++) {
        begin(x, LINE_TEXT, indent);
        add(x, "%s", "%s", before);
        add_rule(x, &rules->at[i]);
        end(x);
    }
}

static void conclusion(struct lines *x)
{
    heading(x, "【结论】", "Conclusion");
    for (size_t i = 0; i < x->t->conclusion.n; i++)
        sentence(x, x->t->conclusion.at[i]);
    rules(x, &x->t->because, 0, tr("原因：", "Reason: "));
    if (x->t->ending.len)
        sentence(x, x->t->ending);
}

static void what_if(struct lines *x, const struct told_if *w)
{
    struct texts amount;
    begin(x, LINE_TEXT, 5);
    add(x, "若", "if ");
    add_str(x, w->text);
    if (!w->decided) {
        add(x, " → 还要查清其他缺项", ": other facts are needed too");
    } else {
        add(x, " → " STR_FMT "，%s", ": " STR_FMT ", %s", STR_ARG(label_category(w->category)),
            standing_label(w->standing));
        if (!w->ordered && w->amount > 0)
            add(x, "，每月 %s 元", ", %s yuan a month", yuan(&amount, w->amount));
    }
    end(x);
}

static void missing(struct lines *x)
{
    const struct telling *t = x->t;
    if (t->missing.n)
        heading(x, "【要查清的事实】", "Facts to fetch");
    for (size_t i = 0; i < t->missing.n; i++) {
        const struct told_missing *m = &t->missing.at[i];
        begin(x, LINE_NUMBER, 0);
        x->line.number = (int)i + 1;
        add(x, STR_FMT "：" STR_FMT, STR_FMT ": " STR_FMT, STR_ARG(m->subject), STR_ARG(m->label));
        end(x);
        for (size_t k = 0; k < m->n_ifs; k++)
            what_if(x, &m->ifs[k]);
    }
    if (t->also.n)
        heading(x, "【另缺】（不影响类别和金额，只影响积分、对象或措施）",
                "Also missing (needed for points, targets or measures only)");
    for (size_t i = 0; i < t->also.n; i++) {
        const struct told_missing *m = &t->also.at[i];
        begin(x, LINE_BULLET, 3);
        add(x, STR_FMT "：" STR_FMT, STR_FMT ": " STR_FMT, STR_ARG(m->subject), STR_ARG(m->label));
        end(x);
    }
}

/* Where the household stood before: the decision hangs on it. */
static void before(struct lines *x)
{
    const struct previous *p = &x->t->decision.previous;
    struct texts t;
    if (p->standing != STANDING_IN_FORCE && p->standing != STANDING_GRACE)
        return;
    begin(x, LINE_TEXT, 4);
    add(x, "原来：" STR_FMT "，%s，每月 %s 元", "Before: " STR_FMT ", %s, %s yuan a month",
        STR_ARG(label_category(p->category)), standing_label(p->standing),
        p->amount_unknown ? tr("（未知）", "(unknown)") : yuan(&t, p->amount));
    if (p->standing == STANDING_GRACE)
        add(x, "，渐退期至 %s", ", grace until %s", day(&t, p->grace_until));
    end(x);
}

/* Amounts of zero are named together at the end. */
static void facts(struct lines *x, const struct told_facts *f, int indent)
{
    struct texts since;
    size_t told = 0, zeros = 0;
    begin(x, LINE_BULLET, indent);
    add_str(x, f->subject);
    if (f->source.len)
        add(x, "（" STR_FMT "，自 %s%s）", " (" STR_FMT ", since %s%s)", STR_ARG(f->source_label),
            day(&since, f->valid_from), f->least ? tr("，至少", ", at least") : "");
    add(x, "：", ": ");
    for (size_t i = 0; i < f->values.n; i++) {
        const struct told_value *v = &f->values.at[i];
        if (v->zero_money)
            continue;
        add(x, "%s" STR_FMT " ", "%s" STR_FMT " ", told++ ? tr("，", ", ") : "", STR_ARG(v->label));
        if (!v->known)
            add(x, "【未知】", "[unknown]");
        else if (v->masked)
            add(x, "【已遮盖】", "[masked]");
        else
            add_str(x, v->text);
    }
    for (size_t i = 0; i < f->values.n; i++)
        if (f->values.at[i].zero_money)
            add(x, "%s" STR_FMT, "%s" STR_FMT,
                zeros++ ? tr("、", ", ")
                : told  ? tr("，", ", ")
                        : "",
                STR_ARG(f->values.at[i].label));
    if (zeros)
        add(x, "%s", "%s", zeros > 1 ? tr("均为 0 元", " 0 yuan each") : tr(" 0 元", " 0 yuan"));
    end(x);
}

static void facts_and_parameters(struct lines *x, const struct told_step *s, int indent)
{
    struct texts since;
    for (size_t i = 0; i < s->facts.n; i++)
        facts(x, &s->facts.at[i], indent);
    for (size_t i = 0; i < s->parameters.n; i++) {
        const struct told_parameter *p = &s->parameters.at[i];
        begin(x, LINE_BULLET, indent);
        add(x, STR_FMT " " STR_FMT " " STR_FMT "（" STR_FMT "，自 %s 起）",
            STR_FMT " " STR_FMT " " STR_FMT " (" STR_FMT ", since %s)", STR_ARG(p->label),
            STR_ARG(p->value), STR_ARG(p->unit),
            STR_ARG(p->sample ? str_of(tr("样例值", "sample value")) : p->source),
            day(&since, p->valid_from));
        end(x);
    }
}

static void step(struct lines *x, const struct told_step *s, int number)
{
    begin(x, LINE_NUMBER, 0);
    x->line.number = number;
    add(x, STR_FMT "：" STR_FMT, STR_FMT ": " STR_FMT, STR_ARG(s->label), STR_ARG(s->value));
    end(x);
    rules(x, &s->rules, 3, "");
    for (size_t i = 0; i < s->parts.n; i++) {
        const struct told_step *p = &s->parts.at[i];
        begin(x, LINE_BULLET, 3);
        add(x, STR_FMT "：" STR_FMT, STR_FMT ": " STR_FMT, STR_ARG(p->label), STR_ARG(p->value));
        end(x);
        rules(x, &p->rules, 5, p->is_test ? tr("要求：", "Test: ") : "");
        facts_and_parameters(x, p, 5);
    }
    for (size_t i = 0; i < s->members.n; i++) {
        const struct told_step *m = &s->members.at[i];
        begin(x, LINE_BULLET, 3);
        add(x, STR_FMT "：" STR_FMT " " STR_FMT, STR_FMT ": " STR_FMT " " STR_FMT,
            STR_ARG(m->subject), STR_ARG(m->label), STR_ARG(m->value));
        end(x);
        rules(x, &m->rules, 5, "");
    }
    facts_and_parameters(x, s, 3);
}

static void closing(struct lines *x)
{
    const struct telling *t = x->t;
    bool space = true;
    if (t->combined) {
        begin(x, LINE_TEXT, 0);
        x->line.space = space;
        space = false;
        add(x, "“部门合计”是几个部门的记录加在一起的数。",
            "\"combined\" is what the records of several departments add up to.");
        end(x);
    }
    if (t->least) {
        begin(x, LINE_TEXT, 0);
        x->line.space = space;
        add(x, "“至少”是说部门的记录只是其中一部分，实际不会比这更少。",
            "\"at least\": the department's records are a part only; there is no less than that.");
        end(x);
    }
    if (t->decision.standing == STANDING_GRACE) {
        begin(x, LINE_TEXT, 0);
        x->line.space = true;
        add(x, "渐退期内原有帮扶措施继续：" STR_FMT,
            "Measures that continue during the grace: " STR_FMT,
            STR_ARG(t->measures.len ? t->measures
                                    : str_of(tr("（没有记录）", "(none on record)"))));
        end(x);
    }
    begin(x, LINE_TEXT, 0);
    x->line.space = true;
    add(x, "依据所指文件：JM18 江府〔2018〕6号，JM23 江府办〔2017〕23号，CS51 赤委〔2016〕51号。",
        "Documents cited: JM18 江府〔2018〕6号, JM23 江府办〔2017〕23号, CS51 赤委〔2016〕51号.");
    end(x);
    begin(x, LINE_TEXT, 0);
    add(x, "对本说明有疑问，可向村（居）委会或镇（街）民政办提出。",
        "Questions: ask the village committee or the town's civil-affairs office.");
    end(x);
}

int telling_lines(const struct telling *t, line_fn *fn, void *arg, struct err *e)
{
    struct lines x = {.t = t, .fn = fn, .arg = arg};
    enum lang was = lang_set(t->lang);
    head(&x);
    conclusion(&x);
    missing(&x);
    if (t->decision.standing != STANDING_FAILED) {
        heading(&x, "【理由】", "Reasons");
        before(&x);
        for (size_t i = 0; i < t->steps.n; i++)
            step(&x, &t->steps.at[i], (int)i + 1);
    }
    closing(&x);
    lang_set(was);
    strbuf_done(&x.text);
    return x.failed ? err_nomem(e) : 0;
}

static void print_text(void *arg, const struct line *l)
{
    FILE *out = arg;
    if (l->space)
        fputc('\n', out);
    if (l->kind == LINE_NUMBER)
        fprintf(out, "%2d. ", l->number);
    else
        fprintf(out, "%*s%s", l->indent, "", l->kind == LINE_BULLET ? "· " : "");
    fprintf(out, STR_FMT "\n", STR_ARG(l->text));
}

int telling_text(const struct telling *t, FILE *out, struct err *e)
{
    return telling_lines(t, print_text, out, e);
}

/* How deep a line stands: 0 beside headings, 1 below a number, 2 below that. */
static int depth(const struct line *l)
{
    return l->indent >= 5 ? 2 : l->indent >= 3 ? 1 : 0;
}

struct page {
    FILE *out;
    bool in_list; /* of numbers */
    int depth;    /* of lists inside */
};

static void to_depth(struct page *p, int depth)
{
    for (; p->depth > depth; p->depth--)
        fputs("</ul>\n", p->out);
    for (; p->depth < depth; p->depth++)
        fputs("<ul>\n", p->out);
}

static void end_list(struct page *p)
{
    to_depth(p, 0);
    if (p->in_list)
        fputs("</ol>\n", p->out);
    p->in_list = false;
}

static void print_escaped(FILE *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        switch (s.data[i]) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        default:
            fputc(s.data[i], out);
        }
    }
}

static void print_html(void *arg, const struct line *l)
{
    static const char *const tags[] = {
        [LINE_TITLE] = "h1", [LINE_HEADING] = "h2", [LINE_NUMBER] = "li", [LINE_BULLET] = "li"};
    struct page *p = arg;
    const char *tag = l->kind == LINE_TEXT ? depth(l) ? "li" : "p" : tags[l->kind];
    if (l->kind == LINE_NUMBER) {
        to_depth(p, 0);
        if (!p->in_list)
            fputs("<ol>\n", p->out);
        p->in_list = true;
    } else if (depth(l)) {
        to_depth(p, depth(l));
    } else {
        end_list(p);
    }
    fprintf(p->out, "<%s>", tag);
    print_escaped(p->out, l->text);
    fprintf(p->out, "</%s>\n", tag);
}

int telling_html(const struct telling *t, FILE *out, struct err *e)
{
    struct page p = {.out = out};
    fprintf(out,
            "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
            t->lang == LANG_ZH ? "zh-CN" : "en");
    print_escaped(out, t->household_no);
    fputs("</title>\n</head>\n<body>\n", out);
    int rc = telling_lines(t, print_html, &p, e);
    end_list(&p);
    fputs("</body>\n</html>\n", out);
    return rc;
}
