/* The letter that tells a household's decision. */

#include "explain.h"

#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "labels.h"
#include "lang.h"
#include "letter.h"
#include "whatif.h"

#include <stdlib.h>

/* c: what was committed for that date, NULL = nothing. at_asked: the facts are those known at the
 * time that was asked for, not those of the committed run. */
static void head(struct letter *l, const struct committed *c, bool at_asked)
{
    bool agrees = c && replay_agrees(l->replay, c->digest);
    struct strbuf name = {0};
    (void)reg_division_name(l->reg, l->d->division, &name, NULL);
    const char *place = keep(l, &name);
    say(l, "认定说明\n", "How this was decided\n");
    say(l, "户号 " STR_FMT "　%s　%zu 人\n", "household " STR_FMT ", %s, %zu people\n",
        STR_ARG(l->d->household_no), place, l->d->people);
    if (c && (agrees || !at_asked))
        say(l, "认定日 %s（%s 提交，第 %lld 次认定）　政策 " STR_FMT "\n",
            "decided as of %s (committed on %s, run %lld) under " STR_FMT "\n",
            date_text(l, l->as_of), date_text(l, date_of_instant(c->recorded_at)),
            (long long)c->run_id, STR_ARG(pack_name(l->pack)));
    else if (c)
        say(l,
            "认定日 %s（按所问时间的所知重算；%s 提交的第 %lld 次认定所知不同）　政策 " STR_FMT
            "\n",
            "as of %s (decided again with what was known at the time asked for; what was committed "
            "on %s as run %lld knew otherwise) under " STR_FMT "\n",
            date_text(l, l->as_of), date_text(l, date_of_instant(c->recorded_at)),
            (long long)c->run_id, STR_ARG(pack_name(l->pack)));
    else
        say(l, "认定日 %s（试算，尚未提交）　政策 " STR_FMT "\n",
            "as of %s (a trial, not committed) under " STR_FMT "\n", date_text(l, l->as_of),
            STR_ARG(pack_name(l->pack)));
    if (c && !agrees && !at_asked)
        say(l,
            "注意：今天重算所用的事实与提交时不一致（登记库可能受损），请报告管理员，不要据此答复"
            "\n",
            "Warning: the facts read today differ from those of the committed decision; the "
            "register "
            "may be damaged: report this, don't rely on this letter\n");
}

/* What is paid, with its unit, or that it has to be found out. */
static const char *amount_text(struct letter *l)
{
    if (!l->d->monthly_amount.known)
        return tr("的金额（待查）", "amount (to be found out)");
    struct strbuf b = {0};
    strbuf_printf(&b, tr("%s 元", "%s yuan"), money_text(l, l->d->monthly_amount.value));
    return keep(l, &b);
}

static void conclude_in_force(struct letter *l)
{
    const char *amount = amount_text(l);
    if (str_eqz(l->d->category, "destitute"))
        say(l, "您家属于特困供养对象，每月发放 %s。\n",
            "Your household receives destitute support: %s a month.\n", amount);
    else
        say(l, "您家符合低保条件，每月发放低保金 %s。\n",
            "Your household is entitled to dibao: %s a month.\n", amount);
    if (l->d->previous.standing == STANDING_GRACE)
        say(l, "渐退期内重新符合条件，恢复在保。\n",
            "It meets the conditions again during the grace, and is in force.\n");
}

/* A pack may have a decision "refusal", asked for here only: a table that collects the reasons why
 * a household is not eligible. For other categories the row that gave the category tells. */
static void refusal(struct letter *l)
{
    size_t step;
    if (find_step(l, str_eqz(l->d->category, "none") ? "refusal" : "category", &step))
        rules(l, &l->steps[step], tr("原因：", "Reason: "));
}

static void conclude_grace(struct letter *l)
{
    say(l,
        "您家已不再符合低保条件（现认定为：" STR_FMT "）。按渐退规定，原来的待遇不变，每月仍发 %s，"
        "保留到 %s，从那一天起重新认定。\n",
        "Your household no longer meets the conditions of dibao (found: " STR_FMT
        "). By the rule of "
        "graduated exit the former %s a month go on until %s, when it is decided anew.\n",
        STR_ARG(label_category(l->d->category)), amount_text(l), date_text(l, l->d->grace_until));
    refusal(l);
}

static void conclude_out(struct letter *l)
{
    enum standing before = l->d->previous.standing;
    say(l, "您家不享受低保和特困待遇（认定为：" STR_FMT "）。\n",
        "Your household is not entitled to dibao or destitute support (found: " STR_FMT ").\n",
        STR_ARG(label_category(l->d->category)));
    refusal(l);
    if (before == STANDING_GRACE && l->as_of >= l->d->previous.grace_until)
        say(l, "渐退期已于 %s 届满，原待遇停止。\n", "The grace ended on %s.\n",
            date_text(l, l->d->previous.grace_until));
    else if (before == STANDING_IN_FORCE || before == STANDING_GRACE)
        say(l, "原来的待遇从此停止。\n", "The former support ends.\n");
}

static void conclusion(struct letter *l)
{
    say(l, "\n【结论】\n", "\nConclusion\n");
    switch (l->d->standing) {
    case STANDING_IN_FORCE:
        conclude_in_force(l);
        break;
    case STANDING_GRACE:
        conclude_grace(l);
        break;
    case STANDING_HELD:
        say(l,
            "有事实还没有查清，暂时不能重新认定。查清之前原来的待遇照发，每月 "
            "%s；请协助补齐下面所缺的材料。\n",
            "Some facts are not known, so nothing can be decided yet. Until they are, the former "
            "%s a month are paid on; please help to complete what is missing below.\n",
            amount_text(l));
        break;
    case STANDING_UNDECIDED:
        say(l, "有事实还没有查清，现在既不能批准也不能拒绝；请协助补齐下面所缺的材料。\n",
            "Some facts are not known, so this can be neither granted nor refused yet; please help "
            "to complete what is missing below.\n");
        break;
    case STANDING_FAILED:
        say(l, "无法计算：" STR_FMT "。请联系经办人更正登记。\n",
            "It can't be computed: " STR_FMT ". Please ask the office to correct the register.\n",
            STR_ARG(l->d->failed_text));
        break;
    default:
        conclude_out(l);
    }
}

/* Values with an order come as stretches, over which the amount changes. */
static bool ordered(const struct attribute *t)
{
    return t->type == ATTR_MONEY || t->type == ATTR_INTEGER;
}

static void whatif_value(struct letter *l, const struct attribute *t, const struct whatif *w,
                         bool first)
{
    struct strbuf low = {0}, high = {0};
    fact_print_people(t, w->low, &low);
    fact_print_people(t, w->high, &high);
    const char *a = keep(l, &low), *b = keep(l, &high);
    if (!ordered(t))
        say(l, "为%s", "%s", a);
    else if (w->open)
        say(l, "为 %s及以上", "%s or more", a);
    else if (first)
        say(l, "不超过 %s", "up to %s", b);
    else if (strcmp(a, b) == 0)
        fprintf(l->out, "%s", a);
    else
        say(l, "为 %s 至 %s", "%s to %s", a, b);
}

static void whatif_lines(struct letter *l, uint32_t fact, const struct attribute *t)
{
    struct whatif w[8];
    size_t n;
    int rc = whatif_try(l->replay, fact, l->as_of, l->arena, w, ARRAY_LEN(w), &n, l->e);
    if (rc < 0) {
        l->failed = rc;
        return;
    }
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || w[i].decided;
    if (!any)
        return;
    for (size_t i = 0; i < n; i++) {
        say(l, "     若", "     if ");
        whatif_value(l, t, &w[i], i == 0);
        if (w[i].decided) {
            say(l, " → " STR_FMT "，%s", ": " STR_FMT ", %s",
                STR_ARG(label_category(w[i].category)), standing_label(w[i].standing));
            if (!ordered(t) && w[i].amount > 0)
                say(l, "，每月 %s 元", ", %s yuan a month", money_text(l, w[i].amount));
            fputc('\n', l->out);
        } else
            say(l, " → 还要查清其他缺项\n", ": other facts are needed too\n");
    }
}

static void add_unknown(struct letter *l, struct fact_list *f, const struct output *o)
{
    for (size_t i = 0; o->state == OUTPUT_UNKNOWN && i < o->n_facts; i++) {
        bool has = false;
        for (size_t k = 0; k < f->n; k++)
            has = has || f->at[k] == o->facts[i];
        if (!has)
            (void)vec_push(l->arena, f, o->facts[i]);
    }
}

static void missing(struct letter *l)
{
    struct fact_list f = {0};
    add_unknown(l, &f, &l->o->out[OUTPUT_CATEGORY]);
    add_unknown(l, &f, &l->o->out[OUTPUT_PAYABLE_AMOUNT]);
    if (f.n == 0)
        add_unknown(l, &f, &l->o->out[OUTPUT_STANDING]);
    if (l->d->undecided_because.len && f.n) {
        say(l, "\n【要查清的事实】\n", "\nFacts to fetch\n");
        for (size_t i = 0; i < f.n; i++) {
            const struct attribute *t = fact_attribute(l, f.at[i]);
            if (!t)
                continue;
            fprintf(l->out, "%2zu. %s%s" STR_FMT "\n", i + 1,
                    fact_member(f.at[i]) ? member_text(l, fact_member(f.at[i]))
                                         : tr("全家", "household"),
                    tr("：", ": "), STR_ARG(fact_label(l, t)));
            whatif_lines(l, f.at[i], t);
        }
    }
    if (l->d->also_missing.len) {
        say(l, "\n【另缺】（不影响类别和金额，只影响积分、对象或措施）\n",
            "\nAlso missing (needed for points, targets or measures only)\n");
        struct str rest = l->d->also_missing, name;
        while (str_split(&rest, ';', &name)) {
            struct str id = name, part;
            str_split(&id, '@', &part);
            const struct attribute *t =
                catalogue_find(l->catalogue, id.data ? ENTITY_PERSON : ENTITY_HOUSEHOLD, part);
            size_t member = id.data && id.len > 1 ? strtoul(id.data + 1, NULL, 10) : 0;
            fprintf(l->out, "   · %s%s" STR_FMT "\n",
                    member ? member_text(l, member) : tr("全家", "household"), tr("：", ": "),
                    STR_ARG(t ? fact_label(l, t) : part));
        }
    }
}

static void closing(struct letter *l)
{
    if (l->d->standing == STANDING_GRACE) {
        struct strbuf b = {0};
        label_measures(l->d->measures, &b);
        if (b.len == 0)
            strbuf_addz(&b, tr("（没有记录）", "(none on record)"));
        say(l, "\n渐退期内原有帮扶措施继续：%s\n",
            "\nMeasures that continue during the grace: %s\n", keep(l, &b));
    }
    say(l, "\n依据所指文件：JM18 江府〔2018〕6号，JM23 江府办〔2017〕23号，CS51 赤委〔2016〕51号。",
        "\nDocuments cited: JM18 江府〔2018〕6号, JM23 江府办〔2017〕23号, CS51 赤委〔2016〕51号.");
    say(l, "\n对本说明有疑问，可向村（居）委会或镇（街）民政办提出。\n",
        "\nQuestions: ask the village committee or the town's civil-affairs office.\n");
}

static int tell(struct letter *l, const struct committed *c, bool at_asked)
{
    l->catalogue = pack_catalogue(replay_pack(l->replay));
    l->pack = replay_pack(l->replay);
    l->model = pack_model(l->pack);
    l->d = replay_decision(l->replay);
    l->o = replay_outcome(l->replay);
    int reasons_node = dmn_find(l->model, STR("refusal"));
    if (reasons_node >= 0)
        dmn_run_decide(replay_run(l->replay), reasons_node);
    l->n_steps = dmn_run_steps(replay_run(l->replay), &l->steps);
    head(l, c, at_asked);
    conclusion(l);
    missing(l);
    if (l->d->standing != STANDING_FAILED)
        reasons(l);
    closing(l);
    if (l->failed)
        return l->failed;
    return arena_failed(l->arena) ? err_nomem(l->e) : 0;
}

int explain(struct reg *r, const struct actor *actor, struct str household_no,
            const struct explain_options *o, FILE *out, struct err *e)
{
    /* a letter without some of a household's facts would be no explanation */
    int rc = actor_require_fields(actor, FIELD_HEALTH | FIELD_MONEY | FIELD_MINOR, e);
    if (rc < 0)
        return rc;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    /* written whole or not at all; freed after the stream is closed */
    _cleanup_free_ char *text = NULL;
    size_t len = 0;
    _cleanup_fclose_ FILE *memory = open_memstream(&text, &len);
    if (!a || !memory)
        return err_nomem(e);
    struct letter l = {.out = memory, .reg = r, .arena = a, .e = e};
    struct committed c = {0};
    bool is_committed = false;
    rc = db_begin(reg_db(r), false, e);
    if (rc < 0)
        return rc;
    rc = determine_committed(r, household_no, o->as_of, o->known_seq, a, &c, &is_committed, e);
    l.as_of = is_committed ? c.as_of : o->as_of == DATE_NONE ? clock_today() : o->as_of;
    bool at_asked = !is_committed || (o->as_of != DATE_NONE && o->known_seq != INT64_MAX);
    if (rc == 0)
        rc = replay_open(r, actor, household_no, l.as_of, at_asked ? o->known_seq : c.known_seq,
                         &l.replay, e);
    if (rc == 0)
        rc = tell(&l, is_committed ? &c : NULL, at_asked);
    replay_free(l.replay);
    db_rollback(reg_db(r));
    if (rc < 0)
        return rc;
    if (fflush(l.out) != 0 || ferror(l.out))
        return err_nomem(e);
    return fwrite(text, 1, len, out) == len && fflush(out) == 0
               ? 0
               : err_set(e, E_IO, "说明无法写出（磁盘已满？）",
                         "the letter can't be written (disk full?)");
}
