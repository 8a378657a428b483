#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <unistd.h>

int fp_renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned int flags) {
    return renameat2(from_directory, from, to_directory, to, flags);
}

static volatile sig_atomic_t signal_descriptor = -1;

static void forward_signal(int signal_number) {
    int kept = errno;
    unsigned char byte = (unsigned char)signal_number;
    // A full pipe already holds a wake-up, so a failed write loses nothing.
    if (write(signal_descriptor, &byte, 1) < 0) {}
    errno = kept;
}

int fp_forward_signal(int signal_number, int descriptor) {
    signal_descriptor = descriptor;
    struct sigaction action = {.sa_handler = forward_signal};
    sigemptyset(&action.sa_mask);
    return sigaction(signal_number, &action, NULL);
}

int fp_fcntl(int descriptor, int command, int argument) { return fcntl(descriptor, command, argument); }

int fp_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

int fp_pidfd_open(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int fp_openat(int directory, const char *path, int flags, unsigned int mode) {
    int descriptor;
    do descriptor = openat(directory, path, flags, mode);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

ssize_t fp_attribute(int descriptor, const char *name, void *bytes, size_t byte_count) {
    return fgetxattr(descriptor, name, bytes, byte_count);
}

int fp_set_attribute(int descriptor, const char *name, const void *bytes, size_t byte_count) {
    return fsetxattr(descriptor, name, bytes, byte_count, 0);
}

int fp_fsync(int descriptor) {
    int result;
    do result = fsync(descriptor);
    while (result < 0 && errno == EINTR);
    return result;
}

// Since Linux 5.8 syncfs says so when bytes could not be written.
static int syncfs_reports_errors(void) {
    struct utsname system;
    int major, minor;
    if (uname(&system) < 0 || sscanf(system.release, "%d.%d", &major, &minor) != 2) return 0;
    return major > 5 || (major == 5 && minor >= 8);
}

int fp_sync_file_system(int descriptor) {
    struct statfs system;
    if (fstatfs(descriptor, &system) < 0) return -1;
    switch ((unsigned long)system.f_type) {
    case 0xEF53: // ext2, ext3, ext4
    case 0x58465342: // XFS
    case 0x9123683E: // btrfs
    case 0xF2F52010: // F2FS
    case 0x01021994: // tmpfs
        break;
    default: return 0;
    }
    if (!syncfs_reports_errors()) return 0;
    int result;
    do result = syncfs(descriptor);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -1 : 1;
}

int fp_ftruncate(int descriptor, off_t byte_count) {
    int result;
    do result = ftruncate(descriptor, byte_count);
    while (result < 0 && errno == EINTR);
    return result;
}

const void *fp_memmem(const void *bytes, size_t byte_count, const void *part, size_t part_count) {
    return memmem(bytes, byte_count, part, part_count);
}

int fp_status_of(int directory, const char *path, struct fp_status *status) {
    struct statx found;
    unsigned wanted = STATX_BASIC_STATS | STATX_BTIME;
    if (statx(directory, path, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, wanted, &found) < 0) return -1;
    *status = (struct fp_status){
        .device = ((uint64_t)found.stx_dev_major << 32) | found.stx_dev_minor,
        .inode = found.stx_ino,
        .size = found.stx_size,
        .modified_seconds = found.stx_mtime.tv_sec,
        .modified_nanoseconds = found.stx_mtime.tv_nsec,
        .changed_seconds = found.stx_ctime.tv_sec,
        .changed_nanoseconds = found.stx_ctime.tv_nsec,
        .born_seconds = found.stx_mask & STATX_BTIME ? found.stx_btime.tv_sec : 0,
        .born_nanoseconds = found.stx_mask & STATX_BTIME ? found.stx_btime.tv_nsec : 0,
        .mode = found.stx_mode,
        .owner = found.stx_uid,
    };
    return 0;
}

void fp_start_writeback(int descriptor) { (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE); }

int fp_probe_writers(int descriptor) {
    if (fcntl(descriptor, F_SETLEASE, F_RDLCK) < 0) return errno == EAGAIN ? 1 : -1;
    fcntl(descriptor, F_SETLEASE, F_UNLCK);
    return 0;
}

void fp_ignore_lease_breaks(void) { signal(SIGIO, SIG_IGN); }

int fp_inotify(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

int fp_inotify_watch(int inotify, const char *path, int arriving, int leaving) {
    uint32_t events = IN_ONLYDIR;
    if (arriving) events |= IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB;
    if (leaving) events |= IN_MOVED_FROM | IN_DELETE;
    return inotify_add_watch(inotify, path, events);
}
