#!/usr/bin/env python3
"""api.py ROOT: spec/wlanapi/errors.json has every function of wlanapi.h and no name that winerror.h lacks; docs/api.md has a row for each
function, and in it every documented error: as provoked by a test, or with the reason why it cannot come."""

import json
import pathlib
import re
import sys


def rows_of(document):
    """{function: (errors seen, errors with a reason)}"""
    rows = {}
    for line in document.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 6 and re.match(r"W(lan|FD)\w+$", cells[0]):
            reasons = re.findall(r"(?<!\*)\b(\w+) \((\d+)\)", cells[5])
            rows[cells[0]] = set(cells[4].split()), dict(reasons)
    return rows


def check_row(name, entry, row, n_reasons):
    if row is None:
        return [f"docs/api.md has no row for {name}"]
    problems = []
    seen, explained = row
    for error in entry["errors"]:
        short = error.removeprefix("ERROR_")
        is_seen = short in seen or (error == "RPC_STATUS" and any(e.startswith("RPC_S_") for e in seen))
        is_explained = error in entry.get("not_here", {})
        if is_seen and is_explained:
            problems.append(f"{name}: {error} is provoked; the reason why it cannot come is wrong")
        elif not is_seen and not (is_explained and 1 <= int(explained.get(short, 0)) <= n_reasons):
            problems.append(f"{name}: {error} is documented, not provoked, and no reason is given")
    problems += [f"{name}: a reason for {e}, which is not documented" for e in entry.get("not_here", {}) if e not in entry["errors"]]
    return problems


def main():
    root = pathlib.Path(sys.argv[1])
    spec = json.loads((root / "spec/wlanapi/errors.json").read_text())["functions"]
    document = (root / "docs/api.md").read_text()
    header = (root / "include/windows/wlanapi.h").read_text()
    functions = re.findall(r"^(?:DWORD|PVOID|VOID) WINAPI (\w+)\(", header, re.M)
    known = set(re.findall(r"#define (ERROR_\w+)", (root / "include/windows/winerror.h").read_text())) | {"RPC_STATUS"}
    rows, n_reasons = rows_of(document), len(re.findall(r"^\d+\. ", document, re.M))

    problems = [f"{name} is in errors.json or in wlanapi.h only" for name in sorted(set(functions) ^ set(spec))]
    for name, entry in spec.items():
        problems += [f"{name}: {error} is no name of winerror.h" for error in entry["errors"] if error not in known]
        problems += check_row(name, entry, rows.get(name), n_reasons)
    print("1..1")
    for problem in problems:
        print(f"# {problem}")
    print(f"{'not ok' if problems else 'ok'} 1 - docs/api.md answers for every documented error")
    return 1 if problems else 0


sys.exit(main())
