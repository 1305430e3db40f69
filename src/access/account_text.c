/* Names and other texts of accounts, from people and from requests. */
#include "account_private.h"
#include "cleanup.h"
#include "idno.h"
#include "text.h"

static bool name_character(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
           c == '@' || c == 0xb7 || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
           (c >= 0x20000 && c <= 0x323af);
}

int name_normalise(struct str text, char ret[ACCOUNT_NAME_BYTES], struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf clean = {0};
    char narrow[4 * ACCOUNT_NAME_BYTES];
    struct str s, rest;
    uint32_t c;
    int n;

    s = str_trim(text);
    if (s.len == 0 || s.len > sizeof narrow || !utf8_valid(s))
        goto bad;
    s = (struct str){narrow, text_narrow(s, narrow)};
    for (size_t i = 0; i < s.len; i++)
        if (narrow[i] >= 'A' && narrow[i] <= 'Z')
            narrow[i] += 'a' - 'A';
    for (rest = s; (n = utf8_next(rest, &c)) > 0; rest.data += n, rest.len -= (size_t)n)
        if (!name_character(c))
            goto bad;
    if (s.len >= ACCOUNT_NAME_BYTES)
        goto bad;
    idno_scrub(s, &clean);
    if (clean.failed)
        return err_nomem(e);
    if (!str_eq(strbuf_str(&clean), s))
        return err_set(e, E_INVALID, "用户名不能是身份证号等长号码，请用姓名拼音或工号",
                       "a user name is no identity number or the like; use a name");
    memcpy(ret, s.data, s.len);
    ret[s.len] = '\0';
    return 0;
bad:
    return err_set(e, E_INVALID, "用户名应为 1 至 %d 字节的小写字母、数字、汉字或 . - _ @ ·",
                   "a user name has 1 to %d bytes: letters, digits, Chinese characters, . - _ @ ·",
                   ACCOUNT_NAME_BYTES - 1);
}

/* Control characters, line ends, and what is invisible or turns the direction of writing. */
static bool unfit(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

int line_check(struct str text, size_t bytes, struct err *e)
{
    uint32_t c;
    int n;

    if (text.len > bytes)
        return err_set(e, E_INVALID, "文字超过 %zu 字节，请写短些",
                       "a text is longer than %zu bytes; shorten it", bytes);
    for (; (n = utf8_next(text, &c)) > 0; text.data += n, text.len -= (size_t)n)
        if (unfit(c))
            return err_set(e, E_INVALID, "文字不能含控制字符或不可见字符",
                           "a text holds no control or invisible characters");
    return text.len == 0 ? 0 : err_set(e, E_INVALID, "文字不是有效的 UTF-8", "a text is not UTF-8");
}

void line_clean(struct str text, size_t size, char *ret)
{
    size_t len = 0;

    while (text.len) {
        uint32_t c;
        int n = utf8_next(text, &c);
        bool good = n > 0 && !unfit(c);
        size_t eaten = n > 0 ? (size_t)n : 1, put = good ? eaten : 1;

        if (len + put >= size)
            break;
        if (good)
            memcpy(ret + len, text.data, put);
        else
            ret[len] = '?';
        len += put;
        text.data += eaten;
        text.len -= eaten;
    }
    ret[len] = '\0';
}
