/* Values of WlanQueryInterface opcodes and data of notifications, as they lie in memory on x86_64 Windows. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Return: 0; -EBADMSG if @size bytes at @data cannot be the value of @opcode (an unknown opcode's cannot). */
int marshal_check_query(uint32_t opcode, const void *data, size_t size);

/* Return: 0; -EBADMSG if a client that casts the data of this notification would read past its end. */
int marshal_check_notification(uint32_t source, uint32_t code, const void *data, size_t size);
