/* Built with -Dweb=false. */
#include "site.h"

const struct site_file web_files[1];
const size_t web_files_n = 0;
