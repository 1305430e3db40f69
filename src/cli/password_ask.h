/* Passwords from the terminal, or from standard input where that is something else. */
#pragma once

#include "account.h"

/* On a terminal: asked twice, without echo. Otherwise the first line. Ends with a NUL; the caller
 * wipes it. */
int password_ask(char ret[PASSWORD_BYTES + 2], struct err *e);
