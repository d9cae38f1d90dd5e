#include "nl80211/radio.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/rfkill.h>

#include "base/cleanup.h"

/* What ioctls of network interfaces take any socket for. One of AF_INET is not always to be had: dist/wlansvc.service.in. */
static int new_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* Number of the radio's rfkill switch. Return: number; -ENOENT if it has none. */
static int switch_of(const char *wiphy_name)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int number = -ENOENT;
	DIR *directory;

	snprintf(path, sizeof(path), "/sys/class/ieee80211/%s", wiphy_name);
	directory = opendir(path);
	if (!directory)
		return -ENOENT;
	while ((entry = readdir(directory)) != NULL)
		if (sscanf(entry->d_name, "rfkill%d", &number) == 1)
			break;
	closedir(directory);
	return number;
}

bool radio_has_switch(const char *wiphy_name, uint32_t number)
{
	int own = switch_of(wiphy_name);

	return own >= 0 && (uint32_t)own == number;
}

/* Return: 0 or 1; negative errno. */
static int read_flag(int number, const char *name)
{
	char path[PATH_MAX], text;
	ssize_t size;

	snprintf(path, sizeof(path), "/sys/class/rfkill/rfkill%d/%s", number, name);
	_auto_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	size = read(fd, &text, 1);
	if (size < 0)
		return -errno;
	return size == 1 && text == '1';
}

/* Return: flags of the interface; negative errno. */
static int interface_flags(const char *name, int fd, struct ifreq *request)
{
	memset(request, 0, sizeof(*request));
	strncpy(request->ifr_name, name, sizeof(request->ifr_name) - 1);
	return ioctl(fd, SIOCGIFFLAGS, request) < 0 ? -errno : 0;
}

int radio_set_interface_up(const char *interface_name, bool is_up)
{
	struct ifreq request;
	_auto_fd_ int fd = new_socket();
	int error;

	if (fd < 0)
		return fd;
	error = interface_flags(interface_name, fd, &request);
	if (error < 0)
		return error;
	if (is_up)
		request.ifr_flags |= IFF_UP;
	else
		request.ifr_flags &= (short)~IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
}

int radio_set_interface_mac(const char *interface_name, const struct dot11_mac *mac)
{
	struct ifreq request = { .ifr_hwaddr.sa_family = ARPHRD_ETHER };
	_auto_fd_ int fd = new_socket();

	if (fd < 0)
		return fd;
	strncpy(request.ifr_name, interface_name, sizeof(request.ifr_name) - 1);
	memcpy(request.ifr_hwaddr.sa_data, mac->b, sizeof(mac->b));
	return ioctl(fd, SIOCSIFHWADDR, &request) < 0 ? -errno : 0;
}

int radio_get(const char *wiphy_name, const char *interface_name, struct radio_state *ret_state)
{
	struct ifreq request;
	_auto_fd_ int fd = new_socket();
	int number = switch_of(wiphy_name), soft = 0, hard = 0, error;

	if (fd < 0)
		return fd;
	if (number >= 0) {
		soft = read_flag(number, "soft");
		hard = read_flag(number, "hard");
	}
	error = interface_flags(interface_name, fd, &request);
	if (error < 0)
		return error;
	ret_state->is_hardware_on = hard != 1;
	ret_state->is_software_on = soft != 1 && (number >= 0 || (request.ifr_flags & IFF_UP));
	return 0;
}

static int set_switch(int number, bool is_on)
{
	const struct rfkill_event event = {
		.idx = (unsigned int)number,
		.type = RFKILL_TYPE_WLAN,
		.op = RFKILL_OP_CHANGE,
		.soft = !is_on,
	};
	_auto_fd_ int fd = open("/dev/rfkill", O_WRONLY | O_CLOEXEC);
	ssize_t size;

	if (fd < 0)
		return -errno;
	size = write(fd, &event, sizeof(event));
	return size < 0 ? -errno : 0;
}

int radio_set(const char *wiphy_name, const char *interface_name, bool is_on)
{
	int number = switch_of(wiphy_name);

	if (number >= 0 && set_switch(number, is_on) == 0)
		return is_on ? radio_set_interface_up(interface_name, true) : 0;
	return radio_set_interface_up(interface_name, is_on);
}
