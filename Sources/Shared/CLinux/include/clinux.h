// The few system calls that the Glibc module lacks or cannot express. Every function returns a negative errno on failure
// unless it says otherwise, so that Swift never reads a thread-local errno after the fact.
#ifndef COUNTERSIGN_CLINUX_H
#define COUNTERSIGN_CLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// ---- files and sockets ---------------------------------------------------------------------------------------------

// An anonymous file holding exactly these bytes, sealed against every later change. Returns the descriptor (close on exec).
int clinux_sealed_file(const char *name, const void *bytes, size_t count);

// The peer of a connected Unix socket as the kernel recorded it at connect (SO_PEERCRED). Returns 0.
int clinux_peer_credentials(int socket, pid_t *pid, uid_t *uid, gid_t *gid);

// A pipe, both ends close on exec: reading end in ends[0], which never blocks. The writer may block: that is its
// back-pressure. Returns 0.
int clinux_pipe(int ends[2]);

// An eventfd, close on exec, that never blocks. Returns the descriptor.
int clinux_event(void);

// Reads an extended attribute into a buffer. Returns its length.
ssize_t clinux_attribute(const char *path, const char *name, void *value, size_t size);

// Opens a folder in another one without following a link and without stepping onto another mount, bind mounts included
// (openat2, Linux 5.6). Returns the descriptor, close on exec; where the kernel lacks the call nothing is opened.
int clinux_open_folder_beneath(int folder, const char *name);

// Closes every descriptor from `first` on, up to the highest there is.
void clinux_close_from(unsigned int first);

// ---- processes ------------------------------------------------------------------------------------------------------

// A descriptor for exactly this process (pidfd_open, Linux 5.3); -ENOSYS on older kernels.
int clinux_pidfd_open(pid_t pid);

// The hard limits of this process that a run's limits stay below (setrlimit(2)); UINT64_MAX: none.
uint64_t clinux_most_address_space(void);
uint64_t clinux_most_processes(void);
uint64_t clinux_most_files(void);

// Signals the process behind a pidfd, which can never be a recycled number. Returns 0.
int clinux_pidfd_signal(int pidfd, int signal);

// ---- memory and clock -----------------------------------------------------------------------------------------------

// Lets all threads share one heap; to be called before there are others. 1 on success.
int clinux_use_one_arena(void);

// Lets all threads share so many heaps, and has blocks from a size on mapped each by itself, so that the kernel gets them
// back when they are freed; to be called before there are other threads. 1 on success.
int clinux_tune_heap(int arenas, int mapped_bytes);

// Gives free heap pages back to the kernel; 1 if any were.
int clinux_malloc_trim(void);

// Drops the clean pages of every read-only mapping of the program and its libraries; the kernel reads them again on touch.
// Writable segments stay: dropping them would undo relocations.
void clinux_release_clean_pages(void);

// What the kernel's clock discipline says (adjtimex, read only): whether the clock is synchronised and the last offset's
// magnitude in microseconds. Returns 0.
int clinux_clock_state(bool *synchronised, uint64_t *offset_microseconds);

#endif
