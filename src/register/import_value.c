/* How people and programs write values, and which of it is read. */
#include "import_value.h"

#include "bounds.h"
#include "date.h"
#include "idno.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>

/* Below a billion yuan, or any count: what lies above is a slip of the keyboard. */
#define WHOLE_DIGITS_MAX 12
#define DECIMALS_MAX 18
#define YEAR_MIN 1800
#define YEAR_MAX 2199
#define SERIAL_MIN 2200 /* 1906-01-08: smaller ones look like years */
#define SERIAL_MAX 99999
#define SERIAL_EPOCH (-25569) /* 1899-12-30, where the 1900 system counts from after its error */

static bool is_ascii(struct str s)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s.len; i++)
        any |= (unsigned char)s.data[i];
    return any < 0x80;
}

/* Nothing to narrow or to trim: none of the bytes that U+FF01…FF5E, U+3000, U+00A0 and the BOM
 * begin with, no blank at either end. */
static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == 0xc2 || c == 0xe3 || c == 0xef)
            return false;
    }
    return !s.len || ((unsigned char)s.data[0] > ' ' && (unsigned char)s.data[s.len - 1] > ' ');
}

struct str value_plain(struct str cell, struct arena *a)
{
    if (is_plain(cell))
        return cell;
    if (!is_ascii(cell)) {
        char *narrow = arena_alloc(a, cell.len + 1);
        if (!narrow)
            return (struct str){0};
        cell = (struct str){narrow, text_narrow(cell, narrow)};
    }
    return str_trim(cell);
}

static int bad(struct value_fault *f, const char *problem, const char *remedy)
{
    *f = (struct value_fault){problem, remedy};
    return VALUE_BAD;
}

/* Drops blanks inside a number: plain ones and U+00A0. */
static struct str without_blanks(struct str s, struct arena *a)
{
    bool any = false;
    for (size_t i = 0; i < s.len && !any; i++)
        any = isspace((unsigned char)s.data[i]) || (unsigned char)s.data[i] == 0xc2;
    if (!any)
        return s;
    char *out = arena_alloc(a, s.len + 1);
    size_t n = 0;
    if (!out)
        return (struct str){0};
    for (size_t i = 0; i < s.len; i++) {
        if (isspace((unsigned char)s.data[i]))
            continue;
        if (i + 1 < s.len && (unsigned char)s.data[i] == 0xc2 &&
            (unsigned char)s.data[i + 1] == 0xa0) {
            i++;
            continue;
        }
        out[n++] = s.data[i];
    }
    return (struct str){out, n};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct number {
    bool negative;
    int64_t whole;
    struct str decimals; /* without trailing zeros */
};

enum number_result { NUMBER_OK, NUMBER_BAD, NUMBER_LARGE };

/* [-]digits, in groups of three from the right if separated by commas, [.digits] */
static enum number_result parse_number(struct str s, struct number *ret)
{
    struct number v = {0};
    size_t i = 0, digits = 0, run = 0, groups = 0;
    if (i < s.len && s.data[i] == '-') {
        v.negative = true;
        i++;
    }
    for (; i < s.len && (is_digit(s.data[i]) || s.data[i] == ','); i++) {
        if (s.data[i] == ',') {
            if (run == 0 || run > 3 || (groups && run != 3))
                return NUMBER_BAD;
            groups++;
            run = 0;
            continue;
        }
        run++;
        if (digits || s.data[i] != '0')
            digits++;
        if (digits <= WHOLE_DIGITS_MAX)
            v.whole = v.whole * 10 + (s.data[i] - '0');
    }
    if (run == 0 || (groups && run != 3))
        return NUMBER_BAD;
    if (i < s.len) {
        size_t start = ++i;
        if (s.data[start - 1] != '.' || start == s.len)
            return NUMBER_BAD;
        for (; i < s.len; i++)
            if (!is_digit(s.data[i]))
                return NUMBER_BAD;
        v.decimals = (struct str){s.data + start, s.len - start};
        while (v.decimals.len && v.decimals.data[v.decimals.len - 1] == '0')
            v.decimals.len--;
    }
    if (digits > WHOLE_DIGITS_MAX)
        return NUMBER_LARGE;
    *ret = v;
    return NUMBER_OK;
}

static int read_number(const struct attribute *t, struct str s, struct arena *a, int64_t *ret,
                       struct value_fault *f)
{
    struct number v;
    bool money = t->type == ATTR_MONEY;
    switch (parse_number(without_blanks(s, a), &v)) {
    case NUMBER_BAD:
        return bad(f, "不是数字", "只填数字，不带单位或文字，例如 1200.50");
    case NUMBER_LARGE:
        return bad(f, "数值过大", "请核对位数");
    case NUMBER_OK:
        break;
    }
    if (money && v.decimals.len > 2)
        return bad(f, "金额多于两位小数", "金额精确到分，例如 1200.50");
    if (!money && v.decimals.len)
        return bad(f, "不是整数", "请填整数");
    int64_t n = v.whole;
    if (money) {
        n *= 100;
        for (size_t i = 0; i < v.decimals.len; i++)
            n += (v.decimals.data[i] - '0') * (i ? 1 : 10);
    }
    if (v.negative)
        n = -n;
    if (n < t->min)
        return t->min == 0 ? bad(f, "不能为负数", "请填零或正数")
                           : bad(f, "低于允许的最小值", "请核对数值");
    if (n > t->max)
        return bad(f, "超过允许的最大值", "请核对数值，允许的范围见目录");
    *ret = n;
    return VALUE_STATED;
}

int value_read_decimal(struct str cell, struct arena *a, struct str *ret,
                       struct value_fault *ret_fault)
{
    struct str s = value_plain(cell, a);
    struct number v;
    if (arena_failed(a))
        return E_NOMEM;
    if (!s.len || str_eqz(s, "-") || str_eqz(s, "未知"))
        return s.len ? VALUE_WITHDRAWN : VALUE_EMPTY;
    switch (parse_number(without_blanks(s, a), &v)) {
    case NUMBER_BAD:
        return bad(ret_fault, "不是数字", "只填数字，不带单位或文字，例如 12.5");
    case NUMBER_LARGE:
        return bad(ret_fault, "数值过大", "请核对位数");
    case NUMBER_OK:
        break;
    }
    if (v.decimals.len > DECIMALS_MAX)
        return bad(ret_fault, "小数位数过多", "请保留不超过 18 位小数");
    const char *text =
        arena_printf(a, "%s%lld%s" STR_FMT, v.negative ? "-" : "", (long long)v.whole,
                     v.decimals.len ? "." : "", STR_ARG(v.decimals));
    if (!text)
        return E_NOMEM;
    *ret = str_of(text);
    return VALUE_STATED;
}

static int read_boolean(struct str s, int64_t *ret, struct value_fault *f)
{
    static const char *const yes[] = {"是", "1", "true"}, *const no[] = {"否", "0", "false"};
    for (size_t i = 0; i < 3; i++) {
        bool is_yes = s.len == strlen(yes[i]) && strncasecmp(s.data, yes[i], s.len) == 0;
        bool is_no = s.len == strlen(no[i]) && strncasecmp(s.data, no[i], s.len) == 0;
        if (is_yes || is_no) {
            *ret = is_yes;
            return VALUE_STATED;
        }
    }
    return bad(f, "既不是“是”也不是“否”", "请填 是 或 否");
}

/* Digits up to another character; their number in *n. */
static int take_digits(struct str s, size_t *at, int *n)
{
    int v = 0;
    for (*n = 0; *at < s.len && is_digit(s.data[*at]) && *n < 5; ++*at, ++*n)
        v = v * 10 + (s.data[*at] - '0');
    return v;
}

static bool valid_day(int year, int month, int day)
{
    return year >= YEAR_MIN && year <= YEAR_MAX && date_valid(year, month, day);
}

/* 2018-06-30, 2018/6/30 */
static bool separated_date(struct str s, int32_t *ret)
{
    size_t at = 0;
    int ny, nm, nd;
    int year = take_digits(s, &at, &ny);
    if (ny != 4 || at >= s.len || (s.data[at] != '-' && s.data[at] != '/'))
        return false;
    char separator = s.data[at++];
    int month = take_digits(s, &at, &nm);
    if (nm < 1 || nm > 2 || at >= s.len || s.data[at++] != separator)
        return false;
    int day = take_digits(s, &at, &nd);
    if (nd < 1 || nd > 2 || at != s.len || !valid_day(year, month, day))
        return false;
    *ret = date_from_civil((struct civil){year, month, day});
    return true;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.data[i]))
            return false;
    return s.len > 0;
}

static int digits_value(struct str s, size_t from, size_t n)
{
    int v = 0;
    for (size_t i = from; i < from + n; i++)
        v = v * 10 + (s.data[i] - '0');
    return v;
}

static int read_date(struct str s, int64_t *ret, struct value_fault *f)
{
    int32_t day;
    if (separated_date(s, &day)) {
        *ret = day;
        return VALUE_STATED;
    }
    struct str number = s;
    if (str_ends(number, STR(".0")))
        number.len -= 2;
    if (s.len == 8 && all_digits(s)) {
        int year = digits_value(s, 0, 4), month = digits_value(s, 4, 2), d = digits_value(s, 6, 2);
        if (valid_day(year, month, d)) {
            *ret = date_from_civil((struct civil){year, month, d});
            return VALUE_STATED;
        }
    }
    if ((number.len == 4 || number.len == 5) && all_digits(number)) {
        int serial = digits_value(number, 0, number.len);
        if (serial >= SERIAL_MIN && serial <= SERIAL_MAX) {
            *ret = serial + SERIAL_EPOCH;
            return VALUE_STATED;
        }
    }
    return bad(f, "不是日期，或没有这一天", "请按 2018-06-30 的格式填写");
}

static int read_code(const struct attribute *t, struct str s, struct str *ret,
                     struct value_fault *f)
{
    const struct code *c = attribute_code(t, s);
    if (!c)
        return bad(f, "不在代码表中", "请填目录列出的代码或名称");
    *ret = c->code;
    return VALUE_STATED;
}

/* Cuts at ; or 、 (U+3001). */
static bool next_code(struct str *rest, struct str *ret)
{
    if (!rest->data)
        return false;
    for (size_t i = 0; i < rest->len; i++) {
        struct str tail = {rest->data + i, rest->len - i};
        size_t n = tail.data[0] == ';' ? 1 : str_starts(tail, STR("、")) ? 3 : 0;
        if (n) {
            *ret = str_trim((struct str){rest->data, i});
            *rest = (struct str){tail.data + n, tail.len - n};
            return true;
        }
    }
    *ret = str_trim(*rest);
    *rest = (struct str){0};
    return true;
}

static int read_codes(const struct attribute *t, struct str s, struct arena *a, struct str *ret,
                      struct value_fault *f)
{
    struct {
        struct str *at;
        size_t n, cap;
    } codes = {0};
    struct str part;
    size_t len = 0;
    while (next_code(&s, &part)) {
        struct str code;
        int rc = read_code(t, part, &code, f);
        if (rc != VALUE_STATED)
            return rc;
        bool doubled = false;
        for (size_t i = 0; i < codes.n && !doubled; i++)
            doubled = str_eq(codes.at[i], code);
        if (doubled)
            continue;
        if (!vec_push(a, &codes, code))
            return E_NOMEM;
        len += code.len + 1;
    }
    qsort(codes.at, codes.n, sizeof *codes.at, str_cmp_qsort);
    char *text = arena_alloc(a, len);
    if (!text)
        return E_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < codes.n; i++) {
        if (i)
            text[n++] = ';';
        memcpy(text + n, codes.at[i].data, codes.at[i].len);
        n += codes.at[i].len;
    }
    *ret = (struct str){text, n};
    return VALUE_STATED;
}

static int read_text(const struct attribute *t, struct str s, struct str *ret,
                     struct value_fault *f)
{
    bool number = !attribute_is_evidence(t);
    if (s.len > (number ? LIMIT_KEY_BYTES : LIMIT_TEXT_BYTES))
        return number ? bad(f, "户号过长", "户号不超过 64 个字节")
                      : bad(f, "文字过长", "不超过 1000 个字节（约 330 个汉字）");
    char id_no[IDNO_TEXT];
    if (!number && idno_normalise(s, id_no) == IDNO_OK)
        return bad(f, "这一列里是公民身份号码", "号码只能写在公民身份号码列，请核对列是否对应");
    uint32_t cp;
    for (size_t i = 0; i < s.len;) {
        int n = utf8_next((struct str){s.data + i, s.len - i}, &cp);
        if (n == 0 || cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
            return bad(f, "含有换行或控制字符", "请删去单元格内的换行和不可见字符");
        i += (size_t)n;
    }
    *ret = s;
    return VALUE_STATED;
}

static int read_division(struct str s, struct arena *a, struct str *ret, struct value_fault *f)
{
    size_t n = s.len;
    if (n < 6 || n > 12 || !all_digits(s))
        return bad(f, "不是区划代码", "请填 6 至 12 位统计用区划代码");
    char *code = arena_alloc(a, 12);
    if (!code)
        return E_NOMEM;
    memset(code, '0', 12);
    memcpy(code, s.data, n);
    *ret = (struct str){code, 12};
    return VALUE_STATED;
}

static int read_id_no(struct str s, struct arena *a, struct str *ret, struct value_fault *f)
{
    char number[IDNO_TEXT];
    enum idno_result result = idno_normalise(s, number);
    if (result != IDNO_OK)
        return bad(f, idno_reason(result, LANG_ZH), "请按身份证原件改正");
    *ret = str_dup(a, (struct str){number, IDNO_LENGTH});
    return ret->data ? VALUE_STATED : E_NOMEM;
}

int value_read(const struct attribute *t, struct str cell, struct arena *a, struct fact *ret,
               struct value_fault *ret_fault)
{
    struct str s = value_plain(cell, a);
    struct fact v = {.known = true};
    int rc = VALUE_BAD;
    if (arena_failed(a))
        return E_NOMEM;
    if (!s.len)
        return VALUE_EMPTY;
    if (str_eqz(s, "-") || str_eqz(s, "未知"))
        return VALUE_WITHDRAWN;
    switch (t->type) {
    case ATTR_TEXT:
        rc = read_text(t, s, &v.s, ret_fault);
        break;
    case ATTR_DIVISION:
        rc = read_division(s, a, &v.s, ret_fault);
        break;
    case ATTR_CODE:
        rc = read_code(t, s, &v.s, ret_fault);
        break;
    case ATTR_CODES:
        rc = read_codes(t, s, a, &v.s, ret_fault);
        break;
    case ATTR_INTEGER:
        rc = read_number(t, s, a, &v.i, ret_fault);
        break;
    case ATTR_MONEY:
        rc = read_number(t, s, a, &v.i, ret_fault);
        break;
    case ATTR_BOOLEAN:
        rc = read_boolean(s, &v.i, ret_fault);
        break;
    case ATTR_DATE:
        rc = read_date(s, &v.i, ret_fault);
        break;
    case ATTR_ID_NO:
        rc = read_id_no(s, a, &v.s, ret_fault);
        break;
    }
    if (arena_failed(a))
        return E_NOMEM;
    if (rc == VALUE_STATED)
        *ret = v;
    return rc;
}

bool value_lost(const struct attribute *t, enum cell_fault f, struct str raw,
                struct value_fault *ret_fault)
{
    switch (f) {
    case CELL_ERROR:
        return bad(ret_fault, "公式出错，没有结果", "请改正公式，或直接填写");
    case CELL_NO_RESULT:
        return bad(ret_fault, "公式没有保存结果", "请在表格程序中打开并保存，或直接填写");
    case CELL_LOST_DIGITS: /* numbers as large as that are refused anyway */
        return attribute_storage(t) != 'i' &&
               bad(ret_fault, "号码按数字存放，15 位以后的数字已经丢失",
                   "请把该列设为文本格式，再按原件重新填写");
    case CELL_OTHER_EPOCH:
        return t->type == ATTR_DATE && raw.len < 8 &&
               bad(ret_fault, "不是日期格式，而该文件的日期从 1904 年算起，无法换算",
                   "请把该列设为日期格式");
    case CELL_OK:
        break;
    }
    return false;
}
