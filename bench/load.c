/*
 * bench-load [SECONDS [PROCESSES [HANDLES [RATE]]]] [--rival] [--test]: many programs at once, and some that are stopped and
 * never read.
 *
 * PROCESSES (50) processes with HANDLES (1,000) handles between them make RATE (10,000) calls in a second, of every
 * kind that only asks and of opening and closing; each of them listens too. Meanwhile the main process makes something
 * happen twenty times in a second, which is told to everybody. For a quarter of SECONDS (60) that is all. Then a
 * client comes that hears everything many times and is stopped by SIGSTOP; when the service has closed its
 * connection, the next one comes, up to four. Told at the end: latencies with and without them, memory of the
 * service.
 *
 * The service is ours, in wlan-sandbox, which tells its process in WLANSVC_PID; with --rival it is wpa_supplicant on the
 * system bus, of which bench/load tells the processes in BENCH_PIDS. What either is asked stands in load_ours.c and load_wpa.c.
 *
 * Wrong is: a call that is not answered or with an error; a listener that has not heard of everything; and of our
 * service also a stopped client whose queue grows without end, and growing by more than the limits allow. With --test
 * nothing else is told, in TAP.
 */
#include "load.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "tally.h"

#define MAX_PROCESSES 200
#define MAX_HANDLES 64 /* of one process */
#define N_STOPPED 4
#define CYCLE_US 50000 /* from one thing that is told to the next */
/* The service lets 16 MiB wait for a client; what the objects around the bytes cost is not counted there. */
#define GROWTH_LIMIT_KB (64 * 1024)
#define KEPT_LIMIT_KB (8 * 1024) /* when nothing waits any more */

enum phase { ALONE, BESIDE_STOPPED, N_PHASES };

struct worker {
	struct tally tallies[N_PHASES];
	unsigned long n_late, n_failed;
	int failed_code;
	const char *failed_call;
	unsigned int n_heard;
};

/* One mapping that all processes share. */
struct shared {
	sem_t ready, go, done, end, come;
	atomic_ulong begin_us, switch_us, end_us;
	atomic_uint n_told;
	struct worker workers[MAX_PROCESSES];
};

static const struct load_target *target = &load_ours;
static struct shared *shared;
static unsigned int seconds = 60, n_processes = 50, n_handles = 1000, rate = 10000;
static bool is_test, has_sanitizer;

uint64_t load_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

bool load_wait_for(sem_t *semaphore)
{
	struct timespec at;
	int r;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec += LOAD_DEADLINE_S;
	do
		r = sem_timedwait(semaphore, &at);
	while (r < 0 && errno == EINTR);
	return r == 0;
}

void load_sleep_until(uint64_t us)
{
	const struct timespec at = { .tv_sec = (time_t)(us / 1000000u), .tv_nsec = (long)(us % 1000000u) * 1000L };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
}

/* --- those that call --- */

static void make_call(struct worker *worker, void *client, unsigned int *seed)
{
	unsigned int dice = (unsigned int)rand_r(seed) % 100;
	const struct load_call *call = target->calls;
	enum phase phase;
	uint64_t begin;
	int code;

	while (dice >= call->share)
		dice -= call++->share;
	begin = load_now_us();
	phase = begin < atomic_load(&shared->switch_us) ? ALONE : BESIDE_STOPPED;
	code = call->make(client);
	tally_add(&worker->tallies[phase], load_now_us() - begin);
	if (code != 0) {
		worker->n_failed++;
		worker->failed_code = code;
		worker->failed_call = call->name; /* the same address in every process: none of them is executed anew */
	}
}

static void call_in_rhythm(struct worker *worker, unsigned int index, void *client)
{
	const uint64_t interval_us = (uint64_t)n_processes * 1000000u / rate, end = atomic_load(&shared->end_us);
	uint64_t next = atomic_load(&shared->begin_us) + interval_us * index / n_processes;
	unsigned int seed = index;

	for (; next < end && load_now_us() < end; next += interval_us) {
		if (load_now_us() >= next)
			worker->n_late++;
		target->rest(client, next);
		make_call(worker, client, &seed);
	}
}

static _Noreturn void work(unsigned int index)
{
	struct worker *worker = &shared->workers[index];
	void *client;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	client = target->open(n_handles / n_processes);
	if (!client)
		_exit(1);
	sem_post(&shared->ready);
	load_wait_for(&shared->go);
	call_in_rhythm(worker, index, client);
	sem_post(&shared->done);
	load_wait_for(&shared->end);
	worker->n_heard = target->await(client, atomic_load(&shared->n_told));
	_exit(target->close(client) ? 0 : 1);
}

/* --- those that are stopped --- */

static void send_descriptor(int to, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = "", byte = 'x';
	struct iovec vector = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	if (sendmsg(to, &message, MSG_NOSIGNAL) < 0)
		_exit(1);
}

static int receive_descriptor(int from)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec vector = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header;
	int fd = -1;

	if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) <= 0)
		return -1;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* Waits for its turn, registers, shows the main process its connection, and stops itself. */
static _Noreturn void be_stopped(int to_main)
{
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (sem_wait(&shared->come) < 0)
		;
	fd = target->open_deaf();
	if (fd < 0)
		_exit(1);
	send_descriptor(to_main, fd);
	raise(SIGSTOP);
	_exit(0);
}

struct stopped {
	pid_t pids[N_STOPPED];
	int from[N_STOPPED];
	unsigned int n, n_come;
	int fd; /* of the one that is there; -1: none */
	uint64_t since_us;
	unsigned int n_closed;
	double longest_s;
};

static struct stopped stopped = { .fd = -1 };

/* One of them takes the turn: all are alike. */
static bool let_next_come(void)
{
	struct pollfd waits[N_STOPPED];
	unsigned int i = 0;
	int status;

	sem_post(&shared->come);
	stopped.n_come++;
	for (unsigned int k = 0; k < stopped.n; k++)
		waits[k] = (struct pollfd){ .fd = stopped.from[k], .events = POLLIN };
	if (poll(waits, stopped.n, LOAD_DEADLINE_S * 1000) <= 0)
		return false;
	while (!waits[i].revents)
		i++;
	stopped.fd = receive_descriptor(stopped.from[i]);
	if (stopped.fd < 0 || waitpid(stopped.pids[i], &status, WUNTRACED) != stopped.pids[i] || !WIFSTOPPED(status))
		return false;
	close(stopped.from[i]);
	stopped.from[i] = -1; /* poll() passes it over */
	stopped.since_us = load_now_us();
	return true;
}

/* Whether the service has closed the connection of the one that is there. */
static bool is_closed(void)
{
	struct pollfd wait = { .fd = stopped.fd };

	return stopped.fd >= 0 && poll(&wait, 1, 0) > 0 && wait.revents & POLLHUP;
}

static void note_closed(void)
{
	double took_s = (double)(load_now_us() - stopped.since_us) / 1e6;

	if (took_s > stopped.longest_s)
		stopped.longest_s = took_s;
	stopped.n_closed++;
	close(stopped.fd);
	stopped.fd = -1;
}

/* --- the main process --- */

/* Something happens that every listener must hear of. */
static bool make_happen(void *talker)
{
	if (!target->cycle(talker))
		return false;
	atomic_fetch_add(&shared->n_told, 1);
	return true;
}

/* Return: NULL, or what went wrong. */
static const char *run_load(void *talker)
{
	const uint64_t end_us = atomic_load(&shared->end_us), deadline_us = end_us + LOAD_DEADLINE_S * UINT64_C(1000000);
	uint64_t next_us = load_now_us();

	/* It goes on until one stopped client has been dealt with. */
	for (; load_now_us() < end_us || (target->gives_up && stopped.n_closed == 0 && load_now_us() < deadline_us);
	     next_us += CYCLE_US) {
		load_sleep_until(next_us); /* the rhythm of the load */
		if (!make_happen(talker))
			return "making something happen fails";
		if (is_closed())
			note_closed();
		if (load_now_us() >= atomic_load(&shared->switch_us) && stopped.fd < 0 && stopped.n_come < stopped.n &&
		    !let_next_come())
			return "the client that is to be stopped cannot register";
	}
	return stopped.n_closed > 0 || !target->gives_up ? NULL :
							   "a client that does not read keeps its connection, and its queue grows";
}

static const char *end_workers(pid_t *pids)
{
	const char *wrong = NULL;
	int status;

	for (unsigned int i = 0; i < n_processes; i++)
		if (!load_wait_for(&shared->done))
			return "a process does not come to its end: a call is not answered";
	for (unsigned int i = 0; i < n_processes; i++)
		sem_post(&shared->end);
	for (unsigned int i = 0; i < n_processes; i++) {
		waitpid(pids[i], &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			wrong = "a handle cannot be closed";
		if (shared->workers[i].n_heard != atomic_load(&shared->n_told))
			wrong = "a listener has not heard of everything that happened, or of too much";
		if (shared->workers[i].n_failed) {
			fprintf(stderr, "# %s: error %d, %lu times\n", shared->workers[i].failed_call,
				shared->workers[i].failed_code, shared->workers[i].n_failed);
			wrong = "a call failed";
		}
	}
	return wrong;
}

static void tell_phase(const char *name, enum phase phase, double lasted_s)
{
	static struct tally all[N_PHASES];
	struct tally *tally = &all[phase];

	for (unsigned int i = 0; i < n_processes; i++)
		tally_join(tally, &shared->workers[i].tallies[phase]);
	printf("# %-26s %8lu calls, %6.0f a second; latency in us: %.0f median, %.0f 90 %%, %.0f 99 %%, %.0f 99.9 %%, %lu worst\n",
	       name, tally->n, (double)tally->n / lasted_s, tally_percentile(tally, 0.5), tally_percentile(tally, 0.9),
	       tally_percentile(tally, 0.99), tally_percentile(tally, 0.999), (unsigned long)tally->worst_us);
}

static void tell(unsigned int n_serving, unsigned long before_kb, unsigned long highest_kb, unsigned long after_kb)
{
	const double first_s = (double)(atomic_load(&shared->switch_us) - atomic_load(&shared->begin_us)) / 1e6;
	unsigned long n_late = 0;

	for (unsigned int i = 0; i < n_processes; i++)
		n_late += shared->workers[i].n_late;
	printf("# %s: %u processes, %u handles, told %u times of something that happened\n", target->name, n_processes, n_handles,
	       (unsigned int)atomic_load(&shared->n_told));
	tell_phase("nobody stopped:", ALONE, first_s);
	tell_phase("beside a stopped client:", BESIDE_STOPPED, seconds - first_s);
	printf("# %lu calls began late, for the one before had not been answered in time\n", n_late);
	printf("# %u of %u stopped clients were given up by the service, the slowest after %.1f s\n", stopped.n_closed,
	       stopped.n_come, stopped.longest_s);
	printf("# memory of %u processes that serve: %lu kB with all clients there, %lu kB at most, %lu kB after the load\n",
	       n_serving, before_kb, highest_kb, after_kb);
}

static int run(pid_t *pids)
{
	unsigned long before_kb, highest_kb, after_kb;
	unsigned int n_serving = memory_find();
	void *talker = target->open_talker();
	const char *wrong = talker ? NULL : "the service does not answer";

	has_sanitizer = memory_has_sanitizer();
	for (unsigned int i = 0; !wrong && i < n_processes; i++)
		if (!load_wait_for(&shared->ready))
			wrong = "a process cannot open its handles";
	if (!wrong && !make_happen(talker))
		wrong = "making something happen fails";
	before_kb = memory_of_service("VmRSS:");
	memory_forget_highest();
	atomic_store(&shared->begin_us, load_now_us());
	atomic_store(&shared->end_us, atomic_load(&shared->begin_us) + seconds * UINT64_C(1000000));
	atomic_store(&shared->switch_us, atomic_load(&shared->begin_us) + seconds * UINT64_C(250000));
	for (unsigned int i = 0; !wrong && i < n_processes; i++)
		sem_post(&shared->go);
	if (!wrong)
		wrong = run_load(talker);
	if (!wrong)
		wrong = end_workers(pids);
	highest_kb = memory_of_service("VmHWM:");
	after_kb = memory_of_service("VmRSS:");
	if (!wrong && !target->still_answers(talker))
		wrong = "the service does not answer afterwards";
	if (!wrong && target->gives_up && !has_sanitizer && highest_kb > before_kb + GROWTH_LIMIT_KB)
		wrong = "the service has grown beyond its limits";
	if (!wrong && target->gives_up && !has_sanitizer && stopped.fd < 0 && after_kb > before_kb + KEPT_LIMIT_KB)
		wrong = "the service keeps the memory of clients that are gone";
	tell(n_serving, before_kb, highest_kb, after_kb);
	if (wrong)
		printf("# %s\n", wrong);
	if (is_test)
		printf("%s 1 - many programs are served, and one that is stopped harms neither them nor the service\n",
		       wrong ? "not ok" : "ok");
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Processes first: a program with threads is better not forked. */
static int start(pid_t *pids)
{
	if (target->find() < 0)
		return -1;
	for (unsigned int i = 0; i < n_processes; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			work(i);
		if (pids[i] < 0)
			return -1;
	}
	for (; stopped.n < (is_test ? 1 : N_STOPPED); stopped.n++) {
		int ends[2];

		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
			return -1;
		stopped.from[stopped.n] = ends[0];
		stopped.pids[stopped.n] = fork();
		if (stopped.pids[stopped.n] == 0)
			be_stopped(ends[1]);
		close(ends[1]);
	}
	return 0;
}

static bool read_arguments(int argc, char **argv)
{
	unsigned int *const numbers[] = { &seconds, &n_processes, &n_handles, &rate };
	size_t n = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--test") == 0)
			is_test = true;
		else if (strcmp(argv[i], "--rival") == 0)
			target = &load_wpa;
		else if (n < sizeof(numbers) / sizeof(numbers[0]))
			*numbers[n++] = (unsigned int)strtoul(argv[i], NULL, 10);
		else
			return false;
	}
	return (target != &load_ours || (getenv("WLANSVC_PID") && getenv("WLANSVC_ADDRESS"))) && seconds > 0 && rate > 0 &&
	       n_processes > 0 && n_processes <= MAX_PROCESSES && n_handles / n_processes > 0 &&
	       n_handles / n_processes <= MAX_HANDLES;
}

int main(int argc, char **argv)
{
	static pid_t pids[MAX_PROCESSES];
	int result;

	if (!read_arguments(argc, argv)) {
		fprintf(stderr, "Usage: wlan-sandbox -- bench-load [SECONDS [PROCESSES [HANDLES [RATE]]]] [--test]\n"
				"       bench-load [SECONDS [PROCESSES [HANDLES [RATE]]]] --rival\n");
		return EXIT_FAILURE;
	}
	if (is_test) {
		printf("1..1\n");
		fflush(stdout);
	}
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return EXIT_FAILURE;
	sem_init(&shared->ready, 1, 0);
	sem_init(&shared->go, 1, 0);
	sem_init(&shared->done, 1, 0);
	sem_init(&shared->end, 1, 0);
	sem_init(&shared->come, 1, 0);
	if (start(pids) < 0) {
		fprintf(stderr, "bench-load: no service, no interface or no process\n");
		return EXIT_FAILURE;
	}
	result = run(pids);
	for (unsigned int i = 0; i < stopped.n; i++) {
		kill(stopped.pids[i], SIGKILL);
		waitpid(stopped.pids[i], NULL, 0);
	}
	return result;
}
