/*
 * Who is there: users that have a handle open, and the one whose session is in front of the machine. Their own automatic profiles take
 * part in automatic connection as long as they are (automatic.h). Each reason counts by itself.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct users;

/* Return: 0; -ENOMEM. */
int users_new(struct users **ret);
struct users *users_free(struct users *users);

/* One reason more. Return: 1 if there was none before; 0; -ENOMEM. */
int users_add(struct users *users, uid_t uid);
/* One reason less. */
void users_remove(struct users *users, uid_t uid);
bool users_have(const struct users *users, uid_t uid);
