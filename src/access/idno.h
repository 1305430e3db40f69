/*
 * Citizen identity numbers, GB 11643-1999: 6 digits of the division, 8 of the birth date, 3 of the
 * sequence (odd = male), 1 check character (ISO 7064 MOD 11-2).
 */
#pragma once

#include "lang.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

#define IDNO_LENGTH 18
#define IDNO_TEXT 19         /* with NUL */
#define IDNO_INPUT_BYTES 256 /* longer input is no number */
/* Birth years that are taken for a date. Whether a birth lies in the future is the caller's
 * question, who knows the day. */
#define IDNO_YEAR_MIN 1850
#define IDNO_YEAR_MAX 2099

enum idno_result {
    IDNO_OK,
    IDNO_EMPTY,
    IDNO_BAD_LENGTH,    /* neither 15 nor 18 characters */
    IDNO_BAD_CHARACTER, /* other than digits, or X in another place than the last */
    IDNO_BAD_DATE,
    IDNO_BAD_CHECK, /* check character does not fit */
};
#define N_IDNO_RESULTS 6

/*
 * Brings a number into its one form. Full-width characters become plain, blanks around and inside
 * go, x becomes X, 15 digits become 18 (the century is 19, the check character is computed).
 * On a failure out is untouched. Never guesses: anything else is an error.
 */
enum idno_result idno_normalise(struct str text, char out[IDNO_TEXT]);

/*
 * The sound numbers that a faulty one of 18 characters may stand for: one character is another, or
 * two neighbours are exchanged. How many; few, since the check character must fit.
 */
#define IDNO_NEAR_MAX 35
size_t idno_near(struct str text, char ret[IDNO_NEAR_MAX][IDNO_TEXT]);

/* What is wrong and how to mend it, without the number: "校验位不符，…". */
const char *idno_reason(enum idno_result r, enum lang lang);

/* Of the first 17 digits: '0'…'9' or 'X'. They must be digits. */
char idno_check_digit(const char *first17);

/* Of a normalised number. */
int32_t idno_birth(const char number[IDNO_TEXT]); /* days since 1970 */
bool idno_is_male(const char number[IDNO_TEXT]);
const char *idno_sex(const char number[IDNO_TEXT]); /* "male", "female": the catalogue's codes */

/* "440799********123X": the first 6 and the last 4 stay, as in public notices (公示): enough to
 * tell two people of one name apart, while birth date stays hidden. */
void idno_mask(const char number[IDNO_TEXT], char out[IDNO_TEXT]);

/* Anything typed into the place of a number, for error files: of 15 characters and more the first 6
 * and last 4 stay, of shorter text the first 2. Invalid UTF-8 counts byte by byte. */
void idno_mask_text(struct str text, struct strbuf *out);

/* Copies text and masks each run in it that could be an identity number (15 digits and more, full
 * width too, blanks and hyphens between them if it is valid, X at the end), for logs, notes and
 * error files. Digests (64 hex digits) stay. */
void idno_scrub(struct str text, struct strbuf *out);
