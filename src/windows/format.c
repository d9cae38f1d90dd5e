#include "windows/format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf16.h"

enum length { LENGTH_NONE, LENGTH_CHAR, LENGTH_SHORT, LENGTH_LONG, LENGTH_64, LENGTH_POINTER, LENGTH_LONG_DOUBLE };

struct conversion {
	bool is_left, has_sign, has_space, is_alternate, has_zeros;
	int width;
	int precision; /* -1: none */
	enum length length;
	char type;
};

/* --- the sink --- */

static void put_code_point(struct format_sink *sink, uint32_t c)
{
	char bytes[4];
	size_t n = utf8_put_code_point(bytes, c);

	if (fwrite(bytes, 1, n, sink->file) != n)
		sink->has_failed = true;
}

#define REPLACEMENT 0xfffdu

/* Half a pair that nothing follows is no character. */
static void flush_surrogate(struct format_sink *sink)
{
	if (sink->surrogate)
		put_code_point(sink, REPLACEMENT);
	sink->surrogate = 0;
}

static void put_wide_to_file(struct format_sink *sink, uint16_t unit)
{
	bool is_second = (unit & 0xfc00) == 0xdc00;

	if (sink->surrogate && is_second) {
		put_code_point(sink, 0x10000u + ((uint32_t)(sink->surrogate & 0x3ff) << 10) + (unit & 0x3ffu));
		sink->surrogate = 0;
		return;
	}
	flush_surrogate(sink);
	if ((unit & 0xfc00) == 0xd800)
		sink->surrogate = unit;
	else
		put_code_point(sink, is_second ? REPLACEMENT : unit);
}

static void put(struct format_sink *sink, uint16_t unit)
{
	size_t at = sink->n++;

	if (sink->file && sink->is_wide) {
		put_wide_to_file(sink, unit);
	} else if (sink->file) {
		if (fputc((uint8_t)unit, sink->file) == EOF)
			sink->has_failed = true;
	} else if (at < sink->capacity && sink->is_wide) {
		((uint16_t *)sink->text)[at] = unit;
	} else if (at < sink->capacity) {
		((char *)sink->text)[at] = (char)unit;
	}
}

static void put_many(struct format_sink *sink, uint16_t unit, size_t n)
{
	while (n-- > 0)
		put(sink, unit);
}

/* --- text --- */

static void pad_and_put(struct format_sink *sink, const struct conversion *c, const void *text, size_t n, bool is_wide)
{
	size_t padding = c->width > 0 && (size_t)c->width > n ? (size_t)c->width - n : 0;

	if (!c->is_left)
		put_many(sink, c->has_zeros ? '0' : ' ', padding);
	for (size_t i = 0; i < n; i++)
		put(sink, is_wide ? ((const uint16_t *)text)[i] : ((const uint8_t *)text)[i]);
	if (c->is_left)
		put_many(sink, ' ', padding);
}

static size_t limit_of(const struct conversion *c)
{
	return c->precision >= 0 ? (size_t)c->precision : SIZE_MAX / 4;
}

static void put_narrow_text(struct format_sink *sink, const struct conversion *c, const char *text)
{
	_auto_free_ uint16_t *units = NULL;
	_auto_free_ char *bytes = NULL;
	size_t n = strnlen(text, limit_of(c));

	if (!sink->is_wide) {
		pad_and_put(sink, c, text, n, false);
		return;
	}
	bytes = strndup(text, n);
	if (!bytes) {
		sink->has_failed = true;
		return;
	}
	if (utf16_dup_from_utf8(bytes, &units) == 0)
		pad_and_put(sink, c, units, utf16_length(units, SIZE_MAX / 4), true);
	else /* not UTF-8: each byte for itself */
		pad_and_put(sink, c, bytes, n, false);
}

static void put_wide_text(struct format_sink *sink, const struct conversion *c, const uint16_t *text)
{
	_auto_free_ char *bytes = NULL;

	if (sink->is_wide) {
		pad_and_put(sink, c, text, utf16_length(text, limit_of(c)), true);
		return;
	}
	if (utf16_dup_to_utf8(text, limit_of(c), &bytes) == 0)
		pad_and_put(sink, c, bytes, strlen(bytes), false);
	else
		sink->has_failed = true;
}

static bool is_wide_argument(const struct format_sink *sink, const struct conversion *c)
{
	if (c->length == LENGTH_SHORT || c->length == LENGTH_CHAR)
		return false;
	if (c->length == LENGTH_LONG)
		return true;
	return (c->type == 's' || c->type == 'c') == sink->is_wide;
}

static void put_text(struct format_sink *sink, const struct conversion *c, va_list *arguments)
{
	const void *text = va_arg(*arguments, const void *);

	if (!text)
		put_narrow_text(sink, c, "(null)");
	else if (is_wide_argument(sink, c))
		put_wide_text(sink, c, text);
	else
		put_narrow_text(sink, c, text);
}

static void put_character(struct format_sink *sink, const struct conversion *c, va_list *arguments)
{
	uint16_t unit = (uint16_t)va_arg(*arguments, int);

	if (!is_wide_argument(sink, c))
		unit &= 0xff;
	if (sink->is_wide || unit < 0x80 || !is_wide_argument(sink, c)) {
		pad_and_put(sink, c, &unit, 1, true);
	} else {
		uint16_t text[] = { unit, 0 };

		put_wide_text(sink, c, text);
	}
}

/* --- numbers --- */

#define NUMBER_MAX 512 /* digits that a width or a precision can ask for at one time, and a double's */

static size_t build_system_format(const struct conversion *c, const char *length, char *ret)
{
	size_t n = 0;

	ret[n++] = '%';
	if (c->is_left)
		ret[n++] = '-';
	if (c->has_sign)
		ret[n++] = '+';
	if (c->has_space)
		ret[n++] = ' ';
	if (c->is_alternate)
		ret[n++] = '#';
	if (c->has_zeros)
		ret[n++] = '0';
	memcpy(ret + n, "*.*", 3);
	n += 3;
	memcpy(ret + n, length, strlen(length));
	n += strlen(length);
	ret[n++] = c->type;
	ret[n] = '\0';
	return n;
}

static uint64_t read_integer(const struct conversion *c, va_list *arguments, bool is_signed)
{
	switch (c->length) {
	case LENGTH_CHAR:
		return is_signed ? (uint64_t)(int64_t)(int8_t)va_arg(*arguments, int) : (uint8_t)va_arg(*arguments, int);
	case LENGTH_SHORT:
		return is_signed ? (uint64_t)(int64_t)(int16_t)va_arg(*arguments, int) : (uint16_t)va_arg(*arguments, int);
	case LENGTH_64:
	case LENGTH_POINTER:
		return va_arg(*arguments, uint64_t);
	default:
		return is_signed ? (uint64_t)(int64_t)va_arg(*arguments, int32_t) : va_arg(*arguments, uint32_t);
	}
}

/* The system's own function knows how numbers look; gcc cannot see that the format built here is sound. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void put_integer(struct format_sink *sink, const struct conversion *c, va_list *arguments)
{
	uint64_t value = read_integer(c, arguments, c->type == 'd' || c->type == 'i');
	char format[24], text[NUMBER_MAX];
	int n;

	build_system_format(c, "ll", format);
	n = snprintf(text, sizeof(text), format, c->width, c->precision, value);
	for (int i = 0; i < n; i++)
		put(sink, (uint8_t)text[i]);
}

static void put_float(struct format_sink *sink, const struct conversion *c, va_list *arguments)
{
	/* A long double is a double there, and the compiler here has passed one of its own. */
	double value = c->length == LENGTH_LONG_DOUBLE ? (double)va_arg(*arguments, long double) : va_arg(*arguments, double);
	char format[24], text[2 * NUMBER_MAX];
	int n;

	build_system_format(c, "", format);
	n = snprintf(text, sizeof(text), format, c->width, c->precision, value);
	for (int i = 0; i < n && i < (int)sizeof(text) - 1; i++)
		put(sink, (uint8_t)text[i]);
}
#pragma GCC diagnostic pop

static void put_pointer(struct format_sink *sink, const struct conversion *c, va_list *arguments)
{
	struct conversion plain = { .is_left = c->is_left, .width = c->width, .precision = -1 };
	char text[17];

	snprintf(text, sizeof(text), "%016llX", (unsigned long long)(uintptr_t)va_arg(*arguments, void *));
	pad_and_put(sink, &plain, text, 16, false);
}

/* --- formats --- */

struct reader {
	const void *format;
	bool is_wide;
	size_t at;
};

static uint16_t peek(const struct reader *r)
{
	return r->is_wide ? ((const uint16_t *)r->format)[r->at] : ((const uint8_t *)r->format)[r->at];
}

static bool take(struct reader *r, char c)
{
	if (peek(r) != (uint16_t)(uint8_t)c)
		return false;
	r->at++;
	return true;
}

static void read_flags(struct reader *r, struct conversion *c)
{
	for (;; r->at++) {
		switch (peek(r)) {
		case '-':
			c->is_left = true;
			break;
		case '+':
			c->has_sign = true;
			break;
		case ' ':
			c->has_space = true;
			break;
		case '#':
			c->is_alternate = true;
			break;
		case '0':
			c->has_zeros = true;
			break;
		default:
			return;
		}
	}
}

/* Return: the number; -1 for none; -EINVAL for one that no number field has. */
static int read_number(struct reader *r, va_list *arguments, bool *ret_negative)
{
	int value = 0;

	if (take(r, '*')) {
		value = va_arg(*arguments, int);
		*ret_negative = value < 0;
		if (value == INT32_MIN)
			return -EINVAL;
		return value < 0 ? -value : value;
	}
	if (peek(r) < '0' || peek(r) > '9')
		return -1;
	for (; peek(r) >= '0' && peek(r) <= '9'; r->at++) {
		value = value * 10 + (peek(r) - '0');
		if (value > 1000000)
			return -EINVAL;
	}
	return value;
}

static enum length read_length(struct reader *r)
{
	if (take(r, 'h'))
		return take(r, 'h') ? LENGTH_CHAR : LENGTH_SHORT;
	if (take(r, 'l'))
		return take(r, 'l') ? LENGTH_64 : LENGTH_LONG;
	if (take(r, 'w'))
		return LENGTH_LONG;
	if (take(r, 'L'))
		return LENGTH_LONG_DOUBLE;
	if (take(r, 'j') || take(r, 'z') || take(r, 't'))
		return LENGTH_POINTER;
	if (take(r, 'I')) {
		if (take(r, '6'))
			return take(r, '4') ? LENGTH_64 : LENGTH_NONE;
		if (take(r, '3'))
			return take(r, '2') ? LENGTH_LONG : LENGTH_NONE;
		return LENGTH_POINTER;
	}
	return LENGTH_NONE;
}

static int put_conversion(struct format_sink *sink, struct conversion *c, va_list *arguments)
{
	switch (c->type) {
	case '%':
		put(sink, '%');
		return 0;
	case 's':
	case 'S':
		put_text(sink, c, arguments);
		return 0;
	case 'c':
	case 'C':
		put_character(sink, c, arguments);
		return 0;
	case 'p':
		put_pointer(sink, c, arguments);
		return 0;
	default:
		break;
	}
	/* No number that a program shows is that wide. */
	if (c->width >= NUMBER_MAX / 2 || c->precision >= NUMBER_MAX / 2)
		return -EINVAL;
	if (strchr("diuoxX", c->type))
		put_integer(sink, c, arguments);
	else if (strchr("eEfFgGaA", c->type))
		put_float(sink, c, arguments);
	else
		return -EINVAL;
	return 0;
}

static int read_conversion(struct reader *r, va_list *arguments, struct conversion *ret)
{
	bool is_negative = false;

	*ret = (struct conversion){ .precision = -1 };
	read_flags(r, ret);
	ret->width = read_number(r, arguments, &is_negative);
	if (ret->width < -1)
		return -EINVAL;
	ret->is_left |= is_negative;
	if (ret->width < 0)
		ret->width = 0;
	if (take(r, '.')) {
		is_negative = false;
		ret->precision = read_number(r, arguments, &is_negative);
		if (ret->precision < -1)
			return -EINVAL;
		if (is_negative)
			ret->precision = -1; /* as if there were none */
		else if (ret->precision < 0)
			ret->precision = 0; /* "%.f" */
	}
	ret->length = read_length(r);
	if (peek(r) == 0 || peek(r) > 0x7f)
		return -EINVAL;
	ret->type = (char)peek(r);
	r->at++;
	if (ret->is_left)
		ret->has_zeros = false;
	return 0;
}

int format_write(struct format_sink *sink, const void *format, va_list *arguments)
{
	struct reader r = { .format = format, .is_wide = sink->is_wide };

	while (peek(&r)) {
		struct conversion c;

		if (!take(&r, '%')) {
			put(sink, peek(&r));
			r.at++;
		} else if (read_conversion(&r, arguments, &c) < 0 || put_conversion(sink, &c, arguments) < 0) {
			return -EINVAL;
		}
	}
	if (sink->file && sink->is_wide)
		flush_surrogate(sink);
	return sink->has_failed ? -EIO : 0;
}
