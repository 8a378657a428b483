#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
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

int fp_openat(int directory, const char *path, int flags, unsigned int mode) {
    return openat(directory, path, flags, mode);
}

const void *fp_memmem(const void *bytes, size_t byte_count, const void *part, size_t part_count) {
    return memmem(bytes, byte_count, part, part_count);
}
