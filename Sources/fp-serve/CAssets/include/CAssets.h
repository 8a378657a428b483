// The files of the dashboard, compiled in: the program is one file that can be moved anywhere.
#ifndef FP_CASSETS_H
#define FP_CASSETS_H

#include <stddef.h>

struct fp_asset {
    const char *_Nonnull name;
    const char *_Nonnull type;
    const unsigned char *_Nonnull bytes;
    size_t byte_count;
};

/// The asset number `index`, from 0; NULL behind the last one. It lives as long as the program.
const struct fp_asset *_Nullable fp_asset_at(size_t index);

#endif
