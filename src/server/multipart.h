/*
 * multipart/form-data (RFC 7578) with one file and nothing else, strictly: what could be read in
 * two ways is refused.
 */
#pragma once

#include "err.h"
#include "str.h"

#define MULTIPART_BOUNDARY_BYTES 70u /* RFC 2046 */
#define MULTIPART_HEADERS 8u
#define MULTIPART_HEADER_BYTES 1024u

struct multipart_file {
    struct str filename; /* as sent, %22 and backslashes in it too; "" = none */
    struct str content;
};
/* Both point into the body. E_SYNTAX; E_INVALID for what is no form with one file. */
int multipart_read(struct str content_type, struct str body, struct multipart_file *ret,
                   struct err *e);
