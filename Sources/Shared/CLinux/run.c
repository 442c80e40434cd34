#define _GNU_SOURCE
#include "clinux_run.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clinux.h"

// Everything below runs in children of a process with threads: system calls and plain memory only, no heap, no stdio.

// Descriptor numbers inside the keeper, then inside the script's process before exec.
enum { KEEPER_CONTROL = 3, KEEPER_INPUT, KEEPER_OUTPUT, KEEPER_ERROR, KEEPER_SCRIPT, KEEPER_JOIN0, KEEPER_JOIN1, KEEPER_END };
enum { SCRIPT_FILE = 3, SCRIPT_CONTROL = 4, SCRIPT_END };

static void say(int control, const struct clinux_run_word *word) {
    while (send(control, word, sizeof *word, MSG_NOSIGNAL) < 0 && errno == EINTR) {}
}

static _Noreturn void fail(int control, int step, int problem) {
    struct clinux_run_word word = {.word = CLINUX_RUN_NOT_STARTED, .value = problem, .detail = step};
    say(control, &word);
    _exit(127);
}

static void default_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
}

static int limit(__rlimit_resource_t resource, uint64_t value) {
    struct rlimit bound = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &bound);
}

// The script's own process, up to exec. Descriptors are numbered as in the keeper when this starts.
static _Noreturn void become_script(const struct clinux_run *run) {
    int control = KEEPER_CONTROL;
    setsid();
    for (int i = 0; i < 2; i++) {
        if (run->join[i] >= 0 && write(KEEPER_JOIN0 + i, "0", 1) != 1) fail(control, CLINUX_STEP_GROUP, errno);
    }
    if (run->no_network && unshare(CLONE_NEWNET) < 0) fail(control, CLINUX_STEP_NETWORK, errno);

    if (limit(RLIMIT_CORE, 0) < 0) fail(control, CLINUX_STEP_LIMITS, errno);
    if (run->files > 0 && limit(RLIMIT_NOFILE, run->files) < 0) fail(control, CLINUX_STEP_LIMITS, errno);
    if (run->processes > 0 && limit(RLIMIT_NPROC, run->processes) < 0) fail(control, CLINUX_STEP_LIMITS, errno);

    // What a script makes for the machine is made as an administrator's shell makes it; the run's own folder is 0700.
    umask(022);
    if (run->drop_privileges) {
        // no_new_privs only here: under it sudo refuses and file capabilities are void, which would break the ordinary
        // administration that scripts run as root are for, and it takes nothing from a process that is root already.
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || setgroups(0, NULL) < 0
            || setresgid(run->gid, run->gid, run->gid) < 0 || setresuid(run->uid, run->uid, run->uid) < 0) {
            fail(control, CLINUX_STEP_USER, errno);
        }
    }
    if (chdir(run->folder) < 0) fail(control, CLINUX_STEP_FOLDER, errno);

    // dup3 clears nothing it should keep: targets 0-3 survive exec, the control socket does not. KEEPER_CONTROL is
    // SCRIPT_FILE's number and SCRIPT_CONTROL is KEEPER_INPUT's, hence the order.
    if (dup2(KEEPER_INPUT, 0) < 0 || dup2(KEEPER_OUTPUT, 1) < 0 || dup2(KEEPER_ERROR, 2) < 0
        || dup3(KEEPER_CONTROL, SCRIPT_CONTROL, O_CLOEXEC) < 0 || dup2(KEEPER_SCRIPT, SCRIPT_FILE) < 0) {
        _exit(127);
    }
    control = SCRIPT_CONTROL;
    clinux_close_from(SCRIPT_END);

    // Last, since it binds this process too.
    if (run->address_space > 0 && limit(RLIMIT_AS, run->address_space) < 0) fail(control, CLINUX_STEP_LIMITS, errno);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(run->interpreter, run->arguments, run->environment);
    fail(control, CLINUX_STEP_EXEC, errno);
}

// Reads the parent's number from /proc/PID/stat: the second field after the last ')', as a name may hold anything.
static pid_t parent_of(const char *name) {
    char path[64] = "/proc/";
    size_t length = strlen(name);
    if (length > 20) return -1;
    memcpy(path + 6, name, length);
    memcpy(path + 6 + length, "/stat", 6);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    char text[512];
    ssize_t count = read(fd, text, sizeof text - 1);
    close(fd);
    if (count <= 0) return -1;
    text[count] = 0;
    const char *cursor = strrchr(text, ')');
    if (cursor == NULL || strlen(cursor) < 5) return -1;
    pid_t parent = 0;
    for (cursor += 4; *cursor >= '0' && *cursor <= '9'; cursor++) parent = parent * 10 + (*cursor - '0');
    return parent;
}

static bool write_number(const char *path, uint64_t number) {
    char text[20];
    int start = sizeof text;
    do text[--start] = (char)('0' + number % 10); while ((number /= 10) > 0);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t count = write(fd, text + start, sizeof text - (size_t)start);
    close(fd);
    return count == (ssize_t)(sizeof text) - start;
}

// Whether pid_max belongs to each PID namespace (Linux 6.14). Before that it is the whole machine's: never to be written.
bool clinux_run_bounds_processes(void) {
    struct utsname system;
    if (uname(&system) < 0) return false;
    unsigned version[2] = {0, 0};
    const char *cursor = system.release;
    for (int i = 0; i < 2; i++) {
        for (; *cursor >= '0' && *cursor <= '9' && version[i] < 100000; cursor++) version[i] = version[i] * 10 + (unsigned)(*cursor - '0');
        if (*cursor == '.') cursor++;
    }
    return version[0] > 6 || (version[0] == 6 && version[1] >= 14);
}

// Leaves exactly so many process numbers in our new namespace, threads included. The kernel gives out numbers upwards and
// starts again at 300, so the first one has to come after that, and the namespace's own first process, 1, is not counted.
static bool bound_processes(uint64_t processes) {
    enum { RESERVED = 300 };
    return clinux_run_bounds_processes() && write_number("/proc/sys/kernel/ns_last_pid", RESERVED)
        && write_number("/proc/sys/kernel/pid_max", RESERVED + processes);
}

struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short size;
    unsigned char type;
    char name[];
};

// Signals every direct child. Only we reap them, so no number here can have been recycled.
static void signal_children(int number) {
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    pid_t self = getpid();
    _Alignas(struct entry) char buffer[4096];
    for (;;) {
        long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (count <= 0) break;
        for (long at = 0; at < count;) {
            const struct entry *entry = (const struct entry *)(buffer + at);
            at += entry->size;
            if (entry->name[0] < '1' || entry->name[0] > '9') continue;
            pid_t pid = 0;
            for (const char *digit = entry->name; *digit >= '0' && *digit <= '9'; digit++) pid = pid * 10 + (*digit - '0');
            if (parent_of(entry->name) == self) kill(pid, number);
        }
    }
    close(folder);
}

struct state {
    pid_t script;        // 0: not started or reaped
    pid_t group;         // the script's process group, kept after it is reaped
    bool started;
    bool killing;
    bool others;         // something besides the script itself had to be killed
};

static void terminate(const struct clinux_run *run, const struct state *state) {
    if (run->pid_namespace) {
        kill(-1, SIGTERM);
        return;
    }
    // Reaches the group and what is orphaned already; deeper sessions of their own meet the kill that follows.
    if (state->script > 0) kill(-state->group, SIGTERM);
    signal_children(SIGTERM);
}

// Reaps what has ended. Returns false once no child is left at all.
static bool reap(struct state *state) {
    for (;;) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG | __WALL);
        if (pid == 0) return true;
        if (pid < 0 && errno == EINTR) continue;
        if (pid < 0) return false;
        if (pid == state->script) {
            state->script = 0;
            struct clinux_run_word word = {.word = CLINUX_RUN_EXITED, .value = status};
            say(KEEPER_CONTROL, &word);
        }
    }
}

static int script_main(void *run) { become_script(run); }

// Shares our memory until it execs, while we wait (vfork, on a stack of its own): copying the executor's page tables and
// throwing the copy away would take longer than all the rest of a short run.
static void start(const struct clinux_run *run, struct state *state) {
    static _Alignas(16) char stack[64 << 10];
    state->started = true;
    pid_t pid = clone(script_main, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, (void *)run);
    if (pid < 0) fail(KEEPER_CONTROL, CLINUX_STEP_FORK, errno);
    state->script = pid;
    state->group = pid;
    // Only the script's side may hold these from here on, or their readers would never see the end.
    for (int fd = KEEPER_INPUT; fd < KEEPER_END; fd++) close(fd);
    struct clinux_run_word word = {.word = CLINUX_RUN_STARTED};
    say(KEEPER_CONTROL, &word);
}

static _Noreturn void finish(const struct state *state) {
    struct rusage usage;
    struct clinux_run_word word = {.word = CLINUX_RUN_ENDED, .value = state->others};
    if (getrusage(RUSAGE_CHILDREN, &usage) == 0) {
        word.cpu_microseconds = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000u
            + (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
        word.max_rss_bytes = (uint64_t)usage.ru_maxrss * 1024u;
    }
    say(KEEPER_CONTROL, &word);
    _exit(0);
}

static _Noreturn void keep(const struct clinux_run *run, int control, int children) {
    struct state state = {0};
    struct pollfd waits[2] = {{.fd = control, .events = POLLIN}, {.fd = children, .events = POLLIN}};
    for (;;) {
        if (poll(waits, 2, -1) < 0 && errno != EINTR) state.killing = true;
        if (waits[1].revents) {
            struct signalfd_siginfo ignored;
            while (read(children, &ignored, sizeof ignored) > 0) {}
        }
        if (waits[0].revents) {
            char word = 0;
            ssize_t count = recv(control, &word, 1, MSG_DONTWAIT);
            if (count == 1 && word == CLINUX_RUN_GO && !state.started) {
                start(run, &state);
            } else if (count == 1 && word == CLINUX_RUN_TERMINATE) {
                terminate(run, &state);
            } else if ((count == 1 && word == CLINUX_RUN_KILL) || count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) {
                // An executor that is gone cannot watch the limits any more: end everything.
                state.killing = true;
                if (count <= 0) waits[0].fd = -1;
                if (state.script > 0) kill(state.script, SIGKILL);
            }
        }
        bool left = reap(&state);
        if (!left && (state.started || state.killing)) finish(&state);
        if (state.killing && state.script == 0) {
            // As PID 1, -1 is everything in the namespace at once. Otherwise each round turns grandchildren into children,
            // and their SIGCHLD brings us back here until none is left.
            state.others = true;
            if (run->pid_namespace) kill(-1, SIGKILL);
            else signal_children(SIGKILL);
        }
    }
}

static _Noreturn void become_keeper(const struct clinux_run *run, int control) {
    prctl(PR_SET_NAME, "countersign-run", 0, 0, 0);
    // A copy of the executor's memory: nobody but root may look into it.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (!run->pid_namespace) prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    setsid();
    default_signals();

    // First out of the way of every target number, then into place, then nothing else stays open.
    int given[KEEPER_END - KEEPER_CONTROL] = {control, run->input, run->output, run->error, run->script, run->join[0], run->join[1]};
    int count = KEEPER_END - KEEPER_CONTROL;
    for (int i = 0; i < count; i++) {
        if (given[i] < 0) continue;
        given[i] = fcntl(given[i], F_DUPFD_CLOEXEC, 64);
        if (given[i] < 0) _exit(126);
    }
    for (int i = 0; i < count; i++) {
        if (given[i] >= 0 && dup2(given[i], KEEPER_CONTROL + i) < 0) _exit(126);
        if (given[i] < 0) close(KEEPER_CONTROL + i);
    }
    for (int fd = 0; fd < 3; fd++) dup2(KEEPER_INPUT, fd);
    clinux_close_from(KEEPER_END);

    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    int lowest = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    // Away from the numbers that start() closes.
    int children = lowest < 0 ? -1 : fcntl(lowest, F_DUPFD_CLOEXEC, KEEPER_END);
    if (children < 0) fail(KEEPER_CONTROL, CLINUX_STEP_FORK, errno);
    if (run->pid_namespace && run->namespace_processes > 0 && bound_processes(run->namespace_processes)) {
        struct clinux_run_word word = {.word = CLINUX_RUN_BOUNDED};
        say(KEEPER_CONTROL, &word);
    }
    keep(run, KEEPER_CONTROL, children);
}

pid_t clinux_run_prepare(const struct clinux_run *run, int *control) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return -errno;
    sigset_t all, before;
    sigfillset(&all);
    // Blocked across the fork so that no handler of ours runs in the child; the keeper stays blocked and polls instead.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    unsigned long flags = SIGCHLD | (run->pid_namespace ? CLONE_NEWPID : 0);
    pid_t pid = (pid_t)syscall(SYS_clone, flags, 0, 0, 0, 0);
    int problem = errno;
    if (pid == 0) become_keeper(run, pair[1]);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return -problem;
    }
    *control = pair[0];
    return pid;
}

int clinux_run_tell(int control, char word) {
    for (;;) {
        if (send(control, &word, 1, MSG_NOSIGNAL) == 1) return 0;
        if (errno != EINTR) return -errno;
    }
}

int clinux_run_hear(int control, struct clinux_run_word *word) {
    for (;;) {
        ssize_t count = recv(control, word, sizeof *word, MSG_DONTWAIT);
        if (count == sizeof *word) return 1;
        if (count == 0) return 0;
        if (count > 0) return -EPROTO;
        if (errno == EINTR) continue;
        return errno == ECONNRESET ? 0 : -errno;
    }
}
