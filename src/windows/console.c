/* Keys from the terminal; conio.h. */
#include <conio.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

static bool start_raw(struct termios *ret_before)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, ret_before) < 0)
		return false; /* no terminal: bytes come as they come */
	raw = *ret_before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	return tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

int _getch(void)
{
	struct termios before;
	bool is_raw;
	unsigned char key;
	ssize_t n;

	fflush(stdout);
	is_raw = start_raw(&before);
	n = read(STDIN_FILENO, &key, 1);
	if (is_raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return n == 1 ? key : -1;
}

int _kbhit(void)
{
	struct pollfd wait = { .fd = STDIN_FILENO, .events = POLLIN };
	struct termios before;
	bool is_raw = start_raw(&before);
	int n = poll(&wait, 1, 0);

	if (is_raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return n > 0;
}
