#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wlansvc/host/queue.h"

/*
 * A conversation is a text of steps, each a verb and the letter of a command:
 *   +x submit   >x expect M1 of it (and "." that nothing may be sent)   3x M3 success   !x M3 failure   4x M4
 *   -x its submitter aborts it   ~x expect the abort of it (and "_" that nothing is to be aborted)
 *   =x it has ended by what came last   #x the driver broke the rules
 * Commands: s scan (5), c connect (4), d disconnect (2), r dot11 reset (1), R roam (4), u one (2) that can be aborted; g a property
 * that may run beside tasks, k and K properties that wait for tasks, f a direct request.
 */
static const struct {
	char letter;
	struct host_rules rules;
} kinds[] = {
	{ 's', { .is_task = true, .is_abortable = true, .priority = 5 } },
	{ 'c', { .is_task = true, .is_abortable = true, .priority = 4 } },
	{ 'R', { .is_task = true, .is_abortable = true, .priority = 4 } },
	{ 'd', { .is_task = true, .priority = 2 } },
	{ 'u', { .is_task = true, .is_abortable = true, .priority = 2 } },
	{ 'r', { .is_task = true, .priority = 1 } },
	{ 'g', { .priority = 0 } },
	{ 'h', { .priority = 0 } },
	{ 'k', { .waits_for_tasks = true } },
	{ 'K', { .waits_for_tasks = true } },
	{ 'f', { .is_direct = true } },
};

static void play(const char *steps)
{
	struct host_slot slots[array_size(kinds)];
	struct host_queue queue = { 0 };
	int outcome = 0;

	for (const char *at = steps; *at; at++) {
		struct host_slot *slot = NULL;
		char verb = *at;

		if (verb == ' ')
			continue;
		if (verb != '.' && verb != '_') {
			at++;
			for (size_t i = 0; i < array_size(kinds); i++)
				if (kinds[i].letter == *at) {
					slot = &slots[i];
					if (verb == '+')
						*slot = (struct host_slot){
							.rules = kinds[i].rules,
							.transaction = (uint32_t)i + 1,
						};
				}
			assert_non_null(slot);
		}
		switch (verb) {
		case '+':
			host_queue_add(&queue, slot);
			break;
		case '>':
		case '.': {
			struct host_slot *next = host_queue_next(&queue);

			if (next != slot)
				fail_msg("%s: at %s another command is sent", steps, at);
			break;
		}
		case '~':
		case '_': {
			struct host_slot *next = host_queue_next_abort(&queue);

			if (next != slot)
				fail_msg("%s: at %s another task is aborted", steps, at);
			break;
		}
		case '3':
		case '!':
		case '4':
			assert_ptr_equal(host_queue_find(&queue, slot->transaction), slot);
			outcome = host_queue_answer(&queue, slot,
						    verb == '4' ? HOST_EVENT_M4 :
						    verb == '3' ? HOST_EVENT_M3_SUCCESS :
								  HOST_EVENT_M3_FAILURE);
			break;
		case '-':
			outcome = host_queue_abort(&queue, slot) == HOST_ABORT_ENDED ? HOST_OUTCOME_ENDED_BY_M3 : 0;
			break;
		case '=':
			if (slot->state != HOST_SLOT_ENDED ||
			    (outcome != HOST_OUTCOME_ENDED_BY_M3 && outcome != HOST_OUTCOME_ENDED_BY_M4))
				fail_msg("%s: at %s the command has not ended", steps, at);
			assert_null(host_queue_find(&queue, slot->transaction));
			break;
		case '#':
			assert_int_equal(outcome, HOST_OUTCOME_FORBIDDEN);
			break;
		default:
			fail_msg("%s: %c is no verb", steps, verb);
		}
	}
	while (host_queue_drain(&queue))
		;
}

static void conversations_keep_the_rules_of_the_queue(void **state)
{
	static const char *const conversations[] = {
		/* rule 36: between M1 and M3 nothing else */
		"+g >g +h . +s . 3g =g >h 3h =h >s +g . 3s >g",
		/* rule 37: one task from M1 to M4 */
		"+s >s +c . 3s . 4s =s >c 3c 4c =c .",
		/* rule 38: properties beside a started task; rule 39: some wait, and are overtaken */
		"+s >s 3s +k . +g >g 3g =g . 4s =s >k 3k =k .",
		"+k +K >k . 3k =k >K",
		/* rule 42: M4 before M3; what M3 then says does not matter */
		"+s >s 4s +g . +c . 3s =s >g 3g >c",
		"+d >d 4d !d =d .",
		/* a task that fails to start is over */
		"+s >s !s =s +c >c",
		"+g >g !g =g .",
		/* rule 92: priority first, then age */
		"+g >g +s +c +R +r +d 3g >r 3r 4r >d 3d 4d >c 3c 4c >R 3R 4R >s",
		/* properties before tasks */
		"+g >g +c +k 3g >k 3k >c",
		/* rules 45, 46: direct requests pass at any time */
		"+c >c +f >f 3f =f 3c +f >f 4c =c 3f =f",
		/* rule 70: the urgent abort what can be aborted, once, between M3 and M4 */
		"+c >c _ +d . _ 3c ~c _ . 4c =c >d",
		"+s >s 3s +r ~s 4s >r",
		"+s >s 3s +c _ . 4s >c",
		"+d >d 3d +r _ . 4d =d >r",
		"+u >u 3u +d _ . 4u =u >d", /* equals wait for each other */
		"+u >u 3u +r ~u _ 4u =u >r",
		"+c >c +d 4c _ 3c =c >d",
		/* rule 60: the submitter's abort waits for M3 */
		"+s >s -s _ 3s ~s _ 4s =s .",
		"+s >s -s 4s _ 3s =s _",
		"+s >s -s !s =s _",
		/* rule 66: not everything can be aborted */
		"+d >d 3d -d _ 4d =d",
		/* what waits just goes */
		"+s >s +c +g -c =c 3s >g 3g 4s .",
		/* what a driver must not do */
		"+g >g 4g #g",
		"+s >s 3s 3s #s",
		"+s >s 4s 4s #s",
		"+s >s 3s !s #s",
	};

	for (size_t i = 0; i < array_size(conversations); i++)
		play(conversations[i]);
}

static void an_unknown_transaction_is_not_found(void **state)
{
	struct host_slot slot = { .rules = { .is_task = true, .priority = 5 }, .transaction = 7 };
	struct host_queue queue = { 0 };

	host_queue_add(&queue, &slot);
	assert_null(host_queue_find(&queue, 7)); /* not sent yet: nobody can answer it */
	assert_ptr_equal(host_queue_next(&queue), &slot);
	assert_ptr_equal(host_queue_find(&queue, 7), &slot);
	assert_null(host_queue_find(&queue, 8));
}

static void drain_takes_every_command_once(void **state)
{
	struct host_slot slots[6] = {
		{ .rules = { .is_task = true, .priority = 5 }, .transaction = 1 }, { .rules = { .priority = 0 }, .transaction = 2 },
		{ .rules = { .is_direct = true }, .transaction = 3 },		   { .rules = { .priority = 0 }, .transaction = 4 },
		{ .rules = { .is_task = true, .priority = 1 }, .transaction = 5 }, { .rules = { .is_direct = true }, .transaction = 6 },
	};
	struct host_queue queue = { 0 };
	unsigned int seen = 0;
	struct host_slot *slot;

	host_queue_add(&queue, &slots[0]);
	assert_ptr_equal(host_queue_next(&queue), &slots[0]);
	host_queue_answer(&queue, &slots[0], HOST_EVENT_M3_SUCCESS);
	host_queue_add(&queue, &slots[1]);
	assert_ptr_equal(host_queue_next(&queue), &slots[1]);
	host_queue_add(&queue, &slots[2]);
	assert_ptr_equal(host_queue_next(&queue), &slots[2]);
	for (int i = 3; i < 6; i++)
		host_queue_add(&queue, &slots[i]);
	while ((slot = host_queue_drain(&queue))) {
		assert_int_equal(seen & 1u << slot->transaction, 0);
		assert_int_equal(slot->state, HOST_SLOT_ENDED);
		seen |= 1u << slot->transaction;
	}
	assert_int_equal(seen, 0x7e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations_keep_the_rules_of_the_queue),
		cmocka_unit_test(an_unknown_transaction_is_not_found),
		cmocka_unit_test(drain_takes_every_command_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
