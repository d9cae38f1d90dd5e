/*
 * EAPOL-Key frames with the RSN descriptor, and the elements and KDEs of their key data (IEEE 802.11-2020, 12.7.2).
 *
 * A PDU begins with the version byte of its 802.1X header; what may follow the announced length (padding of a short data frame)
 * is skipped. Parsed frames borrow from the bytes they were parsed from. The MIC is neither computed nor checked here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Key Information field: IEEE 802.11-2020, 12.7.2. */
enum dot11_eapol_key_info {
	DOT11_EAPOL_KEY_VERSION = 7 << 0, /* key descriptor version, 0 to 7 */
	DOT11_EAPOL_KEY_PAIRWISE = 1 << 3,
	DOT11_EAPOL_KEY_INSTALL = 1 << 6,
	DOT11_EAPOL_KEY_ACK = 1 << 7,
	DOT11_EAPOL_KEY_MIC = 1 << 8,
	DOT11_EAPOL_KEY_SECURE = 1 << 9,
	DOT11_EAPOL_KEY_ERROR = 1 << 10,
	DOT11_EAPOL_KEY_REQUEST = 1 << 11,
	DOT11_EAPOL_KEY_ENCRYPTED = 1 << 12,
};

/*
 * What tells one message from another. Not the version, and not bits 4, 5, 14 and 15, which never had a meaning in an RSN; 13
 * once had one (SMK), and then the frame is none of a 4-way or group key handshake.
 */
#define DOT11_EAPOL_KEY_PATTERN 0x3fc8

#define DOT11_EAPOL_KEY_NONCE_SIZE 32
#define DOT11_EAPOL_KEY_MIC_OFFSET 81 /* of the MIC field, from the version byte on */
#define DOT11_EAPOL_KEY_MIC_MAX 32    /* OWE with a group of 521 bits */
/* Without key data. */
#define DOT11_EAPOL_KEY_SIZE(mic_size) (DOT11_EAPOL_KEY_MIC_OFFSET + (mic_size) + 2)

struct dot11_eapol_key {
	uint8_t protocol_version; /* of 802.1X */
	uint16_t info;		  /* enum dot11_eapol_key_info; reserved bits as received */
	uint16_t key_length;	  /* bytes of the pairwise temporal key */
	uint64_t replay_counter;
	uint8_t nonce[DOT11_EAPOL_KEY_NONCE_SIZE];
	uint8_t iv[16];
	uint8_t rsc[8];	    /* of the group key, least significant byte first */
	const uint8_t *mic; /* as many bytes as the AKM says; for the builder: NULL leaves zeros */
	const uint8_t *data;
	size_t data_size;
	size_t size; /* parser: of the PDU without what follows it, which is what a MIC covers */
};

/**
 * dot11_eapol_key_parse() - take a PDU apart
 * @pdu:      from the version byte on; hostile
 * @mic_size: of the MIC field: 0, 16, 24 or 32, by AKM (IEEE 802.11-2020, table 12-11)
 *
 * Return: 0; -EBADMSG if it is not an EAPOL-Key frame of descriptor type 2, or cut short.
 */
int dot11_eapol_key_parse(const void *pdu, size_t size, size_t mic_size, struct dot11_eapol_key *ret_key);

/* Return: bytes written; -ENOBUFS. The MIC comes last: over these bytes, to DOT11_EAPOL_KEY_MIC_OFFSET. */
int dot11_eapol_key_build(void *buffer, size_t capacity, const struct dot11_eapol_key *key, size_t mic_size);

/* A group key as its KDE carries it. */
struct dot11_kde_key {
	uint16_t index;
	uint8_t packet_number[6]; /* least significant byte first; zeros for a GTK, whose counter is the RSC of the frame */
	const uint8_t *key;	  /* NULL: there is no such KDE */
	size_t size;
};

/* A whole element, id and length included; NULL and 0: there is none. */
struct dot11_key_data_element {
	const uint8_t *bytes;
	size_t size;
};

/* Of several of one kind the first counts. */
struct dot11_key_data {
	struct dot11_key_data_element rsne, rsnxe;
	struct dot11_kde_key gtk, igtk, bigtk;
	const uint8_t *pmkid; /* 16 bytes, or NULL */
};

/**
 * dot11_key_data_parse() - walk over key data in clear
 *
 * Unknown elements and KDEs are skipped; a KDE too short for its fields counts as unknown. The padding of 12.7.2 ends the walk.
 *
 * Return: 0; -EBADMSG if the last element is cut short.
 */
int dot11_key_data_parse(const void *data, size_t size, struct dot11_key_data *ret_data);

/* Each writes the whole KDE. @key_size: at most 32. */
void dot11_kde_write_gtk(struct writer *writer, uint8_t index, const void *key, size_t key_size);
void dot11_kde_write_igtk(struct writer *writer, uint8_t index, const uint8_t packet_number[6], const void *key, size_t key_size);
void dot11_kde_write_bigtk(struct writer *writer, uint8_t index, const uint8_t packet_number[6], const void *key,
			   size_t key_size);
void dot11_kde_write_pmkid(struct writer *writer, const uint8_t pmkid[16]);
/* Fills up to what the key wrap takes: a multiple of 8 bytes, at least 16. */
void dot11_key_data_pad(struct writer *writer);
