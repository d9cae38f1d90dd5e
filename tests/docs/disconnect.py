#!/usr/bin/env python3
"""disconnect.py ROOT [DOCUMENT MINIMUM]: every test that the document (docs/disconnect.md) names as `file:name` exists, in a test table and
not only as a function; and it names MINIMUM (100) at least."""

import pathlib
import re
import sys


def names_in(path):
    text = path.read_text()
    # cmocka tables, with or without a macro of the file's own; TAP tables and results; tables of conversations.
    names = set(re.findall(r"(?:cmocka_unit_test\w*|with_\w+|case_of|TEST)\(\s*(\w+)", text))
    names |= set(re.findall(r'\{ "([^"]+)",', text))
    names |= set(re.findall(r'"([^"\\]+)"[,)]', text))
    names |= set(re.findall(r'\bname = "([^"]+)";', text))
    names |= set(re.findall(r"(?:not )?ok \d - ([^\\\"]+)", text))
    names |= set(re.findall(r'%s 1 - ([^\\\"]+)', text))
    names |= set(re.findall(r'\bname="([^"]+)"', text))  # shell
    names |= set(re.findall(r'^check "([^"]+)"', text, re.M))
    return names


def main():
    root = pathlib.Path(sys.argv[1])
    name = sys.argv[2] if len(sys.argv) > 2 else "docs/disconnect.md"
    minimum = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    document = (root / name).read_text()
    files = dict(re.findall(r"^\| (\w+) \| ((?:src|tests)/\S+) \|$", document, re.M))
    known = {short: names_in(root / path) for short, path in files.items()}
    references = re.findall(r"`(\w+):([^`]+)`", document)
    unused = set(files) - {short for short, _ in references}
    missing = sorted({f"{short}:{test}" for short, test in references if test not in known.get(short, ())})
    for reference in missing:
        print(f"# there is no test {reference}")
    for short in sorted(unused):
        print(f"# {short} is listed and not used")
    if len(references) < minimum:
        print(f"# only {len(references)} references were found")
    good = not missing and not unused and len(references) >= minimum
    print(f"1..1\n{'ok' if good else 'not ok'} 1 - the {len(references)} references of {name} name tests that exist")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
