#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CFileSwap.h"
#include <errno.h>
#include <stdio.h>

#if defined(__APPLE__)
int file_swap(const char *first, const char *second) {
  return renamex_np(first, second, RENAME_SWAP);
}
#elif defined(__linux__) && defined(RENAME_EXCHANGE)
#include <fcntl.h>
int file_swap(const char *first, const char *second) {
  return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}
#else
int file_swap(const char *first, const char *second) {
  (void)first;
  (void)second;
  errno = ENOTSUP;
  return -1;
}
#endif
