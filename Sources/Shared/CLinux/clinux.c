#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <linux/openat2.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif

int clinux_sealed_file(const char *name, const void *bytes, size_t count) {
    // MFD_NOEXEC_SEAL (Linux 6.3) also satisfies vm.memfd_noexec; older kernels answer EINVAL.
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (fd < 0 && errno == EINVAL) fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -errno;
    const char *next = bytes;
    size_t left = count;
    while (left > 0) {
        ssize_t written = write(fd, next, left);
        if (written < 0) {
            if (errno == EINTR) continue;
            int problem = errno;
            close(fd);
            return -problem;
        }
        next += written;
        left -= (size_t)written;
    }
    // Without the write bits no interpreter under another uid can even try, and 0444 lets that uid read it.
    if (fchmod(fd, 0444) < 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0) {
        int problem = errno;
        close(fd);
        return -problem;
    }
    return fd;
}

int clinux_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid) {
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
    // A socket that was never connected answers with pid 0 and uid -1; that is nobody's uid.
    if (size != sizeof peer || peer.uid == (uid_t)-1) return -ENOTCONN;
    *pid = peer.pid;
    *uid = peer.uid;
    *gid = peer.gid;
    return 0;
}

int clinux_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0) return 0;
    int problem = errno;
    close(ends[0]);
    close(ends[1]);
    return -problem;
}

int clinux_event(void) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

ssize_t clinux_attribute(const char *path, const char *name, void *value, size_t size) {
    ssize_t length = getxattr(path, name, value, size);
    return length < 0 ? -errno : length;
}

void clinux_close_from(unsigned int first) {
    if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
    struct rlimit limit;
    unsigned int end = 65536;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < 1048576) end = (unsigned int)limit.rlim_max;
    for (unsigned int fd = first; fd < end; fd++) close((int)fd);
}

static uint64_t hard_limit(__rlimit_resource_t resource) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) < 0 || limit.rlim_max == RLIM_INFINITY) return UINT64_MAX;
    return limit.rlim_max;
}

uint64_t clinux_most_address_space(void) { return hard_limit(RLIMIT_AS); }

uint64_t clinux_most_processes(void) { return hard_limit(RLIMIT_NPROC); }

uint64_t clinux_most_files(void) { return hard_limit(RLIMIT_NOFILE); }

int clinux_pidfd_open(pid_t pid) {
    long fd = syscall(SYS_pidfd_open, pid, 0);
    return fd < 0 ? -errno : (int)fd;
}

int clinux_pidfd_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int clinux_use_one_arena(void) { return mallopt(M_ARENA_MAX, 1); }

int clinux_tune_heap(int arenas, int mapped_bytes) {
    return mallopt(M_ARENA_MAX, arenas) == 1 && mallopt(M_MMAP_THRESHOLD, mapped_bytes) == 1;
}

int clinux_malloc_trim(void) { return malloc_trim(0); }

static int release_segments(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
        uintptr_t start = (info->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
        uintptr_t end = (info->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
        if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void clinux_release_clean_pages(void) { dl_iterate_phdr(release_segments, NULL); }

int clinux_clock_state(bool *synchronised, uint64_t *offset_microseconds) {
    struct timex state = {.modes = 0};
    int result = adjtimex(&state);
    if (result < 0) return -errno;
    *synchronised = result != TIME_ERROR && !(state.status & STA_UNSYNC);
    int64_t offset = state.offset;
    if (state.status & STA_NANO) offset /= 1000;
    *offset_microseconds = (uint64_t)(offset < 0 ? -offset : offset);
    return 0;
}

int clinux_open_folder_beneath(int folder, const char *name) {
    struct open_how how = {
        .flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
        .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH,
    };
    long opened = syscall(SYS_openat2, folder, name, &how, sizeof how);
    return opened < 0 ? -errno : (int)opened;
}
