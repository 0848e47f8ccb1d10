/* What a disk was told, in order: preloaded into a process, it writes down every write, cut, sync and removal of the
 * files of one folder (POWERCUT_FOLDER) into one journal (POWERCUT_JOURNAL), from which stage/disk.py makes what a power
 * cut at any moment would have left. Syncs are only written down: the journal is what counts, and it is faster.
 *
 * A record: kind, length of the path, offset, length of the data; then the path and the data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, SYNC = 3, UNLINK = 4, RENAME = 5 };
enum { FILES = 1024 };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char *paths[FILES];
static const char *folder;
static int journal = -1;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    folder = getenv("POWERCUT_FOLDER");
    const char *file = getenv("POWERCUT_JOURNAL");
    if (folder && file) journal = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static int watched(const char *path) {
    return journal >= 0 && path && strncmp(path, folder, strlen(folder)) == 0;
}

static const char *path_of(int fd) { return fd >= 0 && fd < FILES ? paths[fd] : NULL; }

static void keep(uint32_t kind, const char *path, uint64_t offset, const void *data, uint64_t length) {
    struct { uint32_t kind, path; uint64_t offset, length; } head = {kind, (uint32_t)strlen(path), offset, length};
    struct iovec parts[3] = {
        {&head, sizeof head}, {(void *)path, head.path}, {(void *)data, data ? length : 0}};
    if (writev(journal, parts, 3) < 0) abort();
}

static int opened(int fd, const char *path, int flags) {
    if (fd < 0 || fd >= FILES || !watched(path)) return fd;
    pthread_mutex_lock(&turn);
    free(paths[fd]);
    paths[fd] = strdup(path);
    if (flags & O_TRUNC) keep(TRUNCATE, path, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return fd;
}

#define OPEN(name)                                              \
    int name(const char *path, int flags, ...) {                \
        va_list rest;                                           \
        va_start(rest, flags);                                  \
        mode_t mode = va_arg(rest, mode_t);                     \
        va_end(rest);                                           \
        return opened(REAL(name)(path, flags, mode), path, flags); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                            \
    int name(int at, const char *path, int flags, ...) {        \
        va_list rest;                                           \
        va_start(rest, flags);                                  \
        mode_t mode = va_arg(rest, mode_t);                     \
        va_end(rest);                                           \
        return opened(REAL(name)(at, path, flags, mode), path, flags); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    pthread_mutex_lock(&turn);
    if (path_of(fd)) {
        free(paths[fd]);
        paths[fd] = NULL;
    }
    pthread_mutex_unlock(&turn);
    return REAL(close)(fd);
}

#define PWRITE(name, type)                                                    \
    ssize_t name(int fd, const void *data, size_t length, type offset) {      \
        if (!path_of(fd)) return REAL(name)(fd, data, length, offset);        \
        pthread_mutex_lock(&turn);                                            \
        ssize_t done = REAL(name)(fd, data, length, offset);                  \
        if (done > 0) keep(WRITE, paths[fd], (uint64_t)offset, data, (uint64_t)done); \
        pthread_mutex_unlock(&turn);                                          \
        return done;                                                          \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t length) {
    if (!path_of(fd)) return REAL(write)(fd, data, length);
    pthread_mutex_lock(&turn);
    ssize_t done = REAL(write)(fd, data, length);
    off_t end = lseek(fd, 0, SEEK_CUR);
    if (done > 0) keep(WRITE, paths[fd], (uint64_t)(end - done), data, (uint64_t)done);
    pthread_mutex_unlock(&turn);
    return done;
}

#define TRUNCATED(name, type)                                  \
    int name(int fd, type length) {                            \
        if (!path_of(fd)) return REAL(name)(fd, length);       \
        pthread_mutex_lock(&turn);                             \
        int done = REAL(name)(fd, length);                     \
        if (done == 0) keep(TRUNCATE, paths[fd], (uint64_t)length, NULL, 0); \
        pthread_mutex_unlock(&turn);                           \
        return done;                                           \
    }
TRUNCATED(ftruncate, off_t)
TRUNCATED(ftruncate64, off64_t)

#define SYNCED(name)                                           \
    int name(int fd) {                                         \
        if (!path_of(fd)) return REAL(name)(fd);               \
        pthread_mutex_lock(&turn);                             \
        keep(SYNC, paths[fd], 0, NULL, 0);                     \
        pthread_mutex_unlock(&turn);                           \
        return 0;                                              \
    }
SYNCED(fsync)
SYNCED(fdatasync)

int unlink(const char *path) {
    if (!watched(path)) return REAL(unlink)(path);
    pthread_mutex_lock(&turn);
    int done = REAL(unlink)(path);
    if (done == 0) keep(UNLINK, path, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int rename(const char *from, const char *to) {
    if (!watched(from)) return REAL(rename)(from, to);
    pthread_mutex_lock(&turn);
    int done = REAL(rename)(from, to);
    if (done == 0) keep(RENAME, from, 0, to, strlen(to));
    pthread_mutex_unlock(&turn);
    return done;
}
