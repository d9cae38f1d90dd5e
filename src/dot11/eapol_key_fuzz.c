/* Reaches dot11_eapol_key_parse() with every size of a MIC and dot11_key_data_parse(); what parses is built again, must parse to
 * the same, and every KDE found is written and found again. The first byte chooses the size of the MIC. */
#include <stdlib.h>
#include <string.h>

#include "dot11/eapol_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool is_inside(const uint8_t *inner, size_t inner_size, const uint8_t *outer, size_t outer_size)
{
	return !inner || (inner >= outer && inner_size <= outer_size && inner - outer <= (ptrdiff_t)(outer_size - inner_size));
}

static void check_same_key(const struct dot11_kde_key *a, const struct dot11_kde_key *b)
{
	check(!a->key == !b->key && a->size == b->size);
	if (a->key)
		check(a->index == b->index && memcmp(a->key, b->key, a->size) == 0 &&
		      memcmp(a->packet_number, b->packet_number, sizeof(a->packet_number)) == 0);
}

static void rebuild_key_data(const struct dot11_key_data *data)
{
	uint8_t buffer[2048];
	struct writer writer = writer_over(buffer, sizeof(buffer));
	struct dot11_key_data again;

	writer_bytes(&writer, data->rsne.bytes, data->rsne.size);
	writer_bytes(&writer, data->rsnxe.bytes, data->rsnxe.size);
	if (data->gtk.key)
		dot11_kde_write_gtk(&writer, (uint8_t)data->gtk.index, data->gtk.key, data->gtk.size);
	if (data->igtk.key && data->igtk.index <= UINT8_MAX)
		dot11_kde_write_igtk(&writer, (uint8_t)data->igtk.index, data->igtk.packet_number, data->igtk.key,
				     data->igtk.size);
	if (data->bigtk.key && data->bigtk.index <= UINT8_MAX)
		dot11_kde_write_bigtk(&writer, (uint8_t)data->bigtk.index, data->bigtk.packet_number, data->bigtk.key,
				      data->bigtk.size);
	if (data->pmkid)
		dot11_kde_write_pmkid(&writer, data->pmkid);
	dot11_key_data_pad(&writer);
	check(writer_end(&writer) == 0);
	check(dot11_key_data_parse(buffer, writer.size, &again) == 0);
	check(again.rsne.size == data->rsne.size && again.rsnxe.size == data->rsnxe.size && !again.pmkid == !data->pmkid);
	check_same_key(&data->gtk, &again.gtk);
	if (data->igtk.index <= UINT8_MAX)
		check_same_key(&data->igtk, &again.igtk);
	if (data->bigtk.index <= UINT8_MAX)
		check_same_key(&data->bigtk, &again.bigtk);
}

static void walk(const uint8_t *bytes, size_t size)
{
	struct dot11_key_data data;

	if (dot11_key_data_parse(bytes, size, &data) < 0)
		return;
	check(is_inside(data.rsne.bytes, data.rsne.size, bytes, size) &&
	      is_inside(data.rsnxe.bytes, data.rsnxe.size, bytes, size));
	check(is_inside(data.gtk.key, data.gtk.size, bytes, size) && is_inside(data.igtk.key, data.igtk.size, bytes, size));
	check(is_inside(data.pmkid, 16, bytes, size));
	rebuild_key_data(&data);
}

static void rebuild(const struct dot11_eapol_key *key, size_t mic_size)
{
	static uint8_t buffer[65536 + 4];
	struct dot11_eapol_key again;
	int size = dot11_eapol_key_build(buffer, sizeof(buffer), key, mic_size);

	check(size >= 0 && (size_t)size <= key->size);
	check(dot11_eapol_key_parse(buffer, (size_t)size, mic_size, &again) == 0);
	check(again.info == key->info && again.replay_counter == key->replay_counter && again.data_size == key->data_size);
	check(memcmp(again.nonce, key->nonce, sizeof(key->nonce)) == 0 && memcmp(again.rsc, key->rsc, sizeof(key->rsc)) == 0);
	check(key->data_size == 0 || memcmp(again.data, key->data, key->data_size) == 0);
	check(mic_size == 0 || memcmp(again.mic, key->mic, mic_size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t mic_sizes[] = { 0, 16, 24, 32 };
	struct dot11_eapol_key key;
	size_t mic_size;

	if (size == 0)
		return 0;
	mic_size = mic_sizes[data[0] & 3];
	walk(data + 1, size - 1);
	if (dot11_eapol_key_parse(data + 1, size - 1, mic_size, &key) < 0)
		return 0;
	check(key.size <= size - 1);
	rebuild(&key, mic_size);
	walk(key.data, key.data_size);
	return 0;
}
