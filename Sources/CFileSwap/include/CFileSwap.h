#ifndef CFILESWAP_H
#define CFILESWAP_H

/// Exchanges two directory entries of one file system in one step, so that a reader (or a kill)
/// sees the old or the new one, never neither. Returns 0, or -1 with errno set (ENOTSUP or EINVAL
/// where the file system cannot).
int file_swap(const char *first, const char *second);

#endif
