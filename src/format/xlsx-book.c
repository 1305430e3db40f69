#include "bounds.h"
#include "cleanup.h"
#include "map.h"
#include "xlsx-internal.h"

static int read_sheets(const struct xml_node *root, const struct relation *relations,
                       const char *name, struct arena *a, struct xlsx_book *book, struct err *e)
{
    static const char *const editions[] = {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships"};
    struct xlsx_sheet_entry **tail = &book->sheets;
    unsigned count = 0;

    for (const struct xml_node *n = xml_child(xml_child(root, "sheets"), "sheet"); n;
         n = xml_next(n, "sheet")) {
        struct str id = xml_attr_ns(n, editions[0], "id");
        const struct relation *r =
            relation_by_id(relations, id.data ? id : xml_attr_ns(n, editions[1], "id"));

        if (++count > LIMIT_PACKAGE_ENTRIES)
            return err_set(e, E_LIMIT, "%s：工作表超过 %u 个", "%s: more than %u sheets", name,
                           LIMIT_PACKAGE_ENTRIES);
        if (!r || !relation_is(r, "worksheet"))
            continue; /* a chart, a dialogue */
        struct xlsx_sheet_entry *s = arena_new_of(a, struct xlsx_sheet_entry);
        if (!s)
            return err_nomem(e);
        s->name = xml_attr(n, "name");
        s->part = r->target;
        s->visible = !xml_attr(n, "state").len || str_eqz(xml_attr(n, "state"), "visible");
        *tail = s;
        tail = &s->next;
    }
    return 0;
}

/* The workbook's own formats by their number; the last of a number counts. */
static int read_own_formats(const struct xml_node *formats, struct map *ret, struct err *e)
{
    for (const struct xml_node *n = xml_child(formats, "numFmt"); n; n = xml_next(n, "numFmt")) {
        struct number_format f = number_format_parse(xml_attr(n, "formatCode"));
        uint64_t packed = (uint64_t)f.kind << 16 | (uint64_t)f.whole << 8 | f.decimals;

        if (map_put(ret, xml_attr(n, "numFmtId"), packed) < 0)
            return err_nomem(e);
    }
    return 0;
}

static struct number_format format_of(const struct map *own, struct str id)
{
    uint64_t packed;
    unsigned number = 0;

    if (map_get(own, id, &packed))
        return (struct number_format){(uint8_t)(packed >> 16), (uint8_t)(packed >> 8),
                                      (uint8_t)packed};
    for (size_t i = 0; i < id.len && number < 1000; i++)
        number = id.data[i] >= '0' && id.data[i] <= '9' ? number * 10 + (id.data[i] - '0') : 1000;
    return number_format_builtin(number);
}

int xlsx_styles_read(const struct xml_node *root, struct arena *a, struct xlsx_book *book,
                     struct err *e)
{
    _cleanup_(map_freep) struct map *own = map_new();
    struct {
        struct number_format *at;
        size_t n, cap;
    } formats = {0};

    if (!own)
        return err_nomem(e);
    int rc = read_own_formats(xml_child(root, "numFmts"), own, e);
    if (rc < 0)
        return rc;
    for (const struct xml_node *n = xml_child(xml_child(root, "cellXfs"), "xf"); n;
         n = xml_next(n, "xf")) {
        if (!vec_push(a, &formats, format_of(own, xml_attr(n, "numFmtId"))))
            return err_nomem(e);
    }
    book->formats = formats.at;
    book->n_formats = formats.n;
    return 0;
}

static int no_workbook(struct package *p, struct err *e)
{
    return err_set(e, E_UNSUPPORTED,
                   "%s：不是 .xlsx 工作簿（.ods、.xlsb、文档和其他压缩文件不能导入）；"
                   "请在表格程序中另存为 .xlsx",
                   "%s: this is no .xlsx workbook (.ods, .xlsb, documents and other zips can't be "
                   "read); save it as .xlsx in a spreadsheet program",
                   package_name(p));
}

int xlsx_book_read(struct package *p, struct arena *a, struct xlsx_book *ret, struct err *e)
{
    struct xlsx_book book = {0};
    struct relation *relations;
    struct xml_node *root;
    int rc = package_relations(p, "", a, &relations, e);

    if (rc < 0)
        return rc;
    const struct relation *office = relation_of_kind(relations, "officeDocument");
    if (!office || str_ends(office->target, STR(".bin")))
        return no_workbook(p, e);
    char *part = arena_strndup(a, office->target.data, office->target.len);
    if (!part)
        return err_nomem(e);
    if ((rc = package_xml(p, office->target, a, &root, e)) < 0 ||
        (rc = package_relations(p, part, a, &relations, e)) < 0)
        return rc;
    if (!str_eqz(root->name, "workbook"))
        return no_workbook(p, e);
    rc = read_sheets(root, relations, package_name(p), a, &book, e);
    if (rc < 0)
        return rc;
    struct str epoch = xml_attr(xml_child(root, "workbookPr"), "date1904");
    book.from_1904 = str_eqz(epoch, "1") || str_eqz(epoch, "true") || str_eqz(epoch, "on");

    const struct relation *strings = relation_of_kind(relations, "sharedStrings");
    const struct relation *styles = relation_of_kind(relations, "styles");
    if (strings)
        book.strings = strings->target;
    if (styles && ((rc = package_xml(p, styles->target, a, &root, e)) < 0 ||
                   (rc = xlsx_styles_read(root, a, &book, e)) < 0))
        return rc;
    *ret = book;
    return 0;
}
