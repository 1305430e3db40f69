#include "rows.h"

#include "cleanup.h"
#include "csv.h"
#include "package.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct rows_reader {
    struct csv_reader *csv; /* one of the two */
    struct xlsx *xlsx;
};

/* The first bytes, where reading them takes nothing away from the next reader. */
static struct str peek(const char *path, char *buf, size_t room)
{
    struct stat st;
    ssize_t n = -1;
    bool std = strcmp(path, "-") == 0;
    /* a pipe that is opened and closed again would lose its writer */
    bool file = std || (stat(path, &st) == 0 && S_ISREG(st.st_mode));
    int fd = std ? STDIN_FILENO : file ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        n = pread(fd, buf, room, 0);
    if (fd >= 0 && !std)
        close(fd);
    return (struct str){buf, n > 0 ? (size_t)n : 0};
}

int rows_open(const char *path, const char *sheet, struct rows_reader **ret, struct err *e)
{
    _cleanup_(rows_closep) struct rows_reader *r = calloc(1, sizeof *r);
    char buf[8];
    struct str head = peek(path, buf, sizeof buf);
    int rc;

    if (!r)
        return err_nomem(e);
    if (package_is_ole(head))
        return err_set(e, E_UNSUPPORTED,
                       "%s：是旧格式（.xls）或有密码的文件；请在表格程序中去掉密码，另存为 .xlsx",
                       "%s: this is an old .xls or a file with a password; remove the password and "
                       "save it as .xlsx in a spreadsheet program",
                       path);
    if (package_is_zip(head))
        rc = xlsx_open(path, sheet, &r->xlsx, e);
    else if (sheet)
        rc = err_set(e, E_USAGE, "%s：不是电子表格，没有工作表可选",
                     "%s: no spreadsheet, so it has no sheets to choose from", path);
    else
        rc = csv_open(path, &r->csv, e);
    if (rc < 0)
        return rc;
    *ret = take(r);
    return 0;
}

void rows_close(struct rows_reader *r)
{
    if (!r)
        return;
    csv_close(r->csv);
    xlsx_close(r->xlsx);
    free(r);
}

void rows_closep(struct rows_reader **r)
{
    rows_close(*r);
}

int rows_next(struct rows_reader *r, const struct str **ret_fields, size_t *ret_n,
              uint64_t *ret_row, struct err *e)
{
    return r->csv ? csv_next(r->csv, ret_fields, ret_n, ret_row, e)
                  : xlsx_next(r->xlsx, ret_fields, ret_n, ret_row, e);
}

enum cell_fault rows_fault(const struct rows_reader *r, size_t field)
{
    return r->csv ? CELL_OK : xlsx_fault(r->xlsx, field);
}

const char *rows_sheet(const struct rows_reader *r)
{
    return r->csv ? NULL : xlsx_sheet(r->xlsx);
}

int rows_others(struct rows_reader *r, struct strbuf *names, struct err *e)
{
    return r->csv ? 0 : xlsx_others(r->xlsx, names, e);
}

uint64_t rows_bytes(const struct rows_reader *r)
{
    return r->csv ? csv_bytes(r->csv) : xlsx_bytes(r->xlsx);
}

uint64_t rows_total(const struct rows_reader *r)
{
    return r->csv ? csv_total(r->csv) : xlsx_total(r->xlsx);
}
