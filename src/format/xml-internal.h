/* What the XML readers share. */
#pragma once

#include "err.h"

#include <expat.h>

/* Between namespace and local name in expat's names: XML can't contain it. */
#define XML_SEP '\x01'

/* "name, line, column" in front of the message that is set; returns its code. */
int xml_where(XML_Parser p, const char *name, struct err *e);
/* What expat found. */
int xml_expat_error(XML_Parser p, const char *name, struct err *e);
/* A start handler for DOCTYPE calls this. */
int xml_doctype_error(XML_Parser p, const char *name, struct err *e);
