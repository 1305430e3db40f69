#include "idno.h"

#include "cleanup.h"
#include "date.h"
#include "idno_char.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int number_at(const char *digits, size_t n)
{
    int v = 0;

    for (size_t i = 0; i < n; i++)
        v = v * 10 + (digits[i] - '0');
    return v;
}

char idno_check_digit(const char *first17)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (size_t i = 0; i < ARRAY_LEN(weights); i++)
        sum += weights[i] * (first17[i] - '0');
    return "10X98765432"[sum % 11];
}

static enum idno_result check_digits(const char *d)
{
    int year;

    for (size_t i = 0; i < IDNO_LENGTH - 1; i++)
        if (!is_digit(d[i]))
            return IDNO_BAD_CHARACTER;
    year = number_at(d + 6, 4);
    if (year < IDNO_YEAR_MIN || year > IDNO_YEAR_MAX ||
        !date_valid(year, number_at(d + 10, 2), number_at(d + 12, 2)))
        return IDNO_BAD_DATE;
    return d[17] == idno_check_digit(d) ? IDNO_OK : IDNO_BAD_CHECK;
}

/* 15 digits to 18 in place. */
static bool upgrade(char d[IDNO_LENGTH])
{
    for (size_t i = 0; i < 15; i++)
        if (!is_digit(d[i]))
            return false;
    memmove(d + 8, d + 6, 9);
    memcpy(d + 6, "19", 2);
    d[17] = idno_check_digit(d);
    return true;
}

/* The characters of a number in their plain form, blanks gone, 0 for what can't be one; how many
 * there are (of more than IDNO_LENGTH the first ones). */
static size_t plain_characters(struct str text, char d[IDNO_LENGTH])
{
    size_t n = 0;

    while (text.len) {
        uint32_t cp;
        size_t step = idno_next_char(text, &cp);

        text.data += step;
        text.len -= step;
        if (idno_is_blank(cp))
            continue;
        if (n < IDNO_LENGTH)
            d[n] = idno_plain(cp);
        n++;
    }
    return n;
}

/* How nearly all numbers are written: without a look at each character's encoding. */
static bool is_plain(struct str text)
{
    if (text.len != IDNO_LENGTH)
        return false;
    for (size_t i = 0; i < IDNO_LENGTH - 1; i++)
        if (!is_digit(text.data[i]))
            return false;
    return is_digit(text.data[IDNO_LENGTH - 1]) || text.data[IDNO_LENGTH - 1] == 'X';
}

enum idno_result idno_normalise(struct str text, char out[IDNO_TEXT])
{
    char d[IDNO_LENGTH] = {0};
    size_t n;
    enum idno_result r;

    if (text.len > IDNO_INPUT_BYTES)
        return IDNO_BAD_LENGTH;
    n = text.len;
    if (is_plain(text))
        memcpy(d, text.data, IDNO_LENGTH);
    else
        n = plain_characters(text, d);
    if (n == 0)
        return IDNO_EMPTY;
    if (n != 15 && n != IDNO_LENGTH)
        return IDNO_BAD_LENGTH;
    if (memchr(d, 0, n) || (n == 15 && !upgrade(d)))
        return IDNO_BAD_CHARACTER;
    r = check_digits(d);
    if (r != IDNO_OK)
        return r;
    memcpy(out, d, IDNO_LENGTH);
    out[IDNO_LENGTH] = '\0';
    return IDNO_OK;
}

size_t idno_near(struct str text, char ret[IDNO_NEAR_MAX][IDNO_TEXT])
{
    char d[IDNO_LENGTH] = {0};
    size_t n = 0;

    if (text.len > IDNO_INPUT_BYTES || plain_characters(text, d) != IDNO_LENGTH)
        return 0;
    for (size_t i = 0; i < IDNO_LENGTH; i++) {
        const char was = d[i];

        for (const char *c = i + 1 < IDNO_LENGTH ? "0123456789" : "0123456789X"; *c; c++) {
            d[i] = *c;
            if (*c != was && check_digits(d) == IDNO_OK)
                memcpy(ret[n++], d, IDNO_LENGTH);
        }
        d[i] = was;
        if (i + 1 == IDNO_LENGTH || d[i] == d[i + 1])
            continue;
        d[i] = d[i + 1];
        d[i + 1] = was;
        if (check_digits(d) == IDNO_OK)
            memcpy(ret[n++], d, IDNO_LENGTH);
        d[i + 1] = d[i];
        d[i] = was;
    }
    for (size_t i = 0; i < n; i++)
        ret[i][IDNO_LENGTH] = '\0';
    return n;
}

const char *idno_reason(enum idno_result r, enum lang lang)
{
    static const struct {
        const char *zh, *en;
    } reasons[N_IDNO_RESULTS] = {
        [IDNO_OK] = {"正确", "correct"},
        [IDNO_EMPTY] = {"没有填写公民身份号码，请按身份证补填",
                        "no identity number; copy it from the identity card"},
        [IDNO_BAD_LENGTH] = {"公民身份号码应为 18 位（旧号 15 位），请核对是否多写或漏写",
                             "an identity number has 18 characters (an old one 15); look for one "
                             "too many or missing"},
        [IDNO_BAD_CHARACTER] = {"公民身份号码只能是数字，末位可为 X，请核对",
                                "an identity number consists of digits, with an X at most in the "
                                "last place; check it"},
        [IDNO_BAD_DATE] = {"公民身份号码中的出生日期不存在，请核对第 7 至 14 位",
                           "the birth date in the identity number doesn't exist; check characters "
                           "7 to 14"},
        [IDNO_BAD_CHECK] = {"公民身份号码的校验位不符，至少有一位写错，请与身份证核对",
                            "the check character of the identity number doesn't fit: at least one "
                            "character is wrong; compare it with the identity card"},
    };

    if ((unsigned)r >= N_IDNO_RESULTS)
        return "?";
    return lang == LANG_ZH ? reasons[r].zh : reasons[r].en;
}

int32_t idno_birth(const char number[IDNO_TEXT])
{
    return date_from_civil((struct civil){number_at(number + 6, 4), number_at(number + 10, 2),
                                          number_at(number + 12, 2)});
}

bool idno_is_male(const char number[IDNO_TEXT])
{
    return (number[16] - '0') % 2 == 1;
}

const char *idno_sex(const char number[IDNO_TEXT])
{
    return idno_is_male(number) ? "male" : "female";
}
