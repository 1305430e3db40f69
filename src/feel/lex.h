/*
 * FEEL tokens. A name may hold spaces and symbols, so the lexer only gives the parts of a name
 * (maximal runs of name characters); the parser joins them with the help of the scope.
 */
#pragma once

#include "err.h"
#include "str.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NAME, /* one part of a name, or a keyword */
    TOKEN_NUMBER,
    TOKEN_STRING, /* with its quotes */
    TOKEN_AT,
    TOKEN_LEFT_PAREN,
    TOKEN_RIGHT_PAREN,
    TOKEN_LEFT_BRACKET,
    TOKEN_RIGHT_BRACKET,
    TOKEN_LEFT_BRACE,
    TOKEN_RIGHT_BRACE,
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_DOT,
    TOKEN_DOT_DOT,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_POWER,
    TOKEN_DIVIDE,
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE,
    TOKEN_ARROW,
    TOKEN_BAD,         /* a character that starts nothing */
    TOKEN_OPEN_STRING, /* string without an end */
    TOKEN_OPEN_COMMENT,
};

struct token {
    enum token_kind kind;
    struct str text;
};

/* The token at or behind p (within text). */
struct token lex_token(struct str text, const char *p);
/* Behind white space and comments. */
const char *lex_skip(struct str text, const char *p);
bool lex_is_name_start(uint32_t cp);
bool lex_is_name_part(uint32_t cp);
/* May the text stand as a name (context keys are quoted otherwise)? */
bool lex_is_name(struct str s);
bool lex_is_keyword(struct str s);
/* Full-width punctuation that is a legal name character but never meant as one. */
bool lex_is_full_width(uint32_t cp);

/* Names are compared part by part: white space counts only where it separates two parts. */
struct name_part {
    const char *start, *end; /* start == end: there is none */
};
struct name_part lex_name_part(const char *p, const char *end);
/* Where the name ends if it stands at p, or NULL. */
const char *lex_match_name(struct str text, const char *p, struct str name);
/* Hash of a name, part by part: before is that of the parts in front, 0 of the first. */
uint32_t lex_name_hash(uint32_t before, struct name_part part);
/* White space trimmed and collapsed. */
struct str lex_normal_name(struct arena *a, struct str s);

/* The value of a string literal (with its quotes). */
struct str lex_unescape(struct arena *a, struct str literal);
/* Line and column (in characters) of p, from 1. With a cursor ({0} at first) those of many places
 * in their order take one walk through the text. */
void lex_place(struct str text, const char *p, int *ret_line, int *ret_column);
struct lex_cursor {
    const char *at;
    int line, column;
};
void lex_place_from(struct lex_cursor *c, struct str text, const char *p, int *ret_line,
                    int *ret_column);
