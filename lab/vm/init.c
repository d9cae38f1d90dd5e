/*
 * init: the first process of the lab's guest, static, for both engines.
 *
 * It has to be a program of its own and not a script: under User Mode Linux the
 * root is the host's file system, so /proc shows the HOST's processes until the
 * guest's own is mounted, and no shared library should be loaded before that.
 *
 * In order: mounts (the host's files read-only, a scratch layer above), radios,
 * capture, the command; then it relays the command's output, writes the capture,
 * waits for the command's end or the time limit, and powers off.
 *
 * It reads its orders from the control folder that lab/run prepared (conf, argv,
 * env, cwd) and leaves there: status (exit status), trouble (why there is none)
 * and air.pcap (the capture).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define TIME_LIMIT_STATUS 124
#define TROUBLE_STATUS 125
#define LINKTYPE_IEEE802_11_RADIOTAP 127
#define CAPTURE_SNAPLEN 65535
/* The lab's folders in the guest. */
#define CONTROL "/run/lab/control"
#define OUT "/run/lab/out"

static bool on_qemu;
/* Where the control folder can be reached at this moment; it moves with the root. */
static char control[4096];

/* What lab/run wants, from the file conf. */
static struct {
    int radios;
    int limit;              /* seconds, 0: none (the host watches alone) */
    bool capture;
    char hwsim[256];        /* more module parameters */
    char hwsim_module[4096];
    char control[4096];     /* the host's paths, for the mounts */
    char out[4096];
} conf = { .radios = 2 };

/* ---- the end ---- */

static void write_control(const char *name, const char *text)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", control, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return;
    if (write(fd, text, strlen(text)) < 0 || fsync(fd) < 0)
        fprintf(stderr, "lab init: cannot write %s: %s\n", path, strerror(errno));
    close(fd);
}

static _Noreturn void power_off(void)
{
    sync();
    /* QEMU runs with -no-reboot and takes a reset for the end, which is sooner
     * than an orderly ACPI power-off. */
    reboot(on_qemu ? RB_AUTOBOOT : RB_POWER_OFF);
    for (;;)
        pause();
}

static _Noreturn __attribute__((format(printf, 1, 2))) void trouble(const char *format, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    fprintf(stderr, "lab init: %s\n", text); /* the console log */
    if (control[0])
        write_control("trouble", text);
    power_off();
}

/* ---- small helpers ---- */

/* The whole of a file with a NUL after it; *size without that. */
static char *read_file(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    size_t used = 0, room = 4096;
    char *data = malloc(room + 1);
    ssize_t n;
    while (data && (n = read(fd, data + used, room - used)) > 0) {
        used += (size_t)n;
        if (used == room)
            data = realloc(data, (room *= 2) + 1);
    }
    close(fd);
    if (data)
        data[used] = 0;
    if (size)
        *size = used;
    return data;
}

static char *read_control(const char *name, size_t *size)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", control, name);
    char *data = read_file(path, size);
    if (!data)
        trouble("cannot read %s: %s", path, strerror(errno));
    return data;
}

static void copy_text(char *to, size_t room, const char *from)
{
    snprintf(to, room, "%s", from);
}

static void read_conf(void)
{
    char *text = read_control("conf", NULL), *rest = text, *line;
    while ((line = strsep(&rest, "\n")) != NULL) {
        char *value = strchr(line, '=');
        if (!value)
            continue;
        *value++ = 0;
        if (!strcmp(line, "radios"))
            conf.radios = atoi(value);
        else if (!strcmp(line, "limit"))
            conf.limit = atoi(value);
        else if (!strcmp(line, "capture"))
            conf.capture = atoi(value) != 0;
        else if (!strcmp(line, "hwsim"))
            copy_text(conf.hwsim, sizeof conf.hwsim, value);
        else if (!strcmp(line, "hwsim_module"))
            copy_text(conf.hwsim_module, sizeof conf.hwsim_module, value);
        else if (!strcmp(line, "control"))
            copy_text(conf.control, sizeof conf.control, value);
        else if (!strcmp(line, "out"))
            copy_text(conf.out, sizeof conf.out, value);
    }
    free(text);
}

static void must_mount(const char *source, const char *target, const char *type,
                       unsigned long flags, const char *data)
{
    if (mount(source, target, type, flags, data) < 0)
        trouble("cannot mount %s on %s: %s", type ? type : source, target, strerror(errno));
}

/* A NUL-separated file as a NULL-terminated list, with room for `more` in front. */
static char **read_list(const char *name, size_t more)
{
    size_t size, count = 0;
    char *data = read_control(name, &size);
    for (size_t i = 0; i < size; i++)
        count += data[i] == 0;
    char **list = calloc(more + count + 1, sizeof *list);
    if (!list)
        trouble("out of memory");
    char *p = data;
    for (size_t i = 0; i < count; i++, p += strlen(p) + 1)
        list[more + i] = p;
    return list;
}

static int load_module(const char *path, const char *parameters)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int r = (int)syscall(SYS_finit_module, fd, parameters, 0);
    if (r < 0 && errno == EEXIST)
        r = 0;
    int saved = errno;
    close(fd);
    errno = saved;
    return r;
}

static void interface_up(const char *name)
{
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq r = { 0 };
    strncpy(r.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(s, SIOCGIFFLAGS, &r) == 0) {
        r.ifr_flags |= IFF_UP;
        ioctl(s, SIOCSIFFLAGS, &r);
    }
    close(s);
}

/* ---- the root ---- */

/* A list of modules in the initramfs, in the order of loading. */
static void load_listed_modules(const char *list)
{
    char *text = read_file(list, NULL), *rest = text, *name;
    if (!text)
        trouble("no module list %s in the initramfs", list);
    while ((name = strsep(&rest, "\n")) != NULL) {
        char path[4200];
        if (!*name)
            continue;
        snprintf(path, sizeof path, "/modules/%s.ko", name);
        if (load_module(path, "") < 0)
            trouble("cannot load the kernel module %s: %s", name, strerror(errno));
    }
    free(text);
}

static void mount_host_folder(const char *host_path, const char *tag, const char *target)
{
    mkdir(target, 0755);
    if (on_qemu)
        must_mount(tag, target, "9p", 0, "trans=virtio,version=9p2000.L,msize=262144,cache=none");
    else
        must_mount("host", target, "hostfs", 0, host_path);
}

/* Before there is a root: whatever is needed to read the control folder. */
static void find_control(void)
{
    const char *given = getenv("lab_control");
    on_qemu = !given;
    if (on_qemu) {
        mkdir("/sys", 0755);
        mkdir("/dev", 0755);
        mount("sysfs", "/sys", "sysfs", 0, NULL);
        mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
        load_listed_modules("/modules/boot");
        mount_host_folder("", "control", "/control");
        given = "/control";
    }
    copy_text(control, sizeof control, given);
}

/* The host's files below, nothing of what is written above them is kept. */
static void mount_root(void)
{
    const char *lower = "/", *scratch = "/mnt";
    char options[256], root[64], path[128];
    if (on_qemu) {
        lower = "/lower";
        scratch = "/scratch";
        mkdir(lower, 0755);
        mkdir(scratch, 0755);
        must_mount("root", lower, "9p", MS_RDONLY, "trans=virtio,version=9p2000.L,msize=512000,cache=loose");
    }
    must_mount("scratch", scratch, "tmpfs", 0, "mode=755");
    for (const char *const *d = (const char *const[]){ "upper", "work", "root", NULL }; *d; d++) {
        snprintf(path, sizeof path, "%s/%s", scratch, *d);
        mkdir(path, 0755);
    }
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s/upper,workdir=%s/work", lower, scratch, scratch);
    snprintf(root, sizeof root, "%s/root", scratch);
    must_mount("overlay", root, "overlay", 0, options);

    /* Out of sight until mounted again; QEMU's channel allows one mount at a time. */
    control[0] = 0;
    if (on_qemu)
        umount("/control");
    /* Move rather than chroot alone, so that user namespaces and
     * "ip netns exec" find an ordinary root. */
    if (chdir(root) < 0 || mount(root, "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 || chdir("/") < 0)
        trouble("cannot enter the root: %s", strerror(errno));
}

static void mount_system(void)
{
    must_mount("proc", "/proc", "proc", 0, NULL);
    must_mount("sysfs", "/sys", "sysfs", 0, NULL);
    must_mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
    must_mount("run", "/run", "tmpfs", 0, "mode=755");
    mkdir("/dev/pts", 0755);
    mkdir("/dev/shm", 01777);
    must_mount("devpts", "/dev/pts", "devpts", 0, "ptmxmode=666,mode=620");
    must_mount("shm", "/dev/shm", "tmpfs", 0, "mode=1777");
    /* These two are a convenience and may be missing in another kernel. */
    mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
    mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, NULL);
    if (symlink("/proc/self/fd", "/dev/fd") == 0) {
        (void)!symlink("fd/0", "/dev/stdin");
        (void)!symlink("fd/1", "/dev/stdout");
        (void)!symlink("fd/2", "/dev/stderr");
    }
    for (const char *const *d = (const char *const[]){ "/run/lock", "/run/dbus", "/run/lab", NULL }; *d; d++)
        mkdir(*d, 0755);
    mkdir("/tmp", 01777);
    chmod("/tmp", 01777);

    mount_host_folder(conf.control, "control", CONTROL);
    copy_text(control, sizeof control, CONTROL);
    mkdir(OUT, 0755);
    if (conf.out[0])
        mount_host_folder(conf.out, "out", OUT);
}

/* A search for a module that is not there would start the host's modprobe, which
 * knows nothing of this kernel and takes its time to say so. */
static void no_modprobe(void)
{
    int fd = open("/proc/sys/kernel/modprobe", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!write(fd, "\n", 1);
        close(fd);
    }
}

/* Where the host has no /dev/console the kernel starts us without any stream,
 * and a pipe or socket would take the place of one. */
static void have_streams(void)
{
    int fd;
    while ((fd = open("/dev/console", O_RDWR | O_NOCTTY)) >= 0 && fd <= 2)
        ;
    if (fd > 2)
        close(fd);
}

static void make_radios(void)
{
    char parameters[320];
    if (conf.radios <= 0)
        return;
    if (on_qemu)
        load_listed_modules("/modules/wifi");
    snprintf(parameters, sizeof parameters, "radios=%d %s", conf.radios, conf.hwsim);
    if (load_module(conf.hwsim_module, parameters) < 0)
        trouble("cannot load mac80211_hwsim with '%s': %s", parameters, strerror(errno));
}

/* ---- the capture: every frame of every radio, with radiotap ---- */

static int air = -1, air_file = -1;

/* A socket and a file instead of tcpdump: it receives from the moment of
 * bind(), and at the end the socket is read until it is empty, so not one frame
 * before the command's start or after its end is left to chance. */
static void capture_start(void)
{
    static const struct {
        uint32_t magic; uint16_t major, minor; int32_t zone; uint32_t sigfigs, snaplen, network;
    } header = { 0xa1b23c4d /* nanoseconds */, 2, 4, 0, 0, CAPTURE_SNAPLEN, LINKTYPE_IEEE802_11_RADIOTAP };
    int one = 1, room = 16 << 20;

    if (!conf.capture)
        return;
    air_file = open(CONTROL "/air.pcap", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (air_file < 0 || write(air_file, &header, sizeof header) != (ssize_t)sizeof header)
        trouble("cannot write the capture: %s", strerror(errno));
    air = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL),
                             .sll_ifindex = (int)if_nametoindex("hwsim0") };
    if (!a.sll_ifindex)
        trouble("nothing to capture: there is no hwsim0 (a capture needs at least one radio)");
    setsockopt(air, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
    setsockopt(air, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    if (bind(air, (struct sockaddr *)&a, sizeof a) < 0)
        trouble("cannot capture on hwsim0: %s", strerror(errno));
}

static void capture_frames(void)
{
    static uint8_t frame[CAPTURE_SNAPLEN];
    static time_t synced;
    bool any = false;
    for (;;) {
        char ancillary[128];
        struct iovec part = { frame, sizeof frame };
        struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1,
                            .msg_control = ancillary, .msg_controllen = sizeof ancillary };
        ssize_t n = recvmsg(air, &m, 0);
        if (n < 0)
            break;
        struct timespec t;
        clock_gettime(CLOCK_REALTIME, &t);
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
            if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS)
                memcpy(&t, CMSG_DATA(c), sizeof t);
        uint32_t record[4] = { (uint32_t)t.tv_sec, (uint32_t)t.tv_nsec, (uint32_t)n, (uint32_t)n };
        struct iovec out[2] = { { record, sizeof record }, { frame, (size_t)n } };
        if (writev(air_file, out, 2) < 0)
            trouble("cannot write the capture: %s", strerror(errno));
        any = true;
    }
    /* Out to the host once a second, for the case that the host has to kill us. */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (any && now.tv_sec != synced) {
        synced = now.tv_sec;
        fdatasync(air_file);
    }
}

static void capture_end(void)
{
    struct tpacket_stats lost = { 0 };
    socklen_t size = sizeof lost;
    if (air < 0)
        return;
    capture_frames();
    if (getsockopt(air, SOL_PACKET, PACKET_STATISTICS, &lost, &size) == 0 && lost.tp_drops) {
        char text[64];
        snprintf(text, sizeof text, "the capture lacks %u frames", lost.tp_drops);
        write_control("warning", text);
    }
    fsync(air_file);
    close(air_file);
    close(air);
}

/* ---- the command ---- */

struct stream {
    int from;               /* the pipe the command writes to */
    int to;                 /* the device that ends at the host */
};

static int open_port(const char *port_name)
{
    DIR *d = opendir("/sys/class/virtio-ports");
    struct dirent *e;
    int fd = -1;
    while (d && (e = readdir(d)) && fd < 0) {
        char path[512];
        snprintf(path, sizeof path, "/sys/class/virtio-ports/%s/name", e->d_name);
        char *name = e->d_name[0] == '.' ? NULL : read_file(path, NULL);
        if (name && !strncmp(name, port_name, strlen(port_name))) {
            snprintf(path, sizeof path, "/dev/%s", e->d_name);
            fd = open(path, O_WRONLY | O_CLOEXEC);
        }
        free(name);
    }
    if (d)
        closedir(d);
    return fd;
}

/* A console that changes nothing of what passes through it. */
static int open_console(const char *path)
{
    struct termios t;
    int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0 && tcgetattr(fd, &t) == 0) {
        cfmakeraw(&t);
        tcsetattr(fd, TCSANOW, &t);
    }
    return fd;
}

static void relay(struct stream *s, bool to_the_end)
{
    char data[16384];
    ssize_t n;
    do {
        n = s->from < 0 ? 0 : read(s->from, data, sizeof data);
        for (ssize_t done = 0, w; done < n; done += w) {
            w = write(s->to, data + done, (size_t)(n - done));
            if (w < 0 && errno == EINTR)
                w = 0;
            else if (w <= 0)
                return;
        }
        if (n == 0 && s->from >= 0) {
            close(s->from);
            s->from = -1;
        }
    } while (n > 0 && to_the_end);
}

/* In the child. A message on stderr and the shell's usual status if it fails. */
static _Noreturn void run_command(char **argv, char **env, const char *folder, int out, int err)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    int in = open("/dev/null", O_RDONLY);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    close(in);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    environ = env;
    if (chdir(folder) < 0) {
        dprintf(2, "lab: the working folder %s cannot be entered in the lab: %s\n", folder, strerror(errno));
        _exit(TROUBLE_STATUS);
    }
    execvpe(argv[0], argv, env);
    int status = errno == ENOENT ? 127 : 126;
    dprintf(2, "lab: cannot run %s: %s\n", argv[0], strerror(errno));
    _exit(status);
}

static pid_t start_command(struct stream *streams)
{
    static char radios[32], engine[32];
    char **argv = read_list("argv", 0);
    enum { ours = 9 };
    char **env = read_list("env", ours);
    snprintf(radios, sizeof radios, "LAB_RADIOS=%d", conf.radios);
    snprintf(engine, sizeof engine, "LAB_ENGINE=%s", on_qemu ? "qemu" : "uml");
    char *const base[ours] = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/root", "USER=root", "LANG=C.UTF-8", "TERM=dumb",
        "LAB_OUT=" OUT, "LAB=1", radios, engine,
    };
    /* getenv takes the first of a name, so what --env gave goes to the front. */
    size_t given = 0;
    while (env[ours + given])
        given++;
    memmove(env, env + ours, given * sizeof *env);
    memcpy(env + given, base, sizeof base);
    char *folder = read_control("cwd", NULL);
    if (!argv[0])
        trouble("no command");

    int ends[2][2];
    for (int i = 0; i < 2; i++) {
        if (pipe2(ends[i], O_CLOEXEC) < 0)
            trouble("no pipe: %s", strerror(errno));
        streams[i].from = ends[i][0];
        fcntl(ends[i][0], F_SETFL, O_NONBLOCK);
    }
    pid_t child = fork();
    if (child < 0)
        trouble("cannot start a process: %s", strerror(errno));
    if (child == 0)
        run_command(argv, env, folder, ends[0][1], ends[1][1]);
    close(ends[0][1]);
    close(ends[1][1]);
    return child;
}

/* Until the command ends, or the limit: its exit status. */
static int supervise(pid_t child, struct stream *streams, int children, int limit)
{
    for (;;) {
        struct pollfd p[] = {
            { streams[0].from, POLLIN, 0 }, { streams[1].from, POLLIN, 0 },
            { children, POLLIN, 0 }, { air, POLLIN, 0 }, { limit, POLLIN, 0 },
        };
        if (poll(p, sizeof p / sizeof *p, -1) < 0 && errno != EINTR)
            trouble("poll: %s", strerror(errno));
        for (int i = 0; i < 2; i++)
            if (p[i].revents)
                relay(&streams[i], false);
        if (p[3].revents)
            capture_frames();
        if (p[2].revents) {
            struct signalfd_siginfo info;
            int status, result = -1;
            pid_t pid;
            (void)!read(children, &info, sizeof info);
            while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
                if (pid == child)
                    result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            if (result >= 0)
                return result;
        }
        if (p[4].revents) {
            write_control("limit", "reached");
            return TIME_LIMIT_STATUS;
        }
    }
}

int main(void)
{
    struct stream streams[2];
    char text[32];
    sigset_t chld;
    int limit = -1;

    mkdir("/proc", 0755);
    if (mount("proc", "/proc", "proc", 0, NULL) < 0)
        trouble("cannot mount /proc: %s", strerror(errno));
    find_control();
    read_conf();
    make_radios(); /* now: a stock kernel's modules are gone from sight once the root changes */
    mount_root();
    mount_system();
    have_streams();
    no_modprobe();
    sethostname("lab", 3);
    interface_up("lo");
    interface_up("hwsim0");

    streams[0].to = on_qemu ? open_port("out") : open_console("/dev/tty1");
    streams[1].to = on_qemu ? open_port("err") : open_console("/dev/tty2");
    if (streams[0].to < 0 || streams[1].to < 0)
        trouble("no way to the caller's streams: %s", strerror(errno));

    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, NULL);
    int children = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
    if (conf.limit > 0) {
        struct itimerspec t = { .it_value = { .tv_sec = conf.limit } };
        limit = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
        timerfd_settime(limit, 0, &t, NULL);
    }
    capture_start();
    int status = supervise(start_command(streams), streams, children, limit);
    /* What the command wrote before its end is all in the pipes by now. */
    relay(&streams[0], true);
    relay(&streams[1], true);
    capture_end();
    if (!on_qemu) {
        tcdrain(streams[0].to);
        tcdrain(streams[1].to);
    }
    kill(-1, SIGKILL);
    snprintf(text, sizeof text, "%d\n", status);
    write_control("status", text);
    power_off();
}
