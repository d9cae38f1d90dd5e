#include "nl80211/sa_query.h"

#include <string.h>

#include "base/bytes.h"
#include "nl80211/event.h"

bool sa_query_begin(struct sa_query *query, uint64_t now_us, uint16_t first)
{
	if (query->is_running)
		return false;
	*query = (struct sa_query){ .is_running = true, .begun_us = now_us, .first = first };
	return true;
}

enum sa_query_step sa_query_step(struct sa_query *query, uint64_t now_us, uint8_t ret_body[SA_QUERY_SIZE], uint64_t *ret_next_us)
{
	struct writer writer = writer_over(ret_body, SA_QUERY_SIZE);
	uint64_t due_us = query->begun_us + (uint64_t)query->n_sent * SA_QUERY_RETRY_US;
	uint64_t end_us = query->begun_us + SA_QUERY_LIMIT_US;

	*ret_next_us = 0;
	if (!query->is_running)
		return SA_QUERY_STEP_NONE;
	if (now_us >= end_us) {
		sa_query_stop(query);
		return SA_QUERY_STEP_GIVE_UP;
	}
	if (now_us < due_us) {
		*ret_next_us = due_us < end_us ? due_us : end_us;
		return SA_QUERY_STEP_NONE;
	}
	writer_u8(&writer, EVENT_CATEGORY_SA_QUERY);
	writer_u8(&writer, EVENT_SA_QUERY_REQUEST);
	writer_le16(&writer, (uint16_t)(query->first + query->n_sent));
	query->n_sent++;
	due_us += SA_QUERY_RETRY_US;
	*ret_next_us = due_us < end_us ? due_us : end_us;
	return SA_QUERY_STEP_SEND;
}

bool sa_query_answer(struct sa_query *query, uint16_t transaction)
{
	if (!query->is_running || (uint16_t)(transaction - query->first) >= query->n_sent)
		return false;
	sa_query_stop(query);
	return true;
}

void sa_query_stop(struct sa_query *query)
{
	memset(query, 0, sizeof(*query));
}
