// The formats that are built in, as one text in the syntax of docs/formats.md.
#ifndef FP_FORMATS_H
#define FP_FORMATS_H

#include <stddef.h>

/// The first of `fp_formats_count` bytes, which stay where they are.
const unsigned char *_Nonnull fp_formats(void);
size_t fp_formats_count(void);

#endif
