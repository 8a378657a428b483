// What Glibc's Swift module leaves out: constants behind _GNU_SOURCE, and calls it does not import.
#ifndef FP_CSYSTEM_H
#define FP_CSYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

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

/// pipe2(2), which is behind _GNU_SOURCE, with O_CLOEXEC. Returns 0, or -1 with errno.
int fp_pipe(int *_Nonnull ends);

/// pidfd_open(2): a descriptor, close-on-exec, that can be read from once the process has ended. Or -1 with errno.
int fp_pidfd_open(int process);

/// open with a mode: it is variadic, which Swift does not import. Made again when a signal interrupts it, as the two below.
int fp_openat(int directory, const char *_Nonnull path, int flags, unsigned int mode);

/// fsync(2); network file systems can be interrupted in it.
int fp_fsync(int descriptor);

int fp_ftruncate(int descriptor, off_t byte_count);

/// memmem(3), which is behind _GNU_SOURCE: the first place of `part` in `bytes`, or NULL.
const void *_Nullable fp_memmem(
    const void *_Nonnull bytes, size_t byte_count, const void *_Nonnull part, size_t part_count);

/// What statx(2) says of a file, as fp-watch needs it. Times are seconds and nanoseconds since 1970; a file system
/// without birth times leaves those 0.
struct fp_status {
    uint64_t device, inode, size;
    int64_t modified_seconds, changed_seconds, born_seconds;
    uint32_t modified_nanoseconds, changed_nanoseconds, born_nanoseconds;
    uint32_t mode, owner;
};

/// statx(2) of `path` in `directory`, never following a symbolic link; an empty `path` means `directory` itself, which
/// may then be any open file. Returns 0, or -1 with errno.
int fp_status_of(int directory, const char *_Nonnull path, struct fp_status *_Nonnull status);

/// syncfs(2), where it does for every file what fsync does for one, and tells of errors: on a local file system of Linux
/// 5.8 and later. Returns 1; 0, and nothing is synced, where that isn't so or isn't known; -1 with errno.
int fp_sync_file_system(int descriptor);

/// fgetxattr(2) and fsetxattr(2), which Glibc's module lacks.
ssize_t fp_attribute(int descriptor, const char *_Nonnull name, void *_Nonnull bytes, size_t byte_count);
int fp_set_attribute(int descriptor, const char *_Nonnull name, const void *_Nonnull bytes, size_t byte_count);

/// Starts writing a file's bytes to the disk without waiting (sync_file_range), so that a later fsync is short. Only a
/// hint: a failure shows up at fsync.
void fp_start_writeback(int descriptor);

/// Asks for a read lease and gives it back at once. Returns 0 when nobody has the file open for writing, 1 when
/// somebody has, -1 when the file system or the owner of the file doesn't allow leases.
int fp_probe_writers(int descriptor);

/// Makes the lease's SIGIO harmless, should a writer arrive within the microsecond that the lease is held.
void fp_ignore_lease_breaks(void);

/// An inotify instance, non-blocking and close-on-exec, or -1 with errno.
int fp_inotify(void);

/// Watches the directory `path` for names that come (moved in, closed after writing, changed in owner or mode) and for
/// names that go. Returns the number that its events carry, or -1 with errno.
int fp_inotify_watch(int inotify, const char *_Nonnull path, int arriving, int leaving);

#endif
