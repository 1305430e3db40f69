#include "err.h"

#include "lang.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts a text that filled its buffer back to the last whole UTF-8 character. */
static void cut(char *buf, size_t size, int written)
{
    if (written < 0) {
        buf[0] = '\0';
        return;
    }
    if ((size_t)written < size)
        return;
    size_t lead = size - 1;
    while (lead > 0 && ((unsigned char)buf[lead - 1] & 0xc0) == 0x80)
        lead--;
    if (lead == 0)
        return;
    unsigned char c = (unsigned char)buf[--lead];
    size_t length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
    if (lead + length > size - 1)
        buf[lead] = '\0';
}

static void format(char *buf, size_t size, const char *fmt, va_list ap)
{
    cut(buf, size, vsnprintf(buf, size, fmt, ap));
}

int err_set(struct err *e, int code, const char *zh, const char *en, ...)
{
    if (!e)
        return code;
    va_list ap;
    va_start(ap, en);
    format(e->zh, sizeof e->zh, zh, ap);
    va_end(ap);
    va_start(ap, en);
    format(e->en, sizeof e->en, en, ap);
    va_end(ap);
    e->code = code;
    return code;
}

static void prefix(char *text, size_t size, const char *place, const char *colon)
{
    char old[1024];
    memcpy(old, text, size < sizeof old ? size : sizeof old);
    cut(text, size, snprintf(text, size, "%s%s%s", place, colon, old));
}

int err_at(struct err *e, const char *zh, const char *en, ...)
{
    if (!e)
        return E_INVALID;
    char place[512];
    va_list ap;
    va_start(ap, en);
    format(place, sizeof place, zh, ap);
    va_end(ap);
    prefix(e->zh, sizeof e->zh, place, "：");
    va_start(ap, en);
    format(place, sizeof place, en, ap);
    va_end(ap);
    prefix(e->en, sizeof e->en, place, ": ");
    return e->code;
}

int err_nomem(struct err *e)
{
    return err_set(e, E_NOMEM, "内存不足", "out of memory");
}

int err_io(struct err *e, int errno_value, const char *path)
{
    if (errno_value == ENOMEM)
        return err_nomem(e);
    int code = errno_value == ENOENT                           ? E_NOT_FOUND
               : errno_value == EACCES || errno_value == EPERM ? E_DENIED
               : errno_value == EEXIST                         ? E_EXISTS
                                                               : E_IO;
    const char *why_zh = errno_value == ENOENT                           ? "文件不存在"
                         : errno_value == EACCES || errno_value == EPERM ? "没有权限"
                         : errno_value == ENOSPC                         ? "磁盘已满"
                         : errno_value == EROFS                          ? "磁盘为只读"
                         : errno_value == EISDIR                         ? "这是一个文件夹"
                                                                         : strerror(errno_value);
    if (e) {
        err_set(e, code, "%s：%s", "%s: %s", path, why_zh);
        cut(e->en, sizeof e->en,
            snprintf(e->en, sizeof e->en, "%s: %s", path, strerror(errno_value)));
    }
    return code;
}

const char *err_text(const struct err *e)
{
    if (!e || e->code == 0)
        return "";
    return lang_get() == LANG_ZH ? e->zh : e->en;
}
