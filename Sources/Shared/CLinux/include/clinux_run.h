// Starts one script under a keeper process of its own.
//
// Everything between fork and exec happens in C: after fork in a process with threads only async-signal-safe calls are
// allowed, and Swift code promises nothing of the kind. A launcher role of our own binary was the alternative; it would
// need a second start-up, a way to hand over its configuration, and a path to a binary that may be half upgraded.
//
// executor ── keeper (PID 1 of a new PID namespace, or else a child subreaper) ── script ── whatever it starts
//
// The keeper reaps everything, so nothing the script starts can leave it: an orphan becomes the keeper's child. When the
// executor dies the control socket reads end-of-file and the keeper ends all of it; when the keeper itself dies as PID 1,
// the kernel does.
#ifndef COUNTERSIGN_CLINUX_RUN_H
#define COUNTERSIGN_CLINUX_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct clinux_run {
    const char *interpreter;      // absolute path
    char *const *arguments;       // ending in NULL
    char *const *environment;     // ending in NULL; the whole environment
    const char *folder;           // the script's working directory
    int input;                    // becomes descriptor 0
    int output;                   // becomes descriptor 1
    int error;                    // becomes descriptor 2
    int script;                   // becomes descriptor 3
    int join[2];                  // open cgroup.procs files to join, or -1
    bool pid_namespace;           // needs CAP_SYS_ADMIN
    bool no_network;              // an empty network namespace; needs CAP_SYS_ADMIN
    bool drop_privileges;         // run as uid and gid, without groups, with no_new_privs
    uid_t uid;
    gid_t gid;
    uint64_t address_space;       // RLIMIT_AS in bytes, 0: leave
    uint64_t processes;           // RLIMIT_NPROC, 0: leave
    uint64_t files;               // RLIMIT_NOFILE, 0: leave
    uint64_t namespace_processes; // processes and threads in the PID namespace, 0: leave; held where BOUNDED is heard
};

// Words from the executor to the keeper, one byte each.
enum {
    CLINUX_RUN_GO = 'G',          // fork and exec the script
    CLINUX_RUN_TERMINATE = 'T',   // SIGTERM to everything
    CLINUX_RUN_KILL = 'K',        // SIGKILL to everything, then end
};

// Words from the keeper to the executor, each one packet.
enum {
    CLINUX_RUN_STARTED = 1,       // value: unused
    CLINUX_RUN_NOT_STARTED = 2,   // value: errno; detail: the step that failed
    CLINUX_RUN_EXITED = 3,        // value: wait status of the script itself
    CLINUX_RUN_ENDED = 4,         // nothing is left; value: 1 if others had to be killed after the script itself
    CLINUX_RUN_BOUNDED = 5,       // before anything is started: the kernel holds namespace_processes
};

enum {
    CLINUX_STEP_FORK = 1,
    CLINUX_STEP_GROUP = 2,
    CLINUX_STEP_LIMITS = 3,
    CLINUX_STEP_NETWORK = 4,
    CLINUX_STEP_USER = 5,
    CLINUX_STEP_FOLDER = 6,
    CLINUX_STEP_EXEC = 7,
};

struct clinux_run_word {
    int32_t word;
    int32_t value;
    int32_t detail;
    int32_t unused;
    uint64_t cpu_microseconds;    // of everything reaped, with ENDED
    uint64_t max_rss_bytes;       // of the largest process reaped, with ENDED
};

// Forks the keeper, which waits for GO. Stores this side of the control socket (close on exec, sequenced packets) and
// returns the keeper's process id, or a negative errno.
pid_t clinux_run_prepare(const struct clinux_run *run, int *control);

// Whether this kernel can hold namespace_processes.
bool clinux_run_bounds_processes(void);

// Sends one word; returns 0 or a negative errno (-EPIPE: the keeper is gone).
int clinux_run_tell(int control, char word);

// Receives one word without blocking: 1 one was read, 0 the keeper is gone, -EAGAIN nothing yet.
int clinux_run_hear(int control, struct clinux_run_word *word);

#endif
