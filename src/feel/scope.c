#include "scope.h"

#include "lex.h"

struct feel_scope *scope_new(struct arena *a, const struct feel_scope *parent, enum scope_kind kind)
{
    struct feel_scope *s = arena_new_of(a, struct feel_scope);
    if (!s)
        return NULL;
    s->arena = a;
    s->parent = parent;
    s->kind = kind;
    for (size_t i = 0; i < SCOPE_BUCKETS; i++)
        s->heads[i] = -1;
    return s;
}

struct feel_scope *feel_scope_new(struct arena *a, const struct feel_scope *parent)
{
    return scope_new(a, parent, SCOPE_GIVEN);
}

static uint32_t hash_name(struct str name, size_t *ret_parts)
{
    const char *p = name.data, *end = name.data + name.len;
    uint32_t hash = 0;
    size_t n = 0;
    for (;; n++) {
        struct name_part part = lex_name_part(p, end);
        if (part.start == part.end)
            break;
        hash = lex_name_hash(hash, part);
        p = part.end;
    }
    *ret_parts = n;
    return hash;
}

int scope_add(struct feel_scope *s, struct str name, const struct feel_type *type,
              const struct origin *origin)
{
    size_t parts;
    uint32_t hash = hash_name(name, &parts);
    int *head = &s->heads[hash % SCOPE_BUCKETS];
    struct scope_var v = {name, type ? type : &feel_t_any, origin, hash, *head};
    if (!vec_push(s->arena, &s->vars, v))
        return -1;
    *head = (int)s->vars.n - 1;
    s->most_parts = parts > s->most_parts ? parts : s->most_parts;
    return *head;
}

int feel_scope_add(struct feel_scope *s, struct str name, const struct feel_type *type,
                   struct err *e)
{
    struct str trimmed = str_trim(name);
    if (trimmed.len == 0)
        return err_set(e, E_INVALID, "名称为空", "the name is empty");
    struct str copy = lex_normal_name(s->arena, trimmed);
    int slot = copy.data ? scope_add(s, copy, type, NULL) : -1;
    return slot < 0 ? err_nomem(e) : slot;
}

bool feel_is_name(struct str s)
{
    return lex_is_name(s);
}

int feel_scope_add_type(struct feel_scope *s, struct str name, const struct feel_type *type,
                        struct err *e)
{
    struct scope_type t = {str_dup(s->arena, str_trim(name)), type};
    if (!t.name.data || !vec_push(s->arena, &s->types, t))
        return err_nomem(e);
    return 0;
}

/* Part by part: what is looked at grows with the text, not with the names that begin alike. */
int scope_match(const struct feel_scope *s, struct str text, const char *p, const char **ret_end)
{
    const char *end = text.data + text.len, *q = p, *best = NULL;
    uint32_t hash = 0;
    int found = -1;
    for (size_t n = 0; n < s->most_parts; n++) {
        struct name_part part = lex_name_part(q, end);
        if (part.start == part.end)
            break;
        hash = lex_name_hash(hash, part);
        q = part.end;
        for (int i = s->heads[hash % SCOPE_BUCKETS]; i >= 0; i = s->vars.at[i].next) {
            if (s->vars.at[i].hash != hash || lex_match_name(text, p, s->vars.at[i].name) != q)
                continue;
            best = q;
            found = i;
            break;
        }
    }
    if (found >= 0)
        *ret_end = best;
    return found;
}

const struct feel_type *scope_match_type(const struct feel_scope *s, struct str text, const char *p,
                                         const char **ret_end)
{
    static const char *const builtin[] = {
        "Any",
        "any",
        "Null",
        "null",
        "boolean",
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "dateTime",
        "days and time duration",
        "dayTimeDuration",
        "years and months duration",
        "yearMonthDuration",
    };
    const struct feel_type *found = NULL;
    const char *best = NULL;
    for (; s; s = s->parent) {
        for (size_t i = 0; i < s->types.n; i++) {
            const char *end = lex_match_name(text, p, s->types.at[i].name);
            if (end && end > best) {
                best = end;
                found = s->types.at[i].type;
            }
        }
    }
    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++) {
        const char *end = lex_match_name(text, p, str_of(builtin[i]));
        if (end && end > best) {
            best = end;
            found = feel_type_builtin(str_of(builtin[i]));
        }
    }
    if (found)
        *ret_end = best;
    return found;
}
