#!/usr/bin/env python3
"""What a library exports is what the headers declare: no more, so that nothing of ours meets a program's names, and no less.

usage: exports.py HEADER-DIR LIBRARY EXCEPTIONS HEADER...

EXCEPTIONS: names, separated by commas: +NAME is exported and stands in none of these headers, -NAME stands there and is in another
library.
"""
import pathlib
import re
import subprocess
import sys

HEADER_DIR, LIBRARY, EXCEPTIONS = sys.argv[1:4]
HEADERS = sys.argv[4:]


def declared(text):
    """Names of functions in prototypes: outside of comments, macros and the bodies of types."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"^[ \t]*#(?:.*\\\n)*.*$", "", text, flags=re.M)
    text = re.sub(r"\btypedef\b[^;{]*?(\{[^}]*\})?[^;]*;", "", text, flags=re.S)
    return set(re.findall(r"\b([A-Za-z_]\w*)\s*\([^()]*\)\s*;", text))


def exported(library):
    lines = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split()[-1].split("@")[0] for line in lines if line.split()[-2] in "TWDBRVi"}


def main():
    wanted = set()
    for header in HEADERS:
        wanted |= declared((pathlib.Path(HEADER_DIR) / header).read_text())
    for exception in EXCEPTIONS.split(","):
        kind, name = exception[0], exception[1:]
        if (kind == "-") != (name in wanted):
            sys.exit(f"{exception}: {'no' if kind == '-' else 'a'} header declares it")
        if kind == "-":
            wanted.remove(name)
        else:
            wanted.add(name)
    found = exported(LIBRARY)
    for name in sorted(found - wanted):
        print(f"{LIBRARY} exports {name}, which no header declares")
    for name in sorted(wanted - found):
        print(f"{name} is declared, and {LIBRARY} does not have it")
    return found != wanted


if __name__ == "__main__":
    sys.exit(main())
