// What Glibc's Swift module leaves out: constants behind _GNU_SOURCE, and calls it does not import.
#ifndef FP_CSYSTEM_H
#define FP_CSYSTEM_H

#include <stddef.h>
#include <stdint.h>

enum {
    FP_F_SETPIPE_SZ = 1031,
    FP_F_SETLEASE = 1024,
    FP_RENAME_NOREPLACE = 1,
    FP_IN_NONBLOCK = 00004000,
    FP_IN_CLOEXEC = 02000000,
};

/// renameat2(2); returns 0, or -1 with errno.
int fp_renameat2(int from_directory, const char *_Nonnull from, int to_directory, const char *_Nonnull to, unsigned int flags);

/// Installs a handler for SIGINT and SIGTERM that writes the signal's number, as one byte, to `descriptor`, without
/// SA_RESTART. Nothing else happens in the handler. Returns 0, or -1 with errno.
int fp_forward_signal(int signal_number, int descriptor);

/// fcntl with an integer argument: it is variadic, which Swift does not import.
int fp_fcntl(int descriptor, int command, int argument);

/// open with a mode: it is variadic, which Swift does not import.
int fp_openat(int directory, const char *_Nonnull path, int flags, unsigned int mode);

/// memmem(3), which is behind _GNU_SOURCE: the first place of `part` in `bytes`, or NULL.
const void *_Nullable fp_memmem(
    const void *_Nonnull bytes, size_t byte_count, const void *_Nonnull part, size_t part_count);

#endif
