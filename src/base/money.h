/* Money: whole fen in int64. Text is yuan with two decimals, `.`, no separators. */
#pragma once

#include "str.h"

#include <stdbool.h>
#include <stdint.h>

#define MONEY_TEXT 32

/* Writes "-12.30"; returns the length. */
size_t money_format(int64_t fen, char buf[MONEY_TEXT]);
/* "12", "12.3", "-12.30", "12.300"; false for more than fen, other characters or overflow. */
bool money_parse(struct str s, int64_t *ret_fen);
