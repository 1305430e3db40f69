/* `heyi user …`: accounts, by the operator at the machine. */
#include "verbs.h"

#include "account.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "lang.h"
#include "office.h"
#include "password_ask.h"
#include "register.h"
#include "role.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

struct user {
    struct common common;
    const char *role, *division, *label;
    enum table_format format;
    struct actor actor;
    struct reg *reg;
    struct db *db; /* the office */
    struct arena *arena;
    char **rest;
    int n_rest;
};

static void user_done(struct user *u)
{
    reg_close(u->reg);
    db_close(u->db);
    arena_free(u->arena);
}

/* Options and words (least to most of them), and the register. The exit code, -1 to go on. */
static int begin(struct user *u, int argc, char **argv, const struct option_spec *own, size_t n_own,
                 int least, int most, enum db_mode mode)
{
    const struct option_spec shared[] = {COMMON_OPTIONS(u->common)};
    struct option_spec specs[8];
    struct err e = {0};
    for (size_t i = 0; i < n_own + ARRAY_LEN(shared); i++)
        specs[i] = i < n_own ? own[i] : shared[i - n_own];
    u->actor = actor_local();
    u->arena = arena_new(0);
    if (!u->arena) {
        err_nomem(&e);
        return fail(&e);
    }
    if (options_parse(argc, argv, specs, n_own + ARRAY_LEN(shared), &u->rest, &u->n_rest, &e) < 0)
        return fail(&e);
    if (u->n_rest < least)
        return usage("缺少参数", "a word is missing");
    if (u->n_rest > most)
        return usage("参数过多", "too many words");
    if (!table_format_parse(u->common.format, &u->format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    /* a register of before has no office yet */
    if (reg_open(u->common.db, DB_READ, &u->reg, &e) < 0 ||
        office_open(u->common.db, mode == DB_WRITE ? DB_CREATE : mode, &u->db, &e) < 0)
        return fail(&e);
    return -1;
}

#define USER                                                                                       \
    {                                                                                              \
        .common = COMMON_DEFAULTS                                                                  \
    }

/* --division must be a place; without one the scope stays as it is. */
static int place(struct user *u, struct str *division, struct err *e)
{
    struct division found;
    char code[13];
    if (!u->division)
        return 0;
    *division = str_of(u->division);
    if (division->len == 0)
        return 0;
    if (!division_pad(*division, code))
        return err_set(e, E_USAGE, "--division“%s”应为 6 至 12 位的区划代码",
                       "--division \"%s\" is no division code of 6 to 12 digits", u->division);
    return reg_division(u->reg, str_of(code), clock_today(), &found, e);
}

static int find(struct user *u, struct account *ret, struct err *e)
{
    return account_get(u->db, &u->actor, str_of(u->rest[0]), u->arena, ret, e);
}

static int done(const struct user *u, const char *zh, const char *en)
{
    fprintf(stderr, tr("%s：%s\n", "%s: %s\n"), u->rest[0], tr(zh, en));
    return EXIT_DONE;
}

static int cmd_add(int argc, char **argv)
{
    _cleanup_(user_done) struct user u = USER;
    const struct option_spec own[] = {
        {"role", OPTION_TEXT, &u.role, "ROLE", "角色（必填；见 heyi user roles）",
         "role (needed; see heyi user roles)"},
        {"division", OPTION_TEXT, &u.division, "CODE", "管辖区划（默认全部）",
         "division (default: everywhere)"},
        {"label", OPTION_TEXT, &u.label, "TEXT", "姓名、单位等说明", "name, office and the like"},
    };
    struct account a = {0};
    char password[PASSWORD_BYTES + 2];
    struct err e = {0};
    int64_t id;
    int r = begin(&u, argc, argv, own, ARRAY_LEN(own), 1, 1, DB_WRITE);
    if (r >= 0)
        return r;
    if (!u.role)
        return usage("缺少 --role", "--role is missing");
    a.name = str_of(u.rest[0]);
    a.role = str_of(u.role);
    a.label = u.label ? str_of(u.label) : STR("");
    a.division = STR("");
    if ((r = place(&u, &a.division, &e)) >= 0 && (r = password_ask(password, &e)) >= 0)
        r = account_add(u.db, &u.actor, &a, str_of(password), &id, &e);
    explicit_bzero(password, sizeof password);
    return r < 0 ? fail(&e)
                 : done(&u, "已建立；首次登录须修改密码",
                        "added; the password is to be changed at the first sign-in");
}

static int cmd_password(int argc, char **argv)
{
    _cleanup_(user_done) struct user u = USER;
    struct account a;
    char password[PASSWORD_BYTES + 2];
    struct err e = {0};
    int r = begin(&u, argc, argv, NULL, 0, 1, 1, DB_WRITE);
    if (r >= 0)
        return r;
    if ((r = find(&u, &a, &e)) >= 0 && (r = password_ask(password, &e)) >= 0)
        r = account_password(u.db, &u.actor, a.id, STR(""), str_of(password), 0, &e);
    explicit_bzero(password, sizeof password);
    return r < 0 ? fail(&e)
                 : done(&u, "密码已重设，会话已结束；下次登录须修改密码",
                        "set, sessions ended; it is to be changed at the next sign-in");
}

static int switch_to(int argc, char **argv, bool disabled)
{
    _cleanup_(user_done) struct user u = USER;
    struct account a;
    struct err e = {0};
    int r = begin(&u, argc, argv, NULL, 0, 1, 1, DB_WRITE);
    if (r >= 0)
        return r;
    if (find(&u, &a, &e) < 0)
        return fail(&e);
    a.disabled = disabled;
    if (account_change(u.db, &u.actor, &a, &e) < 0)
        return fail(&e);
    return disabled ? done(&u, "已停用，会话已结束", "disabled, sessions ended")
                    : done(&u, "已启用", "enabled");
}

static int cmd_disable(int argc, char **argv)
{
    return switch_to(argc, argv, true);
}

static int cmd_enable(int argc, char **argv)
{
    return switch_to(argc, argv, false);
}

static int cmd_role(int argc, char **argv)
{
    _cleanup_(user_done) struct user u = USER;
    const struct option_spec own[] = {
        {"division", OPTION_TEXT, &u.division, "CODE", "管辖区划（默认不变；\"\" 为全部）",
         "division (default: as it is; \"\" is everywhere)"},
    };
    struct account a;
    struct err e = {0};
    int r = begin(&u, argc, argv, own, ARRAY_LEN(own), 2, 2, DB_WRITE);
    if (r >= 0)
        return r;
    if (find(&u, &a, &e) < 0)
        return fail(&e);
    a.role = str_of(u.rest[1]);
    if (place(&u, &a.division, &e) < 0 || account_change(u.db, &u.actor, &a, &e) < 0)
        return fail(&e);
    return done(&u, "角色已更改", "role changed");
}

static int cmd_reset_factor(int argc, char **argv)
{
    _cleanup_(user_done) struct user u = USER;
    struct account a;
    struct err e = {0};
    int r = begin(&u, argc, argv, NULL, 0, 1, 1, DB_WRITE);
    if (r >= 0)
        return r;
    if (find(&u, &a, &e) < 0 || totp_reset(u.db, &u.actor, a.id, &e) < 0)
        return fail(&e);
    return done(&u, "动态口令已取消，会话已结束", "second factor taken away, sessions ended");
}

static void put_time(struct table *t, int64_t us)
{
    char machine[40], people[DATE_TEXT + 8];
    size_t n;
    int64_t minutes = (us / 60000000 + 8 * 60) % (24 * 60); /* Shanghai */
    if (!us) {
        table_empty(t);
        return;
    }
    instant_format(us, machine);
    n = date_format(date_of_instant(us), people);
    snprintf(people + n, sizeof people - n, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    table_cell(t, str_of(machine), str_of(people));
}

static void put_bool(struct table *t, bool v)
{
    table_cell(t, str_of(v ? "true" : "false"), str_of(v ? tr("是", "yes") : ""));
}

static void put_role(struct table *t, struct db *db, struct str name)
{
    struct role r;
    bool known = role_get(db, name, &r, NULL) >= 0;
    table_cell(t, name, known ? str_of(tr(r.label_zh, r.label_en)) : name);
}

static int print(struct table *const *tables, size_t n, enum table_format format)
{
    struct err e = {0};
    if (tables_print(tables, n, format, stdout))
        return EXIT_DONE;
    if (ferror(stdout))
        err_set(&e, E_IO, "结果无法写出", "the result can't be written");
    else
        err_nomem(&e);
    return fail(&e);
}

struct listing {
    struct db *db;
    struct table *table;
};

static int put_account(void *arg, const struct account *a, struct err *e)
{
    struct listing *l = arg;
    struct table *t = l->table;
    table_text(t, a->name);
    table_text(t, a->label);
    put_role(t, l->db, a->role);
    table_cell(t, a->division, a->division.len ? a->division : str_of(tr("全部", "all")));
    if (a->disabled)
        table_cell(t, STR("disabled"), str_of(tr("停用", "disabled")));
    else if (a->locked_until)
        table_cell(t, STR("locked"), str_of(tr("锁定", "locked")));
    else
        table_cell(t, STR("active"), str_of(tr("正常", "active")));
    put_bool(t, a->second_factor);
    put_bool(t, a->must_change);
    put_time(t, a->signed_in_at);
    put_time(t, a->created_at);
    return 0;
}

static int cmd_list(int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"name", "用户名", "name", false},
        {"label", "说明", "label", false},
        {"role", "角色", "role", false},
        {"division", "区划", "division", false},
        {"state", "状态", "state", false},
        {"second_factor", "动态口令", "second factor", false},
        {"must_change", "须改密码", "must change", false},
        {"signed_in", "最近登录", "signed in", false},
        {"created", "建立", "created", false},
    };
    _cleanup_(user_done) struct user u = USER;
    struct err e = {0};
    int r = begin(&u, argc, argv, NULL, 0, 0, 0, DB_READ);
    if (r >= 0)
        return r;
    _cleanup_(table_freep) struct table *t =
        table_new("accounts", "", "", columns, ARRAY_LEN(columns));
    struct listing l = {u.db, t};
    if (!t)
        err_nomem(&e);
    if (!t || account_list(u.db, &u.actor, put_account, &l, &e) < 0)
        return fail(&e);
    return print(&t, 1, u.format);
}

static void put_id(struct table *t, char kind, int64_t id)
{
    char text[UINT_TEXT + 2];
    snprintf(text, sizeof text, "%c%lld", kind, (long long)id);
    table_text(t, str_of(text));
}

static int put_session(void *arg, struct str account, const struct session *s, struct err *e)
{
    struct table *t = arg;
    put_id(t, 's', s->id);
    table_text(t, account);
    put_time(t, s->created_at);
    put_time(t, s->used_at);
    table_text(t, s->address);
    table_text(t, s->agent);
    return 0;
}

static int put_token(void *arg, struct str account, const struct token *k, struct err *e)
{
    struct table *t = arg;
    _cleanup_(strbuf_done) struct strbuf rights = {0};
    rights_print(k->rights, &rights);
    put_id(t, 't', k->id);
    table_text(t, account);
    table_text(t, k->label);
    table_text(t, strbuf_str(&rights));
    table_text(t, k->division);
    put_time(t, k->created_at);
    put_time(t, k->until);
    put_time(t, k->used_at);
    return 0;
}

static int cmd_sessions(int argc, char **argv)
{
    static const struct table_column sessions[] = {
        {"id", "编号", "id", false},           {"account", "用户名", "name", false},
        {"begun", "登录", "begun", false},     {"used", "最近使用", "last used", false},
        {"address", "地址", "address", false}, {"agent", "程序", "agent", false},
    };
    static const struct table_column tokens[] = {
        {"id", "编号", "id", false},
        {"account", "用户名", "name", false},
        {"label", "用途", "label", false},
        {"rights", "权限", "rights", false},
        {"division", "区划", "division", false},
        {"created", "建立", "created", false},
        {"until", "有效至", "until", false},
        {"used", "最近使用", "last used", false},
    };
    _cleanup_(user_done) struct user u = USER;
    struct account a;
    struct err e = {0};
    int r = begin(&u, argc, argv, NULL, 0, 0, 1, DB_READ);
    if (r >= 0)
        return r;
    struct str name = u.n_rest ? str_of(u.rest[0]) : STR("");
    _cleanup_(table_freep) struct table *s =
        table_new("sessions", "会话", "Sessions", sessions, ARRAY_LEN(sessions));
    _cleanup_(table_freep) struct table *t =
        table_new("tokens", "令牌", "Tokens", tokens, ARRAY_LEN(tokens));
    struct table *all[] = {s, t};
    if (!s || !t)
        err_nomem(&e);
    if (!s || !t || (u.n_rest && find(&u, &a, &e) < 0) ||
        session_list(u.db, &u.actor, name, put_session, s, &e) < 0 ||
        token_list(u.db, &u.actor, name, put_token, t, &e) < 0)
        return fail(&e);
    return print(all, 2, u.format);
}

static int cmd_revoke(int argc, char **argv)
{
    _cleanup_(user_done) struct user u = USER;
    struct err e = {0};
    int64_t id;
    int r = begin(&u, argc, argv, NULL, 0, 1, 1, DB_WRITE);
    if (r >= 0)
        return r;
    char kind = u.rest[0][0];
    if (kind != 's' && kind != 't')
        return usage("编号应如 s12（会话）或 t3（令牌）；heyi user sessions 列出全部",
                     "an id is s12 (session) or t3 (token); heyi user sessions tells them");
    if (option_number(tr("编号", "id"), u.rest[0] + 1, &id, &e) < 0 ||
        (kind == 's' ? session_revoke : token_revoke)(u.db, &u.actor, id, &e) < 0)
        return fail(&e);
    return done(&u, "已撤销", "revoked");
}

static int put_role_row(void *arg, const struct role *r, struct err *e)
{
    struct table *t = arg;
    _cleanup_(strbuf_done) struct strbuf rights = {0}, fields = {0};
    rights_print(r->rights, &rights);
    fields_print(r->fields, &fields);
    table_text(t, str_of(r->name));
    table_text(t, str_of(tr(r->label_zh, r->label_en)));
    table_text(t, strbuf_str(&rights));
    table_text(t, strbuf_str(&fields));
    table_int(t, r->division_digits);
    put_bool(t, r->second_factor);
    return 0;
}

static int cmd_roles(int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"role", "角色", "role", false},
        {"label", "名称", "label", false},
        {"rights", "权限", "rights", false},
        {"fields", "可见字段", "fields", false},
        {"division_digits", "区划位数", "division digits", true},
        {"second_factor", "须动态口令", "second factor", false},
    };
    _cleanup_(user_done) struct user u = USER;
    struct err e = {0};
    int r = begin(&u, argc, argv, NULL, 0, 0, 0, DB_READ);
    if (r >= 0)
        return r;
    _cleanup_(table_freep) struct table *t =
        table_new("roles", "", "", columns, ARRAY_LEN(columns));
    if (!t)
        err_nomem(&e);
    if (!t || role_list(u.db, put_role_row, t, &e) < 0)
        return fail(&e);
    return print(&t, 1, u.format);
}

static const struct verb words[] = {
    {"user add", "NAME --role ROLE [--division CODE] [--label TEXT]", "建立账号", "add an account",
     cmd_add,
     "密码在终端上输入两次，不显示；标准输入不是终端时读其第一行。至少 12 "
     "个字符，含小写字母、大写\n"
     "字母、数字、其他字符中的三类，不含用户名和连续字符；首次登录须修改。",
     "The password is asked twice on the terminal, without echo, or is the first line of standard\n"
     "input where that is none: at least 12 characters, three of small letters, capitals, digits\n"
     "and others, without the name and runs. It is to be changed at the first sign-in."},
    {"user list", "", "列出账号", "list accounts", cmd_list, NULL, NULL},
    {"user roles", "", "列出角色及其权限", "list roles and their rights", cmd_roles, NULL, NULL},
    {"user disable", "NAME", "停用账号", "disable an account", cmd_disable,
     "会话立即结束，令牌在停用期间无效。", "Its sessions end, its tokens rest."},
    {"user enable", "NAME", "重新启用账号", "enable an account again", cmd_enable, NULL, NULL},
    {"user password", "NAME", "重设密码，并解除锁定", "set a password, and unlock", cmd_password,
     "密码的输入方式见 heyi user add --help。", "For how it is given see heyi user add --help."},
    {"user role", "NAME ROLE [--division CODE]", "更改角色", "change the role", cmd_role, NULL,
     NULL},
    {"user reset-factor", "NAME", "取消动态口令（设备丢失时）",
     "take the second factor away (a lost device)", cmd_reset_factor, NULL, NULL},
    {"user sessions", "[NAME]", "列出会话和令牌", "list sessions and tokens", cmd_sessions, NULL,
     NULL},
    {"user revoke", "ID", "撤销会话或令牌", "revoke a session or token", cmd_revoke, NULL, NULL},
    {0},
};

int cmd_user(int argc, char **argv)
{
    return run_word("user", words, argc, argv);
}
