/* The entry of programs that have wmain(): in an archive, so that only a program without main() takes it. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

int wmain(int argc, WCHAR **argv);

static WCHAR *widen(const char *text)
{
	int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
	WCHAR *wide = n > 0 ? calloc((size_t)n, sizeof(*wide)) : NULL;

	if (wide)
		MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, n);
	return wide;
}

int main(int argc, char **argv)
{
	WCHAR **wide = calloc((size_t)argc + 1, sizeof(*wide));
	int status;

	if (!wide)
		return EXIT_FAILURE;
	for (int i = 0; i < argc; i++) {
		wide[i] = widen(argv[i]);
		if (!wide[i]) {
			fprintf(stderr, "%s: argument %d is not UTF-8, or there is no memory for it\n", argv[0], i);
			return EXIT_FAILURE;
		}
	}
	status = wmain(argc, wide);
	for (int i = 0; i < argc; i++)
		free(wide[i]);
	free(wide);
	return status;
}
