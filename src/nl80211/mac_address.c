#include "nl80211/mac_address.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "base/cleanup.h"
#include "base/hex.h"
#include "base/log.h"
#include "nl80211/radio.h"

#define NOTE "wdi-nl80211: permanent address "

void mac_address_write_note(const struct dot11_mac *permanent, char ret_note[MAC_ADDRESS_NOTE_SIZE])
{
	snprintf(ret_note, MAC_ADDRESS_NOTE_SIZE, NOTE DOT11_MAC_FORMAT, DOT11_MAC_ARGS(permanent));
}

bool mac_address_read_note(const char *note, struct dot11_mac *ret_permanent)
{
	struct dot11_mac mac = { 0 };
	char written[MAC_ADDRESS_NOTE_SIZE];

	if (strlen(note) != strlen(NOTE) + 17)
		return false;
	for (size_t i = 0; i < sizeof(mac.b); i++)
		if (hex_read(note + strlen(NOTE) + 3 * i, &mac.b[i], 1) < 0)
			return false;
	/* To the letter what would have been written for it. */
	mac_address_write_note(&mac, written);
	if (strcmp(note, written) != 0 || mac.b[0] & 1)
		return false;
	*ret_permanent = mac;
	return true;
}

/* Return: 0; negative errno. */
static int read_alias(const char *name, char ret_alias[MAC_ADDRESS_NOTE_SIZE])
{
	char path[PATH_MAX];
	ssize_t size;

	snprintf(path, sizeof(path), "/sys/class/net/%s/ifalias", name);
	_auto_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	size = read(fd, ret_alias, MAC_ADDRESS_NOTE_SIZE - 1);
	if (size < 0)
		return -errno;
	ret_alias[size] = '\0';
	ret_alias[strcspn(ret_alias, "\n")] = '\0';
	return 0;
}

static int on_error(struct sockaddr_nl *kernel, struct nlmsgerr *error, void *userdata)
{
	*(int *)userdata = error->error; /* the number itself: libnl's own codes name fewer reasons */
	return NL_STOP;
}

/* Return: 0; -ENOMEM; what the kernel or the socket says. */
static int ask(struct nl_msg *message)
{
	struct nl_sock *socket = nl_socket_alloc();
	int error = 0, r;

	if (!socket)
		return -ENOMEM;
	nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, on_error, &error);
	r = nl_connect(socket, NETLINK_ROUTE);
	if (r == 0)
		r = nl_send_auto(socket, message);
	if (r >= 0)
		r = nl_wait_for_ack(socket);
	nl_socket_free(socket);
	return error ? error : r < 0 ? -EIO : 0;
}

/* Address and alias at once: the kernel sets the address first, and without it nothing. @note: NULL leaves the alias alone. */
static int set_link(uint32_t ifindex, const struct dot11_mac *mac, const char *note)
{
	struct ifinfomsg link = { .ifi_family = AF_UNSPEC, .ifi_index = (int)ifindex };
	struct nl_msg *message = nlmsg_alloc_simple(RTM_SETLINK, 0);
	int r;

	if (!message)
		return -ENOMEM;
	if (nlmsg_append(message, &link, sizeof(link), NLMSG_ALIGNTO) < 0 ||
	    nla_put(message, IFLA_ADDRESS, sizeof(mac->b), mac->b) < 0 ||
	    (note && nla_put(message, IFLA_IFALIAS, (int)strlen(note), note) < 0))
		r = -ENOMEM;
	else
		r = ask(message);
	nlmsg_free(message);
	return r;
}

/* Sets it while the interface is down. */
static int set_down(const struct mac_address *address, const struct dot11_mac *mac, const char *note)
{
	int r = radio_set_interface_up(address->name, false), up;

	if (r < 0)
		return r;
	r = set_link(address->ifindex, mac, note);
	up = radio_set_interface_up(address->name, true);
	if (up < 0 && up != -ERFKILL) {
		/* Some radios find out only now that they may not have it. */
		if (r == 0)
			(void)set_link(address->ifindex, &address->current, NULL);
		(void)radio_set_interface_up(address->name, true);
		return r < 0 ? r : up;
	}
	return r;
}

static int change(struct mac_address *address, const struct dot11_mac *mac)
{
	char text[MAC_ADDRESS_NOTE_SIZE] = "";
	const char *note = address->may_note ? text : NULL;
	int r;

	if (!dot11_mac_equal(mac, &address->permanent))
		mac_address_write_note(&address->permanent, text);
	r = set_link(address->ifindex, mac, note);
	if (r == -EBUSY) /* not while it is up */
		r = set_down(address, mac, note);
	if (r == 0)
		address->current = *mac;
	return r == -EADDRNOTAVAIL ? -EINVAL : r;
}

int mac_address_begin(struct mac_address *ret, const struct wiphy_interface *interface)
{
	struct mac_address address = { .ifindex = interface->ifindex, .permanent = interface->mac, .current = interface->mac };
	char alias[MAC_ADDRESS_NOTE_SIZE] = "";
	int r;

	memcpy(address.name, interface->name, sizeof(address.name));
	if (read_alias(address.name, alias) < 0)
		alias[0] = '\0';
	address.may_note = alias[0] == '\0' || mac_address_read_note(alias, &address.permanent);
	if (!dot11_mac_equal(&address.current, &address.permanent)) {
		log_info("%s: its address was changed by a driver that has ended early; the permanent one is " DOT11_MAC_FORMAT,
			 address.name, DOT11_MAC_ARGS(&address.permanent));
		r = change(&address, &address.permanent);
		if (r < 0)
			return r;
	}
	/* The address it has changes nothing, but tells whether its driver knows the operation. */
	r = set_link(address.ifindex, &address.current, NULL);
	address.can_change = r == 0 || r == -EBUSY;
	*ret = address;
	return 0;
}

int mac_address_set(struct mac_address *address, const struct dot11_mac *mac)
{
	static const struct dot11_mac none = { { 0 } };

	if (dot11_mac_equal(mac, &address->current))
		return 0;
	if (!address->can_change)
		return -EOPNOTSUPP;
	if (mac->b[0] & 1 || dot11_mac_equal(mac, &none))
		return -EINVAL;
	return change(address, mac);
}

void mac_address_end(struct mac_address *address)
{
	int r = mac_address_set(address, &address->permanent);

	if (r < 0 && r != -ENODEV) /* the next driver finds the note */
		log_warning("%s: it keeps the address " DOT11_MAC_FORMAT ": %s", address->name, DOT11_MAC_ARGS(&address->current),
			    strerror(-r));
}
