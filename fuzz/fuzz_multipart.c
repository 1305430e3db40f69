/* Forms: a Content-Type up to the first line end, then the body. What is read lies in it. */
#include "multipart.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, type = {0};
    struct multipart_file file;

    if (!size || !str_split(&rest, '\n', &type))
        return 0;
    if (multipart_read(type, rest, &file, NULL) < 0)
        return 0;
    if (file.content.data < rest.data ||
        file.content.data + file.content.len > rest.data + rest.len ||
        file.filename.data + file.filename.len > file.content.data)
        abort();
    return 0;
}
