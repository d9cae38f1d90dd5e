# shellcheck shell=bash
# support.sh: functions for scenario scripts that run INSIDE the lab (see docs/lab.md).
#
#   . tests/lab/support.sh
#   lab_ap_start net 1
#   lab_wait_for 5 test -e /run/something
#
# The access point lives on wlan0 in the network namespace "ap", else the kernel
# would short-circuit traffic between it and a station of the same machine.
# All waiting has a deadline, and fails with a message and status 1.

[ -n "${LAB:-}" ] || { echo "support.sh: for scripts inside the lab; run them with lab/run" >&2; exit 125; }

lab_ap_folder=/run/lab/ap
lab_ap_pid=
lab_ap_interface=wlan0 # or another BSS of the same hostapd

lab_say() { echo "$*" >&2; }

# lab_wait_for SECONDS COMMAND...: until the command succeeds.  For states that
# nothing announces; see lab_wait_line for what a log announces.
lab_wait_for() {
    local seconds=$1 end
    shift
    end=$((SECONDS + seconds + 1))
    until "$@" > /dev/null 2>&1; do
        if [ $SECONDS -ge $end ]; then
            lab_say "not reached within $seconds s: $*"
            return 1
        fi
        sleep 0.02
    done
}

# lab_wait_line SECONDS FILE PATTERN [FROM]: until a line of FILE from line FROM
# on (default: the first) matches the extended pattern; prints that line.
lab_wait_line() {
    local seconds=$1 file=$2 pattern=$3 from=${4:-1} line reader
    touch "$file"
    # tail is told of every write by inotify, so this wakes when the line comes.
    # grep's end must end tail too, hence the explicit process.
    exec {lab_line_fd}< <(exec tail -n "+$from" -F "$file" 2> /dev/null)
    reader=$!
    line=$(timeout "$seconds" grep -m 1 -E -- "$pattern" <&"$lab_line_fd") || line=
    kill "$reader" 2> /dev/null || true
    wait "$reader" 2> /dev/null || true
    exec {lab_line_fd}<&-
    if [ -z "$line" ]; then
        lab_say "no line '$pattern' in $file within $seconds s"
        return 1
    fi
    echo "$line"
}

# The number of the line that will be written next, for lab_wait_line's FROM.
lab_next_line() { echo $(($(wc -l < "$1") + 1)); }

lab_ap() { ip netns exec ap "$@"; }

# lab_ap_start SSID CHANNEL [LINE...]: an access point; open unless further lines
# of hostapd.conf say otherwise.  Its log is $LAB_OUT/hostapd.log.
lab_ap_start() {
    local ssid=$1 channel=$2 mode=g
    shift 2
    [ "$channel" -le 14 ] || mode=a
    lab_ap_log=$LAB_OUT/hostapd.log
    mkdir -p "$lab_ap_folder"
    if ! ip netns list | grep -qw ap; then
        ip netns add ap || return 1
        iw phy phy0 set netns name ap || return 1
        lab_ap ip link set lo up
    fi
    printf '%s\n' interface=wlan0 driver=nl80211 "ssid=$ssid" "hw_mode=$mode" "channel=$channel" \
        "ctrl_interface=$lab_ap_folder/control" "$@" > "$lab_ap_folder/hostapd.conf"
    : > "$lab_ap_log"
    # Not through lab_ap: the process to be ended later is hostapd, not a shell around it.
    ip netns exec ap hostapd -dd -t -f "$lab_ap_log" "$lab_ap_folder/hostapd.conf" > /dev/null 2>&1 < /dev/null &
    lab_ap_pid=$!
    if ! lab_wait_line 10 "$lab_ap_log" 'AP-ENABLED|AP-DISABLED|Unable to|Invalid|errors found' | grep -q AP-ENABLED; then
        lab_say "hostapd did not come up; the last of its log:"
        tail -n 10 "$lab_ap_log" >&2
        return 1
    fi
}

lab_ap_stop() {
    [ -n "$lab_ap_pid" ] || return 0
    kill "$lab_ap_pid" 2> /dev/null || true
    wait "$lab_ap_pid" 2> /dev/null || true
    lab_ap_pid=
}

# lab_ap_cli COMMAND...: hostapd_cli to that access point.
lab_ap_cli() { lab_ap hostapd_cli -p "$lab_ap_folder/control" -i "$lab_ap_interface" "$@"; }

# The addresses of the stations the access point knows, one a line.
lab_ap_stations() { lab_ap_cli list_sta 2> /dev/null | grep -E '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' || true; }

lab_ap_has_station() { lab_ap_stations | grep -qiwF "$1"; }

lab_ap_lacks_station() { ! lab_ap_has_station "$1"; }

# lab_address IFACE: its hardware address.
lab_address() { cat "/sys/class/net/$1/address"; }

# A system bus, for services that need one.
lab_bus_start() {
    [ ! -S /run/dbus/system_bus_socket ] || return 0
    dbus-uuidgen --ensure=/etc/machine-id
    dbus-daemon --system --fork --nopidfile
}
