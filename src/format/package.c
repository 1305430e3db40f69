#include "package.h"

#include "bounds.h"
#include "cleanup.h"
#include "map.h"

#include <endian.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#define END_BYTES 22u                /* of the zip's last record, without the comment */
#define END_MAX (END_BYTES + 65535u) /* with it */
#define END64_BYTES 56u              /* the same with 64 bits, and what tells where it is */
#define LOCATOR_BYTES 20u
#define RATIO_FROM (16u << 20) /* small parts may be anything */
#define NAME_BYTES 1024u

struct package {
    char *name;
    zip_t *zip;
    struct map *parts; /* name in small letters → index in the zip */
};

struct part {
    struct package *package;
    char *name;
    zip_file_t *file;
    uint64_t bytes, size, packed;
};

bool package_is_zip(struct str head)
{
    return str_starts(head, STR("PK\x03\x04")) || str_starts(head, STR("PK\x05\x06"));
}

bool package_is_ole(struct str head)
{
    return str_starts(head, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
}

const char *package_name(const struct package *p)
{
    return p->name;
}

/* An error of the zip library. */
static int zip_failed(const struct package *p, zip_error_t *z, struct err *e)
{
    switch (zip_error_code_zip(z)) {
    case ZIP_ER_MEMORY:
        return err_nomem(e);
    case ZIP_ER_OPEN:
    case ZIP_ER_READ:
    case ZIP_ER_SEEK:
        if (zip_error_code_system(z))
            return err_io(e, zip_error_code_system(z), p->name);
        break;
    case ZIP_ER_ZLIB:
        if (zip_error_code_system(z) == Z_MEM_ERROR)
            return err_nomem(e);
    }
    return err_set(e, E_SYNTAX,
                   "%s：文件已损坏或不完整（%s）；请重新复制，或在表格程序中打开后另存",
                   "%s: the file is damaged or incomplete (%s); copy it again, or open it in a "
                   "spreadsheet program and save it anew",
                   p->name, zip_error_strerror(z));
}

static int damaged(const struct package *p, const char *zh, const char *en, struct err *e)
{
    /* each language skips the other's argument */
    return err_set(e, E_SYNTAX, "%s：压缩包%s%.0s；请在表格程序中打开后另存",
                   "%s: the zip %.0s%s; open it in a spreadsheet program and save it anew", p->name,
                   zh, en);
}

static uint64_t get(const char *p, size_t bytes)
{
    uint64_t v = 0;

    memcpy(&v, p, bytes);
    return le64toh(v);
}

/* Is there a 64-bit record for the last record at `at`, and how many entries does it tell?
 * UINT64_MAX if it is not where it should be. */
static bool count_64(struct str end, uint64_t offset, size_t at, uint64_t *ret)
{
    if (at < LOCATOR_BYTES || memcmp(end.data + at - LOCATOR_BYTES, "PK\x06\x07", 4) != 0)
        return false;
    uint64_t there = get(end.data + at - LOCATOR_BYTES + 8, 8) - offset;
    bool sound =
        there < at && at - there >= END64_BYTES && memcmp(end.data + there, "PK\x06\x06", 4) == 0;
    *ret = sound ? get(end.data + there + 32, 8) : UINT64_MAX;
    return true;
}

/*
 * How many entries the last record tells, before the zip library allocates anything for them. The
 * library tries all that look like one, so none may tell too many. end begins at that offset of the
 * file.
 */
static int count_entries(const struct package *p, struct str end, uint64_t offset, uint64_t *ret,
                         struct err *e)
{
    bool complete = false;

    for (size_t at = 0; at + END_BYTES <= end.len; at++) {
        const char *r = end.data + at;
        uint64_t n;

        if (memcmp(r, "PK\x05\x06", 4) != 0)
            continue;
        if (!count_64(end, offset, at, &n)) {
            if (get(r + 12, 4) + get(r + 16, 4) > offset + at)
                continue; /* no record: its directory would lie behind it */
            n = get(r + 10, 2);
        }
        if (n == UINT64_MAX)
            return damaged(p, "的目录前后不一致", "has a directory that contradicts itself", e);
        if (n > LIMIT_PACKAGE_ENTRIES)
            return err_set(e, E_LIMIT, "%s：压缩包内的文件超过 %u 个",
                           "%s: more than %u entries in the zip", p->name, LIMIT_PACKAGE_ENTRIES);
        *ret = n;
        complete = at + END_BYTES + get(r + 20, 2) == end.len;
    }
    return complete ? 0
                    : err_set(e, E_SYNTAX, "%s：文件不完整，可能没有下载或复制完；请重新取得该文件",
                              "%s: the file is incomplete; download or copy it again", p->name);
}

static bool bad_name(struct str s)
{
    struct str part;

    if (!s.len || s.len > NAME_BYTES || s.data[0] == '/' || memchr(s.data, '\\', s.len))
        return true;
    while (str_split(&s, '/', &part)) {
        if (str_eqz(part, ".."))
            return true;
    }
    return false;
}

static struct str small_letters(struct str s, char *buf)
{
    for (size_t i = 0; i < s.len; i++)
        buf[i] = s.data[i] >= 'A' && s.data[i] <= 'Z' ? (char)(s.data[i] + 32) : s.data[i];
    return (struct str){buf, s.len};
}

static int read_directory(struct package *p, uint64_t told, struct err *e)
{
    zip_int64_t n = zip_get_num_entries(p->zip, 0);
    char small[NAME_BYTES];

    if (n < 0 || (uint64_t)n != told)
        return damaged(p, "的目录前后不一致", "has a directory that contradicts itself", e);
    for (zip_uint64_t i = 0; i < (zip_uint64_t)n; i++) {
        struct str name = str_of(zip_get_name(p->zip, i, ZIP_FL_ENC_RAW));

        if (bad_name(name))
            return damaged(p, "里有不合规的文件名", "has an entry with a forbidden name", e);
        name = small_letters(name, small);
        if (map_get(p->parts, name, NULL))
            return damaged(p, "里有重名的文件", "has two entries of the same name", e);
        if (map_put(p->parts, name, i) < 0)
            return err_nomem(e);
    }
    return 0;
}

static int open_source(struct package *p, zip_source_t *source, uint64_t told, zip_error_t *z,
                       struct err *e)
{
    if (!source)
        return zip_failed(p, z, e);
    p->zip = zip_open_from_source(source, ZIP_RDONLY, z);
    if (!p->zip) {
        zip_source_free(source);
        return zip_failed(p, z, e);
    }
    return read_directory(p, told, e);
}

static int package_new(const char *name, struct package **ret, struct err *e)
{
    _cleanup_(package_closep) struct package *p = calloc(1, sizeof *p);

    if (!p || !(p->name = strdup(name)) || !(p->parts = map_new()))
        return err_nomem(e);
    *ret = take(p);
    return 0;
}

static int read_end(struct package *p, FILE *f, uint64_t *ret_told, struct err *e)
{
    _cleanup_free_ char *end = malloc(END_MAX);
    struct stat st;

    if (!end)
        return err_nomem(e);
    if (fstat(fileno(f), &st) < 0)
        return err_io(e, errno, p->name);
    if (!S_ISREG(st.st_mode))
        return err_set(e, E_UNSUPPORTED, "%s：电子表格不能从管道读入，请写出文件名",
                       "%s: a spreadsheet can't be read from a pipe; name the file", p->name);
    off_t from = st.st_size > END_MAX ? st.st_size - END_MAX : 0;
    ssize_t n = pread(fileno(f), end, END_MAX, from);
    if (n < 0)
        return err_io(e, errno, p->name);
    return count_entries(p, (struct str){end, (size_t)n}, (uint64_t)from, ret_told, e);
}

int package_open(const char *path, struct package **ret, struct err *e)
{
    _cleanup_(package_closep) struct package *p = NULL;
    _cleanup_fclose_ FILE *f = NULL;
    bool std = strcmp(path, "-") == 0;
    uint64_t told = 0;
    zip_error_t z;
    int rc = package_new(std ? "stdin" : path, &p, e);

    if (rc < 0)
        return rc;
    f = fopen(std ? "/dev/stdin" : path, "re");
    if (!f)
        return err_io(e, errno, p->name);
    rc = read_end(p, f, &told, e);
    if (rc < 0)
        return rc;
    zip_error_init(&z);
    zip_source_t *source = zip_source_filep_create(f, 0, -1, &z);
    if (source)
        f = NULL; /* the source closes it */
    rc = open_source(p, source, told, &z, e);
    zip_error_fini(&z);
    if (rc < 0)
        return rc;
    *ret = take(p);
    return 0;
}

int package_open_text(struct str bytes, const char *name, struct package **ret, struct err *e)
{
    _cleanup_(package_closep) struct package *p = NULL;
    size_t from = bytes.len < END_MAX ? 0 : bytes.len - END_MAX;
    uint64_t told = 0;
    zip_error_t z;
    int rc = package_new(name, &p, e);

    if (rc < 0 || (rc = count_entries(p, (struct str){bytes.data + from, bytes.len - from}, from,
                                      &told, e)) < 0)
        return rc;
    zip_error_init(&z);
    rc = open_source(p, zip_source_buffer_create(bytes.data, bytes.len, 0, &z), told, &z, e);
    zip_error_fini(&z);
    if (rc < 0)
        return rc;
    *ret = take(p);
    return 0;
}

void package_close(struct package *p)
{
    if (!p)
        return;
    if (p->zip)
        zip_discard(p->zip);
    map_free(p->parts);
    free(p->name);
    free(p);
}

void package_closep(struct package **p)
{
    package_close(*p);
}

static bool find(const struct package *p, struct str name, uint64_t *ret_index)
{
    char small[NAME_BYTES];

    return name.len <= sizeof small && map_get(p->parts, small_letters(name, small), ret_index);
}

int part_open(struct package *p, struct str name, struct part **ret, struct err *e)
{
    const zip_uint64_t wanted =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    _cleanup_(part_closep) struct part *t = calloc(1, sizeof *t);
    uint64_t index;
    zip_stat_t st;

    if (!name.len)
        return damaged(p, "里有部件指向文件之外", "has a part that lies outside of it", e);
    if (!t || !(t->name = strndup(name.data, name.len)))
        return err_nomem(e);
    if (!find(p, name, &index))
        return err_set(e, E_NOT_FOUND, "%s：缺少部件 %s；请在表格程序中打开后另存",
                       "%s: the part %s is missing; open it in a spreadsheet program and save it "
                       "anew",
                       p->name, t->name);
    if (zip_stat_index(p->zip, index, 0, &st) < 0)
        return zip_failed(p, zip_get_error(p->zip), e);
    if ((st.valid & wanted) != wanted)
        return damaged(p, "的目录不完整", "has an incomplete directory", e);
    if (st.encryption_method != ZIP_EM_NONE)
        return err_set(e, E_UNSUPPORTED, "%s：文件有密码；请去掉密码后另存",
                       "%s: the file has a password; remove it and save the file", p->name);
    if (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE)
        return err_set(e, E_UNSUPPORTED, "%s：不支持这种压缩方法（%u）；请在表格程序中打开后另存",
                       "%s: compression method %u is not supported; open it in a spreadsheet "
                       "program and save it anew",
                       p->name, (unsigned)st.comp_method);
    t->package = p;
    t->size = st.size;
    t->packed = st.comp_size;
    t->file = zip_fopen_index(p->zip, index, 0);
    if (!t->file)
        return zip_failed(p, zip_get_error(p->zip), e);
    *ret = take(t);
    return 0;
}

int part_read(void *part, char *buf, size_t room, size_t *ret_n, struct err *e)
{
    struct part *t = part;
    zip_int64_t n = zip_fread(t->file, buf, room);

    if (n < 0)
        return zip_failed(t->package, zip_file_get_error(t->file), e);
    t->bytes += (uint64_t)n;
    if (t->bytes > LIMIT_PACKAGE_PART_BYTES)
        return err_set(e, E_LIMIT, "%s：部件 %s 展开后超过 %llu 字节；请拆分文件",
                       "%s: the part %s unpacks to more than %llu bytes; split the file",
                       t->package->name, t->name, LIMIT_PACKAGE_PART_BYTES);
    if (t->bytes > RATIO_FROM && t->bytes / LIMIT_PACKAGE_RATIO > t->packed)
        return err_set(
            e, E_LIMIT, "%s：部件 %s 的压缩比超过 %u 倍，疑为压缩炸弹；请在表格程序中打开后另存",
            "%s: the part %s unpacks to more than %u times its size, as a zip bomb does; "
            "open it in a spreadsheet program and save it anew",
            t->package->name, t->name, LIMIT_PACKAGE_RATIO);
    *ret_n = (size_t)n;
    return 0;
}

uint64_t part_bytes(const struct part *t)
{
    return t->bytes;
}

uint64_t part_size(const struct part *t)
{
    return t->size;
}

void part_close(struct part *t)
{
    if (!t)
        return;
    if (t->file)
        zip_fclose(t->file);
    free(t->name);
    free(t);
}

void part_closep(struct part **t)
{
    part_close(*t);
}

int package_xml(struct package *p, struct str name, struct arena *a, struct xml_node **ret,
                struct err *e)
{
    _cleanup_(part_closep) struct part *t = NULL;
    _cleanup_(strbuf_done) struct strbuf text = {0}, where = {0};
    char chunk[16384];
    size_t n = 0;
    int rc = part_open(p, name, &t, e);

    while (rc >= 0 && (rc = part_read(t, chunk, sizeof chunk, &n, e)) >= 0 && n) {
        if (text.len + n > LIMIT_PACKAGE_XML_BYTES)
            return err_set(e, E_LIMIT, "%s：部件 %s 超过 %u 字节",
                           "%s: the part %s is longer than %u bytes", p->name, t->name,
                           LIMIT_PACKAGE_XML_BYTES);
        strbuf_add(&text, chunk, n);
    }
    if (rc < 0)
        return rc;
    strbuf_printf(&where, "%s/%s", p->name, t->name);
    if (text.failed || where.failed)
        return err_nomem(e);
    return xml_parse(strbuf_str(&text), strbuf_z(&where), a, ret, e);
}

/* The folder of a part with the / behind it; empty at the top. */
static struct str folder_of(struct str part)
{
    while (part.len && part.data[part.len - 1] != '/')
        part.len--;
    return part;
}

/* A target as it stands in a relation of a part of that folder, as a part's name; {NULL, 0} if it
 * leaves the package. */
static struct str resolve(struct str folder, struct str target, struct arena *a)
{
    char *path = arena_alloc(a, folder.len + target.len + 2);
    struct str rest, step;
    size_t n = 0;

    if (!path)
        return (struct str){0};
    if (str_starts(target, STR("/"))) {
        target.data++;
        target.len--;
    } else if (folder.len) {
        memcpy(path, folder.data, n = folder.len);
    }
    for (rest = target; str_split(&rest, '/', &step);) {
        if (str_eqz(step, "..")) {
            if (!n)
                return (struct str){0};
            n = folder_of((struct str){path, n - 1}).len;
        } else if (step.len && !str_eqz(step, ".")) {
            memcpy(path + n, step.data, step.len);
            n += step.len;
            path[n++] = '/';
        }
    }
    return n ? (struct str){path, n - 1} : (struct str){0};
}

int package_relations(struct package *p, const char *part, struct arena *a, struct relation **ret,
                      struct err *e)
{
    struct str folder = folder_of(str_of(part));
    struct str name =
        str_of(arena_printf(a, STR_FMT "_rels/%s.rels", STR_ARG(folder), part + folder.len));
    struct relation *first = NULL, **tail = &first;
    struct xml_node *root;
    unsigned count = 0;
    int rc;

    if (!name.data)
        return err_nomem(e);
    if (find(p, name, NULL)) {
        rc = package_xml(p, name, a, &root, e);
        if (rc < 0)
            return rc;
        for (struct xml_node *n = xml_child(root, "Relationship"); n;
             n = xml_next(n, "Relationship")) {
            struct relation *r = arena_new_of(a, struct relation);

            if (!r)
                return err_nomem(e);
            if (++count > LIMIT_PACKAGE_ENTRIES)
                return err_set(e, E_LIMIT, "%s：%s 中的关系超过 %u 条",
                               "%s: %s has more than %u relations", p->name, name.data,
                               LIMIT_PACKAGE_ENTRIES);
            r->id = xml_attr(n, "Id");
            r->type = xml_attr(n, "Type");
            if (!str_eqz(xml_attr(n, "TargetMode"), "External"))
                r->target = resolve(folder, xml_attr(n, "Target"), a);
            *tail = r;
            tail = &r->next;
        }
    }
    if (arena_failed(a))
        return err_nomem(e);
    *ret = first;
    return 0;
}

bool relation_is(const struct relation *r, const char *kind)
{
    static const char *const editions[] = {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/"};

    for (size_t i = 0; i < ARRAY_LEN(editions); i++) {
        struct str edition = str_of(editions[i]);

        if (str_starts(r->type, edition) &&
            str_eqz((struct str){r->type.data + edition.len, r->type.len - edition.len}, kind))
            return true;
    }
    return false;
}

const struct relation *relation_of_kind(const struct relation *r, const char *kind)
{
    while (r && !relation_is(r, kind))
        r = r->next;
    return r;
}

const struct relation *relation_by_id(const struct relation *r, struct str id)
{
    while (r && !str_eq(r->id, id))
        r = r->next;
    return r;
}
