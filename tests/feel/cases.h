/*
 * Test cases as lines of text (*.tests):
 *
 *     # comment
 *     let NAME = EXPRESSION              a variable for the lines below, of the inferred type
 *     let NAME : any = EXPRESSION        the same, its type unknown to the parser
 *     EXPRESSION => EXPECTED
 *     INPUT :: CELL => EXPECTED          a unary test
 *     EXPRESSION => EXPECTED reads 1 2   and the facts that the evaluation reported as read
 *     EXPRESSION => check KIND text; …   findings of feel_check (`check none`)
 *
 * EXPECTED is an expression, or `error` (a null that comes from an error), `plain` (a null that
 * doesn't), `unknown(1 2)` (with these facts), `unknown(1) in [0..5]` (with bounds), `syntax` or
 * `limit` (it doesn't compile), `type T` (the inferred type), `stopped` (a limit ended it). A plain
 * `null` takes either null. `⏎` stands for a line break.
 *
 * Every file knows u1 … u9, unknown numbers from the facts 1 … 9, and 事实, a context {甲: 1, 乙:
 * 2, 丙: u3, 丁: null} whose entries stand for the facts 11 … 14.
 */
#pragma once

#include <stdio.h>

/* Runs a file; complaints go to out. The number of failed lines, *ret_n = lines run. */
int cases_run(const char *path, FILE *out, int *ret_n);
