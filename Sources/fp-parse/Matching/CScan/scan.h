// Sixteen bytes at once, for Span+Scan.swift, in the vectors of Clang that become those of any processor: Swift's own compare
// byte by byte in a function of this size (measured: five times the instructions of a line).
#ifndef FP_SCAN_H
#define FP_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FP_INLINE static inline __attribute__((always_inline))

typedef uint8_t fp_bytes __attribute__((vector_size(16)));
typedef int8_t fp_signed_bytes __attribute__((vector_size(16)));
typedef _Bool fp_bits __attribute__((ext_vector_type(16)));

FP_INLINE uint32_t fp_bits_of(fp_signed_bytes mask) {
    const fp_bits bits = __builtin_convertvector(mask, fp_bits);
    uint16_t word;
    memcpy(&word, &bits, sizeof word);
    return word;
}

/// A bit for each of the 16 bytes at `source`, the lowest for the first: those that are below `bound` or not ASCII (as
/// signed numbers both are below it), a quotation mark, a backslash, or `other`.
FP_INLINE uint32_t fp_stops(const void *_Nonnull source, int8_t bound, uint8_t other) {
    fp_bytes bytes;
    memcpy(&bytes, source, sizeof bytes);
    return fp_bits_of(((fp_signed_bytes)bytes < bound) | (bytes == '"') | (bytes == '\\') | (bytes == other));
}

/// The same for the eight bytes of a word, as they stand in memory.
FP_INLINE uint32_t fp_stops_of_word(uint64_t word, int8_t bound, uint8_t other) {
    const uint64_t words[2] = {word, 0};
    return fp_stops(words, bound, other) & 0xFF;
}

/// Which of the three lowest bytes of `wanted` are among the `count` bytes, at least 16: a bit for each.
FP_INLINE uint8_t fp_present(const void *_Nonnull source, size_t count, uint32_t wanted) {
    fp_signed_bytes first = {0}, second = {0}, third = {0};
    const size_t last = count - sizeof(fp_bytes);
    for (size_t offset = 0; offset < count; offset += sizeof(fp_bytes)) {
        fp_bytes bytes;
        memcpy(&bytes, (const char *)source + (offset < last ? offset : last), sizeof bytes);
        first |= bytes == (uint8_t)wanted;
        second |= bytes == (uint8_t)(wanted >> 8);
        third |= bytes == (uint8_t)(wanted >> 16);
    }
    return (fp_bits_of(first) != 0) | (fp_bits_of(second) != 0) << 1 | (fp_bits_of(third) != 0) << 2;
}

/// Whether `first` stands right before `second` in the `count` bytes, at least 17.
FP_INLINE _Bool fp_has_pair(const void *_Nonnull source, size_t count, uint8_t first, uint8_t second) {
    fp_signed_bytes found = {0};
    for (size_t offset = 0; offset + 1 < count; offset += sizeof(fp_bytes)) {
        fp_bytes here, behind;
        const size_t last = count - sizeof here - 1;
        const char *place = (const char *)source + (offset < last ? offset : last);
        memcpy(&here, place, sizeof here);
        memcpy(&behind, place + 1, sizeof behind);
        found |= (here == first) & (behind == second);
    }
    return fp_bits_of(found) != 0;
}

#endif
