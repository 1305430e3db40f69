/* The web application, and plain pages: the list of operations, the first administrator, nothing
 * here. */
#pragma once

#include "api_private.h"

struct site_file {
    const char *name, *type;
    struct str content, gzip;
    const char *tag;
};
extern const struct site_file site_files[]; /* made by script/site */
extern const size_t site_files_n;
extern const struct site_file web_files[]; /* of the web application by path, made by script/web */
extern const size_t web_files_n;           /* 0: built without it */

/* Whatever is not the API's. false: it is. */
bool site_handle(const struct api *api, struct http_exchange *x);
