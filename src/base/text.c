#include "text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

int utf8_next(struct str s, uint32_t *ret_cp)
{
    if (s.len == 0)
        return 0;
    const unsigned char *p = (const unsigned char *)s.data;
    if (p[0] < 0x80) {
        *ret_cp = p[0];
        return 1;
    }
    int n = p[0] >= 0xf0 && p[0] < 0xf5   ? 4
            : p[0] >= 0xe0                ? 3
            : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
                                          : 0;
    if (n == 0 || p[0] >= 0xf5 || s.len < (size_t)n)
        return 0;
    uint32_t cp = p[0] & (0xff >> (n + 1));
    for (int i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        cp = cp << 6 | (p[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        return 0;
    *ret_cp = cp;
    return n;
}

int utf8_put(uint32_t cp, char buf[4])
{
    unsigned char *p = (unsigned char *)buf;
    if (cp < 0x80) {
        p[0] = (unsigned char)cp;
        return 1;
    }
    if (cp < 0x800) {
        p[0] = (unsigned char)(0xc0 | cp >> 6);
        p[1] = (unsigned char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        if (cp >= 0xd800 && cp <= 0xdfff)
            return 0;
        p[0] = (unsigned char)(0xe0 | cp >> 12);
        p[1] = (unsigned char)(0x80 | (cp >> 6 & 0x3f));
        p[2] = (unsigned char)(0x80 | (cp & 0x3f));
        return 3;
    }
    if (cp > 0x10ffff)
        return 0;
    p[0] = (unsigned char)(0xf0 | cp >> 18);
    p[1] = (unsigned char)(0x80 | (cp >> 12 & 0x3f));
    p[2] = (unsigned char)(0x80 | (cp >> 6 & 0x3f));
    p[3] = (unsigned char)(0x80 | (cp & 0x3f));
    return 4;
}

/* Bytes at the start of s that are ASCII, eight at a time. */
static size_t ascii_run(struct str s)
{
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8) {
        uint64_t w;
        memcpy(&w, s.data + i, 8);
        if (w & 0x8080808080808080ull)
            break;
    }
    while (i < s.len && !(s.data[i] & 0x80))
        i++;
    return i;
}

/* Bytes of the characters of three bytes at the start of s, as Chinese text has them in a row; none
 * of those that want a closer look (E0, ED). */
static size_t three_byte_run(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.data;
    size_t at = 0;
    while (at + 3 <= s.len && p[at] > 0xe0 && p[at] < 0xf0 && p[at] != 0xed &&
           (p[at + 1] & 0xc0) == 0x80 && (p[at + 2] & 0xc0) == 0x80)
        at += 3;
    return at;
}

/* Length of the longest valid prefix. */
static size_t valid_prefix(struct str s)
{
    size_t at = 0;
    while (at < s.len) {
        at += ascii_run((struct str){s.data + at, s.len - at});
        at += three_byte_run((struct str){s.data + at, s.len - at});
        if (at == s.len)
            break;
        uint32_t cp;
        int n = utf8_next((struct str){s.data + at, s.len - at}, &cp);
        if (n == 0)
            break;
        at += (size_t)n;
    }
    return at;
}

bool utf8_valid(struct str s)
{
    return valid_prefix(s) == s.len;
}

size_t utf8_count(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.data[i] & 0xc0) != 0x80;
    return n;
}

size_t utf8_offset(struct str s, size_t n)
{
    size_t i = 0;
    for (; i < s.len; i++) {
        if (((unsigned char)s.data[i] & 0xc0) != 0x80 && n-- == 0)
            break;
    }
    return i;
}

size_t utf8_width(struct str s)
{
    size_t width = 0;
    uint32_t cp;
    int n;
    for (size_t at = 0; at < s.len; at += (size_t)n) {
        n = utf8_next((struct str){s.data + at, s.len - at}, &cp);
        if (n == 0) {
            n = 1;
            width++;
        } else if (cp >= 0x300 && cp <= 0x36f) {
            continue;
        } else {
            width += (cp >= 0x1100 && cp <= 0x115f) || (cp >= 0x2e80 && cp <= 0xa4cf) ||
                             (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
                             (cp >= 0xfe30 && cp <= 0xfe6f) || (cp >= 0xff00 && cp <= 0xff60) ||
                             (cp >= 0xffe0 && cp <= 0xffe6) || (cp >= 0x20000 && cp <= 0x3fffd)
                         ? 2
                         : 1;
        }
    }
    return width;
}

size_t text_narrow(struct str s, char *dst)
{
    size_t out = 0;
    for (size_t i = 0; i < s.len;) {
        const unsigned char *p = (const unsigned char *)s.data + i;
        if (s.len - i >= 3 && p[0] == 0xef && (p[1] == 0xbc || p[1] == 0xbd) && p[2] >= 0x80) {
            uint32_t cp = 0xf000u | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
            if (cp >= 0xff01 && cp <= 0xff5e) {
                dst[out++] = (char)(cp - 0xfee0);
                i += 3;
                continue;
            }
        }
        if (s.len - i >= 3 && p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80) {
            dst[out++] = ' ';
            i += 3;
            continue;
        }
        dst[out++] = (char)p[0];
        i++;
    }
    return out;
}

enum encoding { UNDECIDED, UTF8, GB18030 };

/* So many bytes from the first non-ASCII byte on decide on the encoding, however they arrive. */
#define WINDOW (64u << 10)
/* What begins with so many Chinese characters in UTF-8 is UTF-8, damaged further down. */
#define DAMAGED_MIN 8

struct text_decoder {
    enum encoding encoding;
    bool started;       /* past a possible BOM */
    uint64_t offset;    /* raw bytes consumed */
    struct strbuf rest; /* bytes of an unfinished character, or of an undecided start */
    iconv_t gb;
};

struct text_decoder *text_decoder_new(void)
{
    struct text_decoder *d = calloc(1, sizeof *d);
    if (d)
        d->gb = (iconv_t)-1;
    return d;
}

void text_decoder_free(struct text_decoder *d)
{
    if (!d)
        return;
    if (d->gb != (iconv_t)-1)
        iconv_close(d->gb);
    strbuf_done(&d->rest);
    free(d);
}

void text_decoder_freep(struct text_decoder **d)
{
    text_decoder_free(*d);
}

const char *text_decoder_encoding(const struct text_decoder *d)
{
    return d->encoding == GB18030 ? "GB18030" : "UTF-8";
}

static int bad(const struct text_decoder *d, struct err *e)
{
    if (d->encoding == UTF8)
        return err_set(e, E_SYNTAX,
                       "第 %llu 字节不是 UTF-8 编码，文件可能已损坏；请重新导出并另存为 UTF-8",
                       "byte %llu isn't UTF-8, the file may be damaged; export it again as UTF-8",
                       (unsigned long long)d->offset);
    return err_set(e, E_SYNTAX, "第 %llu 字节既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8",
                   "byte %llu is neither UTF-8 nor GB18030: save the file as UTF-8",
                   (unsigned long long)d->offset);
}

static struct str skip(struct str s, size_t n)
{
    return n ? (struct str){s.data + n, s.len - n} : s;
}

/* Whether tail is the proper beginning of a character that isn't complete: some continuation
 * completes it. The ones tried cover the narrowed second bytes after E0, ED, F0 and F4. */
static bool unfinished(struct str tail)
{
    static const unsigned char fill[] = {0x80, 0x90, 0xa0, 0xbf};
    unsigned char probe[4];
    uint32_t cp;

    if (tail.len == 0 || tail.len > 3)
        return false;
    memcpy(probe, tail.data, tail.len);
    for (size_t i = 0; i < sizeof fill; i++) {
        memset(probe + tail.len, fill[i], sizeof probe - tail.len);
        if (utf8_next((struct str){(char *)probe, sizeof probe}, &cp) > (int)tail.len)
            return true;
    }
    return false;
}

/* Chinese in UTF-8 takes three bytes a character. GB18030 doesn't look so for long. */
static bool looks_utf8(struct str valid)
{
    size_t three = 0;
    uint32_t cp;

    for (int n; (n = utf8_next(valid, &cp)) > 0 && three < DAMAGED_MIN; valid = skip(valid, n)) {
        if (n == 2)
            return false;
        three += n == 3;
    }
    return three == DAMAGED_MIN;
}

/* in starts with a non-ASCII byte, and is either all there is or longer than the window. */
static enum encoding guess(struct str in)
{
    bool more = in.len > WINDOW;
    struct str window = {in.data, more ? WINDOW : in.len};
    size_t valid = valid_prefix(window);
    struct str tail = skip(window, valid);

    if (tail.len == 0 || (more && unfinished(tail)) || looks_utf8((struct str){in.data, valid}))
        return UTF8;
    return GB18030;
}

/* Each of the three consumes what it can of *in; what remains is an unfinished character. */
static int from_utf8(struct text_decoder *d, struct str *in, struct strbuf *out, struct err *e)
{
    size_t valid = valid_prefix(*in);

    strbuf_add(out, in->data, valid);
    *in = skip(*in, valid);
    d->offset += valid;
    return in->len && !unfinished(*in) ? bad(d, e) : 0;
}

static int from_gb(struct text_decoder *d, struct str *in, struct strbuf *out, struct err *e)
{
    if (d->gb == (iconv_t)-1) {
        d->gb = iconv_open("UTF-8", "GB18030");
        if (d->gb == (iconv_t)-1)
            return err_set(e, E_UNSUPPORTED, "系统不支持 GB18030 转换（缺少 iconv 数据）",
                           "this system cannot convert GB18030 (iconv data missing)");
    }
    while (in->len) {
        char buf[4096], *p = (char *)in->data, *q = buf;
        size_t left = in->len, room = sizeof buf;
        size_t r = iconv(d->gb, &p, &left, &q, &room);
        int why = errno;

        strbuf_add(out, buf, (size_t)(q - buf));
        d->offset += in->len - left;
        *in = (struct str){p, left};
        if (r == (size_t)-1 && why == EINVAL)
            break;
        if (r == (size_t)-1 && why != E2BIG)
            return bad(d, e);
    }
    return 0;
}

static int consume(struct text_decoder *d, struct str *in, bool last, struct strbuf *out,
                   struct err *e)
{
    if (!d->started) {
        if (in->len < 3 && !last)
            return 0;
        d->started = true;
        if (str_starts(*in, STR("\xff\xfe")) || str_starts(*in, STR("\xfe\xff")))
            return err_set(e, E_SYNTAX, "这是 UTF-16 编码的文件，请另存为 UTF-8",
                           "this file is in UTF-16: save it as UTF-8");
        if (str_starts(*in, STR("\xef\xbb\xbf"))) {
            d->encoding = UTF8;
            d->offset += 3;
            *in = skip(*in, 3);
        }
    }
    if (d->encoding == UNDECIDED) {
        size_t ascii = ascii_run(*in);
        strbuf_add(out, in->data, ascii);
        d->offset += ascii;
        *in = skip(*in, ascii);
        if (in->len == 0 || (in->len <= WINDOW && !last))
            return 0;
        d->encoding = guess(*in);
    }
    int r = d->encoding == UTF8 ? from_utf8(d, in, out, e) : from_gb(d, in, out, e);
    if (r == 0 && last && in->len)
        return bad(d, e);
    return r;
}

int text_decode(struct text_decoder *d, const void *data, size_t len, bool last, struct strbuf *out,
                struct err *e)
{
    struct str in = {data, len};
    if (d->rest.len) {
        strbuf_add(&d->rest, data, len);
        if (d->rest.failed)
            return err_nomem(e);
        in = strbuf_str(&d->rest);
    }
    int r = consume(d, &in, last, out, e);
    if (r < 0)
        return r;
    if (d->rest.len) {
        if (in.len && in.data != d->rest.data)
            memmove(d->rest.data, in.data, in.len);
        d->rest.len = in.len;
    } else if (in.len) {
        strbuf_add(&d->rest, in.data, in.len);
    }
    return d->rest.failed || out->failed ? err_nomem(e) : 0;
}
