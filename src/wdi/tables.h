/* Shape of the generated tables (wdi_tables.c) that encoder, decoder, printer and tests walk. Internal to src/wdi. */
#pragma once

#include "wdi/message.h"

#define WDI_VERSION_NEVER UINT32_MAX
#define WDI_MAX_CHILDREN 32 /* gen/wdi_gen.py refuses more */

struct wdi_enum_value {
	const char *name;
	uint32_t value;
};

struct wdi_enum {
	const char *name;
	const struct wdi_enum_value *values;
	uint16_t n_values;
	bool is_flags;
};

enum wdi_field_type {
	WDI_FIELD_UINT,
	WDI_FIELD_INT,
	WDI_FIELD_BOOL,
	WDI_FIELD_BYTES,
	WDI_FIELD_MAC,
	WDI_FIELD_GUID,
};

/* A field of a struct or of an array's element. Numbers and bytes have the same width on the wire and in C. */
struct wdi_field {
	const char *name;
	const struct wdi_enum *enumeration; /* or NULL */
	uint16_t offset; /* in the value */
	uint16_t size;
	uint16_t member; /* offsetof in the C struct */
	uint8_t type;    /* enum wdi_field_type */
	bool is_secret;
	uint32_t since; /* receivers of older versions do not know it */
};

enum wdi_tlv_kind {
	WDI_TLV_KIND_STRUCT,
	WDI_TLV_KIND_ARRAY,
	WDI_TLV_KIND_BLOB,
	WDI_TLV_KIND_CONTAINER,
};

struct wdi_child;

/* One wire layout of a TLV, or the TLVs of a message (then a container). */
struct wdi_layout {
	uint8_t kind; /* enum wdi_tlv_kind */
	bool may_be_empty;
	bool has_legacy_flag;
	uint16_t legacy_flag; /* offsetof the bool that says that this layout was decoded */
	uint16_t smallest;    /* struct: fewest bytes accepted */
	uint16_t size;        /* array: bytes of an element on the wire */
	uint16_t n_fields;
	uint16_t n_children;
	const struct wdi_field *fields;
	const struct wdi_child *children;
	uint32_t one_of; /* bit per child: at least one of these must be there */
};

/* Replaces the base layout for peers of these models and versions. */
struct wdi_variant {
	uint8_t models; /* bit per enum wdi_model */
	uint32_t since;
	uint32_t until;
	const struct wdi_layout *layout;
};

struct wdi_tlv {
	const char *name;
	uint16_t id;
	bool is_secret;
	uint8_t n_variants;
	uint32_t c_size; /* of the struct; of the element for arrays */
	const struct wdi_layout *base;
	const struct wdi_variant *variants;
};

#define WDI_NO_MEMBER UINT16_MAX

/* A place for a TLV inside a message or container. */
struct wdi_child {
	const struct wdi_tlv *tlv;
	const char *name;
	uint16_t member; /* offsetof the value, or of the pointer to the values */
	uint16_t count;  /* offsetof n_x; WDI_NO_MEMBER if single */
	uint16_t has;    /* offsetof has_x; WDI_NO_MEMBER if always there */
	bool is_multiple;
	bool is_optional;
	bool is_never_sent;
	uint32_t since;
	uint32_t until;
};

struct wdi_message {
	struct wdi_message_info info;
	const struct wdi_layout *from_host;   /* NULL: no such direction */
	const struct wdi_layout *from_driver;
	uint32_t c_size_from_host; /* 0: no payload */
	uint32_t c_size_from_driver;
};

extern const struct wdi_message wdi_messages[]; /* by ascending id */
extern const size_t wdi_n_messages;
extern const uint16_t wdi_secret_ids[]; /* numbers of TLVs that hold key material */
extern const size_t wdi_n_secret_ids;

const struct wdi_message *wdi_message_find(uint32_t id);
const struct wdi_layout *wdi_message_layout(const struct wdi_message *message, enum wdi_direction from, uint32_t *ret_c_size);
const struct wdi_layout *wdi_tlv_layout(const struct wdi_tlv *tlv, const struct wdi_peer *peer);

/* Which child a TLV is, or NULL. Outside of its versions it is still taken, for bounds of versions are not all published; but one
 * that holds at the peer's version goes first. */
const struct wdi_child *wdi_child_find(const struct wdi_layout *layout, uint16_t id, const struct wdi_peer *peer);

bool wdi_version_is_known(const struct wdi_peer *peer);
