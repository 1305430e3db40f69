#include "pack_private.h"

#include "bounds.h"
#include "cleanup.h"
#include "crypto.h"
#include "file.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include <gcrypt.h>

const char *const pack_input_ids[N_INPUTS] = {
    [INPUT_HOUSEHOLD] = "household", [INPUT_MEMBERS] = "members",       [INPUT_AS_OF] = "as_of",
    [INPUT_PREVIOUS] = "previous",   [INPUT_PARAMETERS] = "parameters",
};

static void dirp_close(DIR **d)
{
    if (*d)
        closedir(*d);
}

bool pack_file_known(struct str name)
{
    if (name.len > LIMIT_PACK_NAME_BYTES)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.data[i] < 0x20 || name.data[i] == 0x7f ||
            strchr("/\\:", name.data[i]))
            return false;
    return (str_ends(name, STR(".dmn")) && name.data[0] != '.') ||
           str_eqz(name, "parameters.csv") || str_eqz(name, "cases.csv");
}

int pack_files_check(const struct pack_file *files, size_t n, struct err *e)
{
    size_t models = 0;
    for (size_t i = 0; i < n; i++) {
        if (!pack_file_known(files[i].name))
            return err_set(
                e, E_INVALID,
                "政策包只有一个 .dmn 文件、parameters.csv 和 cases.csv（文件名不带路径）",
                "a pack has one .dmn file, parameters.csv and cases.csv (names without "
                "folders)");
        if (files[i].content.len > LIMIT_PACK_FILE_BYTES)
            return err_set(e, E_LIMIT, "文件 " STR_FMT " 超过 %u 字节",
                           "file " STR_FMT " is larger than %u bytes", STR_ARG(files[i].name),
                           LIMIT_PACK_FILE_BYTES);
        if (!utf8_valid(files[i].content))
            return err_set(e, E_INVALID, "文件 " STR_FMT " 不是 UTF-8 文本",
                           "file " STR_FMT " is no UTF-8 text", STR_ARG(files[i].name));
        models += str_ends(files[i].name, STR(".dmn"));
        for (size_t k = 0; k < i; k++)
            if (str_eq(files[k].name, files[i].name))
                return err_set(e, E_INVALID, "文件 " STR_FMT " 重复", "file " STR_FMT " is doubled",
                               STR_ARG(files[i].name));
    }
    if (models != 1)
        return err_set(e, E_INVALID, "政策包要有且只有一个 .dmn 文件，这里有 %zu 个",
                       "a pack has exactly one .dmn file; here are %zu", models);
    return E_OK;
}

static int by_file_name(const void *x, const void *y)
{
    return str_cmp(((const struct pack_file *)x)->name, ((const struct pack_file *)y)->name);
}

int pack_open(const char *folder, const struct catalogue *c, struct pack **ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(dirp_close) DIR *d = opendir(folder);
    if (!a)
        return err_nomem(e);
    if (!d)
        return err_io(e, errno, folder);
    struct {
        struct pack_file *at;
        size_t n, cap;
    } v = {0};
    const struct dirent *entry;
    while ((entry = readdir(d))) {
        if (!pack_file_known(str_of(entry->d_name)))
            continue;
        _cleanup_(strbuf_done) struct strbuf content = {0};
        char *path = arena_printf(a, "%s/%s", folder, entry->d_name);
        int r = path ? file_read(path, LIMIT_FILE_BYTES, &content, e) : err_nomem(e);
        if (r < 0)
            return r;
        struct pack_file f = {str_dup(a, str_of(entry->d_name)), str_dup(a, strbuf_str(&content))};
        if (arena_failed(a) || !vec_push(a, &v, f))
            return err_nomem(e);
    }
    int r = pack_from_files(v.at, v.n, c, ret, e);
    if (r < 0)
        err_at(e, "政策包 %s", "pack %s", folder);
    return r;
}

/* The name and the size of every file go in too, so that no two packs feed the same bytes. Files by
 * name. */
static int hash_files(const struct pack_file *files, size_t n_files, char ret[65], struct err *e)
{
    gcry_md_hd_t md;
    int r = crypto_init(e);
    if (r < 0)
        return r;
    if (gcry_md_open(&md, GCRY_MD_SM3, 0))
        return err_set(e, E_UNSUPPORTED, "libgcrypt 没有 SM3", "libgcrypt lacks SM3");
    for (size_t i = 0; i < n_files; i++) {
        char head[64];
        int n = snprintf(head, sizeof head, "%zu %zu\n", files[i].name.len, files[i].content.len);
        gcry_md_write(md, head, (size_t)n);
        gcry_md_write(md, files[i].name.data, files[i].name.len);
        gcry_md_write(md, files[i].content.data, files[i].content.len);
    }
    crypto_hex(gcry_md_read(md, GCRY_MD_SM3), SM3_BYTES, ret);
    gcry_md_close(md);
    return E_OK;
}

int pack_files_hash(const struct pack_file *files, size_t n, char ret[65], struct err *e)
{
    _cleanup_free_ struct pack_file *sorted = calloc(n + 1, sizeof *sorted);
    if (!sorted)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++)
        sorted[i] = files[i];
    qsort(sorted, n, sizeof *sorted, by_file_name);
    return hash_files(sorted, n, ret, e);
}

int pack_input(const struct pack *p, enum pack_input which)
{
    int i = dmn_find(p->model, str_of(pack_input_ids[which]));
    const struct dmn_node *n = i >= 0 ? dmn_node(p->model, i) : NULL;
    return n && n->kind == DMN_INPUT && str_eqz(n->id, pack_input_ids[which]) ? i : -1;
}

const struct feel_type *pack_input_type(const struct pack *p, enum pack_input which)
{
    int i = pack_input(p, which);
    const struct feel_type *t = i >= 0 ? dmn_node(p->model, i)->type : NULL;
    if (t && t->kind == FEEL_T_LIST)
        t = t->element;
    return t && t->kind == FEEL_T_CONTEXT ? t : NULL;
}

static int find_slots(struct pack *p, struct err *e)
{
    const struct feel_type *t = pack_input_type(p, INPUT_PARAMETERS);
    if (!t)
        return E_OK;
    struct parameter_slot *slots = arena_array_of(p->arena, t->n_fields, struct parameter_slot);
    if (!slots)
        return err_nomem(e);
    for (size_t i = 0; i < t->n_fields; i++) {
        struct str id = dmn_component_id(p->model, t->name, t->field_names[i]);
        struct str prefix = STR("parameter.");
        slots[i] = (struct parameter_slot){.label = t->field_names[i]};
        if (str_starts(id, prefix))
            slots[i].name = (struct str){id.data + prefix.len, id.len - prefix.len};
    }
    p->slots = slots;
    p->n_slots = t->n_fields;
    return E_OK;
}

static int name_tables(struct pack *p, struct err *e)
{
    size_t n = dmn_table_count(p->model);
    struct str *ids = arena_array_of(p->arena, n, struct str);
    _cleanup_free_ uint32_t *before = calloc(dmn_node_count(p->model) + 1, sizeof *before);
    if (!ids || !before)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        int node;
        dmn_table_at(p->model, i, &node);
        ids[i] = dmn_node(p->model, node)->id;
        if (before[node]++)
            ids[i] = str_of(arena_printf(p->arena, STR_FMT ".%u", STR_ARG(ids[i]), before[node]));
    }
    p->table_ids = ids;
    return arena_failed(p->arena) ? err_nomem(e) : E_OK;
}

static int load(struct pack *p, struct err *e)
{
    for (size_t i = 0; i < p->n_files; i++) {
        const struct pack_file *f = &p->files[i];
        if (i && str_eq(f->name, p->files[i - 1].name))
            return err_set(e, E_INVALID, "文件 " STR_FMT " 重复", "file " STR_FMT " is doubled",
                           STR_ARG(f->name));
        if (str_eqz(f->name, "parameters.csv"))
            p->parameters_file = f;
        else if (str_eqz(f->name, "cases.csv"))
            p->cases_file = f;
        else if (str_ends(f->name, STR(".dmn")) && p->model_file)
            return err_set(e, E_INVALID, "只能有一个 .dmn 文件，这里有 " STR_FMT " 和 " STR_FMT,
                           "a pack has one .dmn file; here are " STR_FMT " and " STR_FMT,
                           STR_ARG(p->model_file->name), STR_ARG(f->name));
        else if (str_ends(f->name, STR(".dmn")))
            p->model_file = f;
    }
    if (!p->model_file)
        return err_set(e, E_NOT_FOUND, "没有 .dmn 文件", "there is no .dmn file");

    int r = hash_files(p->files, p->n_files, p->hash, e);
    if (r < 0)
        return r;
    char *name = arena_strndup(p->arena, p->model_file->name.data, p->model_file->name.len);
    if (!name)
        return err_nomem(e);
    r = dmn_read(p->model_file->content, name, NULL, NULL, p->arena, &p->model, e);
    if (r < 0 || (r = find_slots(p, e)) < 0 || (r = name_tables(p, e)) < 0)
        return r;
    return parameters_read(p, e);
}

int pack_from_files(const struct pack_file *files, size_t n, const struct catalogue *c,
                    struct pack **ret, struct err *e)
{
    struct arena *a = arena_new(0);
    if (!a)
        return err_nomem(e);
    struct pack *p = arena_new_of(a, struct pack);
    if (!p) {
        arena_free(a);
        return err_nomem(e);
    }
    p->arena = a;
    p->catalogue = c;
    p->n_files = n;
    p->files = arena_array_of(a, n, struct pack_file);
    for (size_t i = 0; p->files && i < n; i++)
        p->files[i] = (struct pack_file){str_dup(a, files[i].name), str_dup(a, files[i].content)};
    if (!arena_failed(a) && n)
        qsort(p->files, n, sizeof *p->files, by_file_name);
    int r = arena_failed(a) ? err_nomem(e) : load(p, e);
    if (r < 0) {
        pack_free(p);
        return r;
    }
    *ret = p;
    return E_OK;
}

void pack_free(struct pack *p)
{
    if (p)
        arena_free(p->arena);
}

void pack_freep(struct pack **p)
{
    pack_free(*p);
}

struct str pack_name(const struct pack *p)
{
    return dmn_model_name(p->model);
}

const char *pack_hash(const struct pack *p)
{
    return p->hash;
}

size_t pack_files(const struct pack *p, const struct pack_file **ret)
{
    *ret = p->files;
    return p->n_files;
}

const struct dmn_model *pack_model(const struct pack *p)
{
    return p->model;
}

const struct catalogue *pack_catalogue(const struct pack *p)
{
    return p->catalogue;
}

bool attribute_fits(const struct attribute *t, const struct feel_type *type)
{
    if (!type || type->kind == FEEL_T_ANY)
        return true;
    switch (t->type) {
    case ATTR_INTEGER:
    case ATTR_MONEY:
        return type->kind == FEEL_T_NUMBER;
    case ATTR_BOOLEAN:
        return type->kind == FEEL_T_BOOLEAN;
    case ATTR_DATE:
        return type->kind == FEEL_T_DATE;
    case ATTR_CODES:
        return type->kind == FEEL_T_LIST &&
               (!type->element || type->element->kind == FEEL_T_STRING ||
                type->element->kind == FEEL_T_ANY);
    case ATTR_TEXT:
    case ATTR_DIVISION:
    case ATTR_CODE:
    case ATTR_ID_NO:
        return type->kind == FEEL_T_STRING;
    }
    return false;
}

static bool ascii(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] >= 0x80)
            return false;
    return true;
}

/* Three lines in any order: 依据 …, Chinese, English. */
static struct rule_words words_of_description(struct str text)
{
    struct rule_words w = {0};
    struct str line, mark = STR("依据");
    while (str_split(&text, '\n', &line)) {
        line = str_trim(line);
        if (!line.len)
            continue;
        if (str_starts(line, mark) && !w.clauses.len)
            w.clauses = str_trim((struct str){line.data + mark.len, line.len - mark.len});
        else if (ascii(line) && !w.en.len)
            w.en = line;
        else if (!ascii(line) && !w.zh.len)
            w.zh = line;
    }
    return w;
}

struct rule_words pack_rule_words(const struct pack *p, int node, const struct dmn_table *t,
                                  int row)
{
    if (!t || row < 0 || (size_t)row >= t->n_rules)
        return words_of_description(dmn_node(p->model, node)->description);
    struct rule_words w = {0};
    const struct dmn_rule *r = &t->rules[row];
    for (size_t i = 0; i < r->n_annotations; i++) {
        struct str column = r->annotations[i].column, text = str_trim(r->annotations[i].text);
        if (str_eqz(column, "依据"))
            w.clauses = text;
        else if (str_eqz(column, "说明"))
            w.zh = text;
        else if (str_eqz(column, "English"))
            w.en = text;
    }
    return w;
}

struct str pack_table_id(const struct pack *p, size_t i)
{
    return p->table_ids[i];
}

const struct dmn_table *pack_table(const struct pack *p, struct str id, int *ret_node)
{
    for (size_t i = 0; i < dmn_table_count(p->model); i++)
        if (str_eq(p->table_ids[i], id))
            return dmn_table_at(p->model, i, ret_node);
    return NULL;
}
