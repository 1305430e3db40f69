/* One cell of a department's file. */
#include "date.h"
#include "feed_private.h"

#define YEAR_MIN 1850
#define YEAR_MAX 2199

/* Types that imports have too. Amounts and numbers may be negative: bookings are reversed. */
static const struct attribute as_text = {.type = ATTR_TEXT}, as_division = {.type = ATTR_DIVISION},
                              as_money = {.type = ATTR_MONEY, .min = -INT64_MAX, .max = INT64_MAX},
                              as_integer = {.type = ATTR_INTEGER,
                                            .min = -INT64_MAX,
                                            .max = INT64_MAX},
                              as_boolean = {.type = ATTR_BOOLEAN}, as_date = {.type = ATTR_DATE};

static int bad(struct value_fault *f, const char *problem, const char *remedy)
{
    *f = (struct value_fault){problem, remedy};
    return VALUE_BAD;
}

static bool read_digits(struct str s, int low, int high, int *ret)
{
    int v = 0;
    if (!s.len || s.len > 4)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        v = v * 10 + (s.data[i] - '0');
    }
    *ret = v;
    return v >= low && v <= high;
}

/* 2018-06, 2018/6, 201806 */
static bool read_month(struct str s, int64_t *ret)
{
    int year, month;
    if (s.len < 6 || s.len > 7)
        return false;
    size_t at = s.data[4] == '-' || s.data[4] == '/' ? 5 : 4;
    if ((at == 4 && s.len != 6) ||
        !read_digits((struct str){s.data, 4}, YEAR_MIN, YEAR_MAX, &year) ||
        !read_digits((struct str){s.data + at, s.len - at}, 1, 12, &month))
        return false;
    *ret = date_from_civil((struct civil){year, month, 1});
    return true;
}

/* A period, or a day within it: its first day. */
static int read_period(struct str cell, bool whole_year, struct arena *a, struct fact *ret,
                       struct value_fault *fault)
{
    struct str s = value_plain(cell, a);
    struct fact day = {.known = true};
    int year;
    if (arena_failed(a))
        return E_NOMEM;
    if (whole_year && s.len == 4 && read_digits(s, YEAR_MIN, YEAR_MAX, &year)) {
        day.i = date_from_civil((struct civil){year, 1, 1});
    } else if (whole_year || !read_month(s, &day.i)) {
        /* 20186 may be a month or a spreadsheet's day: nobody guesses */
        bool doubtful = s.len && s.len <= 5 && s.data[0] >= '0' && s.data[0] <= '9';
        int rc = doubtful ? VALUE_BAD : value_read(&as_date, cell, a, &day, fault);
        if (rc == VALUE_BAD)
            return whole_year ? bad(fault, "不是年份", "请按 2018 的格式填写")
                              : bad(fault, "不是月份，或没有这个月", "请按 2018-06 的格式填写");
        if (rc != VALUE_STATED)
            return rc;
        struct civil c = date_to_civil((int32_t)day.i);
        day.i = date_from_civil((struct civil){c.year, whole_year ? 1 : c.month, 1});
    }
    *ret = day;
    return VALUE_STATED;
}

static int read_word(const struct feed_column *c, struct str cell, struct arena *a,
                     struct fact *ret, struct value_fault *fault)
{
    struct str s = value_plain(cell, a);
    if (arena_failed(a))
        return E_NOMEM;
    if (!s.len || str_eqz(s, "-") || str_eqz(s, "未知"))
        return VALUE_EMPTY;
    for (size_t i = 0; i < c->n_words; i++)
        if (str_eq(c->words[i], s)) {
            *ret = (struct fact){.known = true, .s = c->words[i]};
            return VALUE_STATED;
        }
    return bad(fault, "不在来源定义的取值之中",
               "请核对列是否对应；取值见 heyi verify feeds 来源名称");
}

static int read_decimal(struct str cell, struct arena *a, struct fact *ret,
                        struct value_fault *fault)
{
    struct fact v = {.known = true};
    int rc = value_read_decimal(cell, a, &v.s, fault);
    if (rc == VALUE_STATED)
        *ret = v;
    return rc;
}

int feed_cell_read(const struct feed_column *c, struct str raw, struct arena *a, struct fact *ret,
                   struct value_fault *ret_fault)
{
    int rc;
    switch (c->type) {
    case FEED_CODE:
        rc = read_word(c, raw, a, ret, ret_fault);
        break;
    case FEED_MONEY:
        rc = value_read(&as_money, raw, a, ret, ret_fault);
        break;
    case FEED_NUMBER:
        rc = read_decimal(raw, a, ret, ret_fault);
        break;
    case FEED_INTEGER:
        rc = value_read(&as_integer, raw, a, ret, ret_fault);
        break;
    case FEED_BOOLEAN:
        rc = value_read(&as_boolean, raw, a, ret, ret_fault);
        break;
    case FEED_DIVISION:
        rc = value_read(&as_division, raw, a, ret, ret_fault);
        break;
    case FEED_MONTH:
    case FEED_YEAR:
        rc = read_period(raw, c->type == FEED_YEAR, a, ret, ret_fault);
        break;
    default:
        rc = value_read(feed_type_is_date(c->type) ? &as_date : &as_text, raw, a, ret, ret_fault);
        break;
    }
    return rc == VALUE_WITHDRAWN ? VALUE_EMPTY : rc;
}
