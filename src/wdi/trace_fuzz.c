/* Reaches the reader of recordings and the printer of their entries. */
#include <stdlib.h>

#include "wdi/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *null;
	struct wdi_trace_reader *reader = NULL;
	struct wdi_trace_entry entry;
	FILE *file;

	if (size == 0)
		return 0;
	if (!null)
		null = fopen("/dev/null", "w");
	file = fmemopen((void *)data, size, "r");
	if (!file)
		return 0;
	if (wdi_trace_reader_new(&reader, file) == 0) {
		while (wdi_trace_reader_next(reader, &entry) == WDI_TRACE_STEP_ENTRY) {
			wdi_trace_print(null, &entry, WDI_PEER_CURRENT, false);
			wdi_trace_print(null, &entry, WDI_PEER_CURRENT, true);
		}
	}
	wdi_trace_reader_free(reader);
	fclose(file);
	return 0;
}
