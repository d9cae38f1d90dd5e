#!/usr/bin/env python3
"""The API tests as native programs and as Windows programs under Wine: test by test the same result.

usage: compare_results.py DIFFERENCES WINE-AP NATIVE-AP NATIVE EXE [NATIVE EXE...]

A test that ends otherwise must stand in DIFFERENCES with the reason; an entry there that no longer differs is an error too.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DIFFERENCES, WINE_AP, NATIVE_AP = sys.argv[1:4]
PROGRAMS = sys.argv[4:]
DEADLINE_S = 100


def results(command, access_point):
    """name of the test -> whether it passed"""
    # A file, as Wine's services may be started by it and keep its output open.
    with tempfile.TemporaryFile() as output:
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, timeout=DEADLINE_S, check=False,
                       env={**os.environ, "WIFI_TEST_AP": access_point})
        output.seek(0)
        lines = output.read().decode().replace("\r", "")
    return {name: word == "ok" for word, name in re.findall(r"^(ok|not ok) \d+ - (.*)$", lines, flags=re.M)}


def read_reasons(path):
    lines = (line for line in pathlib.Path(path).read_text().splitlines() if line and not line.startswith("#"))
    return dict(line.split(" -- ", 1) for line in lines)


def main():
    reasons, failed, n = read_reasons(DIFFERENCES), 0, 0
    for native, exe in zip(PROGRAMS[::2], PROGRAMS[1::2]):
        here, there = results([native], NATIVE_AP), results([os.environ["WINE"], exe], WINE_AP)
        if not here or list(here) != list(there):
            sys.exit(f"{exe} has other tests than {native}: {list(there)} and {list(here)}")
        for name, passed in here.items():
            n += 1
            is_good = (passed == there[name]) != (name in reasons)
            failed += not is_good
            print(f"{'ok' if is_good else 'not ok'} {n} - {name}: {passed} natively, {there[name]} under Wine", flush=True)
    print(f"1..{n}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
