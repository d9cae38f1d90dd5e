#include "marshal/message.h"

#include <errno.h>
#include <string.h>

int marshal_read_bytes(sd_bus_message *message, const void **ret_data, size_t *ret_size)
{
	const void *data = NULL;
	size_t size = 0;
	int r;

	r = sd_bus_message_read_array(message, 'y', &data, &size);
	if (r < 0)
		return r;
	if (r == 0) /* past the last argument */
		return -EBADMSG;
	*ret_data = size > 0 ? data : NULL;
	*ret_size = size;
	return 0;
}

int marshal_append_bytes(sd_bus_message *message, const void *data, size_t size)
{
	int r = sd_bus_message_append_array(message, 'y', data, size);

	return r < 0 ? r : 0;
}

int marshal_read_guid(sd_bus_message *message, struct guid *ret)
{
	const void *data;
	size_t size;
	int r;

	r = marshal_read_bytes(message, &data, &size);
	if (r < 0)
		return r;
	if (size != sizeof(ret->b))
		return -EBADMSG;
	memcpy(ret->b, data, sizeof(ret->b));
	return 0;
}

int marshal_append_guid(sd_bus_message *message, const struct guid *guid)
{
	return marshal_append_bytes(message, guid->b, sizeof(guid->b));
}

int marshal_read_optional_ssid(sd_bus_message *message, bool *ret_is_present, struct dot11_ssid *ret)
{
	struct dot11_ssid ssid = { 0 };
	const void *data;
	size_t size;
	int is_present, r;

	r = sd_bus_message_read(message, "b", &is_present);
	if (r < 0)
		return r;
	r = marshal_read_bytes(message, &data, &size);
	if (r < 0)
		return r;
	if (size > sizeof(ssid.bytes))
		return -EBADMSG;
	ssid.size = (uint8_t)size;
	if (size > 0)
		memcpy(ssid.bytes, data, size);
	*ret_is_present = is_present;
	*ret = ssid;
	return 0;
}

int marshal_append_optional_ssid(sd_bus_message *message, const struct dot11_ssid *ssid)
{
	int r;

	r = sd_bus_message_append(message, "b", ssid != NULL);
	if (r < 0)
		return r;
	return marshal_append_bytes(message, ssid ? ssid->bytes : NULL, ssid ? ssid->size : 0);
}
