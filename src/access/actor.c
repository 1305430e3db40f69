#include "actor.h"

#include "cleanup.h"
#include "role.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define DIVISION_DIGITS 12

/* In the order of the bits. */
static const struct {
    const char *zh, *en;
} right_names[] = {
    {"查看", "view"},       {"导入", "import"}, {"更正", "correct"}, {"测算", "determine"},
    {"确认", "commit"},     {"政策", "policy"}, {"导出", "export"},  {"删除", "erase"},
    {"管理", "administer"}, {"审计", "audit"},
};
static const struct {
    const char *word, *zh, *en;
} field_names[] = {
    {"identity_number", "公民身份号码", "identity numbers"},
    {"health", "健康信息", "health"},
    {"address", "住址", "address"},
    {"money", "收入财产", "income and assets"},
    {"minor", "未成年人信息", "data of minors"},
};

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
    return true;
}

int actor_init(struct actor *ret, int64_t id, const char *name, const struct role *role,
               const char *scope, struct err *e)
{
    struct str n = str_of(name), s = str_of(scope);
    struct actor a = {.id = id, .rights = role->rights, .fields = role->fields};

    if (n.len == 0 || n.len >= sizeof a.name)
        return err_set(e, E_INVALID, "用户名应为 1 至 %d 字节", "a user name has 1 to %d bytes",
                       ACTOR_NAME_BYTES - 1);
    if (s.len >= sizeof a.scope || !all_digits(s))
        return err_set(e, E_INVALID, "管辖范围应为至多 12 位的区划代码前缀",
                       "a scope is the beginning of a division code, at most 12 digits");
    memcpy(a.name, n.data, n.len);
    if (s.len)
        memcpy(a.scope, s.data, s.len);
    memcpy(a.role, role->name, sizeof a.role);
    *ret = a;
    return 0;
}

struct actor actor_local(void)
{
    struct actor a = {
        .id = ACTOR_ID_LOCAL, .role = "local", .rights = RIGHT_ALL, .fields = FIELD_ALL};
    struct passwd entry, *found = NULL;
    char buf[4096];

    if (getpwuid_r(geteuid(), &entry, buf, sizeof buf, &found) == 0 && found && found->pw_name[0] &&
        strlen(found->pw_name) < sizeof a.name)
        memcpy(a.name, found->pw_name, strlen(found->pw_name));
    else
        snprintf(a.name, sizeof a.name, "uid %u", (unsigned)geteuid());
    return a;
}

bool actor_may(const struct actor *a, uint32_t rights)
{
    return (a->rights & rights) == rights;
}

bool actor_sees(const struct actor *a, uint32_t fields)
{
    return (a->fields & fields) == fields;
}

/* Whole pairs and triples (2-2-2-3-3) of zeros at the end. */
struct str division_unpadded(struct str division)
{
    static const size_t levels[] = {0, 2, 4, 6, 9, 12};

    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        bool zeros = levels[i] <= division.len;

        for (size_t k = levels[i]; zeros && k < division.len; k++)
            zeros = division.data[k] == '0';
        if (zeros)
            return (struct str){division.data, levels[i]};
    }
    return division;
}

bool actor_scope_covers(const struct actor *a, struct str division)
{
    struct str scope = division_unpadded(str_of(a->scope));

    if (scope.len == 0)
        return true;
    if (division.len == 0 || division.len > DIVISION_DIGITS || !all_digits(division))
        return false;
    return str_starts(division_unpadded(division), scope);
}

void actor_scope_range(const struct actor *a, char ret_low[ACTOR_SCOPE_BYTES],
                       char ret_high[ACTOR_SCOPE_BYTES])
{
    struct str scope = division_unpadded(str_of(a->scope));

    memset(ret_low, '0', DIVISION_DIGITS);
    ret_low[DIVISION_DIGITS] = '\0';
    memset(ret_high, 0, ACTOR_SCOPE_BYTES);
    if (scope.len == 0) {
        ret_high[0] = ':';
        return;
    }
    /* ':' follows '9': every code that begins with the scope is below it. */
    memcpy(ret_low, scope.data, scope.len);
    memcpy(ret_high, scope.data, scope.len);
    if (scope.len < DIVISION_DIGITS)
        ret_high[scope.len] = ':';
    else
        ret_high[DIVISION_DIGITS - 1]++;
}

int actor_require(const struct actor *a, uint32_t rights, struct err *e)
{
    for (size_t i = 0; i < ARRAY_LEN(right_names); i++)
        if (rights & ~a->rights & 1u << i)
            return err_set(e, E_DENIED, "%s 没有“%s”权限%.0s", "%s has no right to %.0s%s", a->name,
                           right_names[i].zh, right_names[i].en);
    return 0;
}

int actor_require_fields(const struct actor *a, uint32_t fields, struct err *e)
{
    for (size_t i = 0; i < ARRAY_LEN(field_names); i++)
        if (fields & ~a->fields & 1u << i)
            return err_set(e, E_DENIED, "%s 无权查看%s%.0s", "%s may not see %.0s%s", a->name,
                           field_names[i].zh, field_names[i].en);
    return 0;
}

int actor_require_scope(const struct actor *a, struct str division, struct err *e)
{
    if (actor_scope_covers(a, division))
        return 0;
    return err_set(e, E_DENIED, "%s 的管辖范围（%s）不含区划 %.*s",
                   "the scope of %s (%s) does not cover division %.*s", a->name, a->scope,
                   STR_ARG(division));
}

bool rights_parse(struct str words, uint32_t *ret)
{
    struct str word;
    uint32_t rights = 0;

    while (words.len && str_split(&words, ' ', &word)) {
        size_t i = 0;

        while (i < ARRAY_LEN(right_names) && !str_eqz(word, right_names[i].en))
            i++;
        if (i == ARRAY_LEN(right_names))
            return false;
        rights |= 1u << i;
    }
    *ret = rights;
    return true;
}

bool fields_parse(struct str words, uint32_t *ret)
{
    struct str word;
    uint32_t fields = 0;

    while (words.len && str_split(&words, ' ', &word)) {
        size_t i = 0;

        while (i < ARRAY_LEN(field_names) && !str_eqz(word, field_names[i].word))
            i++;
        if (i == ARRAY_LEN(field_names))
            return false;
        fields |= 1u << i;
    }
    *ret = fields;
    return true;
}

void rights_print(uint32_t rights, struct strbuf *ret)
{
    const char *between = "";

    for (size_t i = 0; i < ARRAY_LEN(right_names); i++)
        if (rights & 1u << i) {
            strbuf_addz(ret, between);
            strbuf_addz(ret, right_names[i].en);
            between = " ";
        }
}

void fields_print(uint32_t fields, struct strbuf *ret)
{
    const char *between = "";

    for (size_t i = 0; i < ARRAY_LEN(field_names); i++)
        if (fields & 1u << i) {
            strbuf_addz(ret, between);
            strbuf_addz(ret, field_names[i].word);
            between = " ";
        }
}
