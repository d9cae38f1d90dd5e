/* The program's side of netsh-advice.so, which it finds by its own run path. */
#include <dlfcn.h>
#include <stdio.h>

#include "netsh/advice.h"

char *advice_for_profile(const char *xml)
{
	/* For the rest of the program's life: the parser in it keeps what it has made ready. */
	void *module = dlopen("netsh-advice.so", RTLD_NOW | RTLD_LOCAL);
	char *(*explain)(const char *) = module ? (char *(*)(const char *))dlsym(module, __func__) : NULL;

	if (explain)
		return explain(xml);
	fprintf(stderr, "netsh: no advice about the profile: %s\n", dlerror());
	return NULL;
}
