#!/usr/bin/env python3
"""Compare every struct, offset, enum value and constant of our Windows headers with mingw-w64's.

Both compilers turn the same probe file (one constant per name) into assembly, from which the values are read, so nothing has to
run. Names that mingw-w64 does not have at all are counted; a name that it has otherwise must stand in differences.txt with the
reason, and an entry there that no longer differs is an error too.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HEADERS = ["windows.h", "wlantypes.h", "windot11.h", "l2cmn.h", "eaptypes.h", "wlanapi.h"]
OWN = ["winerror.h", "wlantypes.h", "windot11.h", "l2cmn.h", "eaptypes.h", "wlanapi.h"]
WINDOWS_10 = "-D_WIN32_WINNT=0x0A00"
BASE_TYPES = ["BYTE", "UCHAR", "BOOLEAN", "USHORT", "WORD", "SHORT", "LONG", "INT", "BOOL", "ULONG", "DWORD", "UINT", "LONGLONG",
              "ULONGLONG", "HANDLE", "PVOID", "LPWSTR", "GUID", "ULONG_PTR", "SIZE_T"]


def strip_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def probes_of(folder):
    """name -> C expression, for everything the headers declare."""
    probes = {f"sizeof {name}": f"sizeof({name})" for name in BASE_TYPES}
    probes["sizeof WCHAR"] = "sizeof(WCHAR)"
    for header in OWN:
        text = strip_comments((folder / header).read_text())
        for name, value in re.findall(r"^#define (\w+) (.+)$", text, flags=re.M):
            if name not in ("WINAPI", "CALLBACK", "APIENTRY"):
                probes[name] = f"(long long)({name})"
        for body, names in re.findall(r"typedef enum \w+ \{(.*?)\} ([^;]+);", text, flags=re.S):
            for constant in re.findall(r"^\s*(\w+)\s*=", body, flags=re.M):
                probes[constant] = f"(long long)(unsigned)({constant})"
            name = names.split(",")[0]
            probes[f"sizeof {name}"] = f"sizeof({name})"
        for body, names in re.findall(r"typedef struct \w+ \{(.*?)\} ([^;]+);", text, flags=re.S):
            name = names.split(",")[0].strip()
            probes[f"sizeof {name}"] = f"sizeof({name})"
            probes[f"alignof {name}"] = f"_Alignof({name})"
            for field in re.findall(r"(\w+)(?:\[\w+\])?;", body):
                probes[f"offsetof {name}.{field}"] = f"__builtin_offsetof({name}, {field})"
                probes[f"sizeof {name}.{field}"] = f"sizeof((({name} *)0)->{field})"
    return probes


def functions_of(folder):
    """Prototypes, to be declared a second time after the other header: a conflict is a compile error."""
    text = strip_comments((folder / "wlanapi.h").read_text())
    return dict((m.group(2), m.group(0)) for m in re.finditer(r"^(\w+) WINAPI (\w+)\([^;]*\);", text, flags=re.M))


def values(compiler, flags, probes, workdir):
    """Compile, dropping what the headers do not know, until the rest compiles. Returns name -> value or None."""
    known = dict(probes)
    source, output = workdir / "probe.c", workdir / "probe.s"
    while True:
        names = list(known)
        lines = [f"#include <{header}>" for header in HEADERS]
        first = len(lines) + 1
        lines += [f"const unsigned long long probe_{i} = (unsigned long long)({known[n]});" for i, n in enumerate(names)]
        source.write_text("\n".join(lines) + "\n")
        run = subprocess.run([compiler, "-S", "-O0", "-w", "-fmax-errors=0", *flags, "-o", output, source],
                             capture_output=True, text=True)
        if run.returncode == 0:
            break
        bad = {int(n) - first for n in re.findall(r"probe\.c:(\d+):\d+: error", run.stderr)}
        bad = {i for i in bad if 0 <= i < len(names)}
        if not bad:
            sys.exit(f"{compiler} does not compile the probes:\n{run.stderr[:2000]}")
        for i in bad:
            del known[names[i]]
    found = {}
    text = output.read_text()
    for match in re.finditer(r"^probe_(\d+):\n((?:\s+\.[a-z0-9]+\s+[^\n]*\n)+)", text, flags=re.M):
        number = re.search(r"\.(?:quad)\s+(-?\d+)", match.group(2))
        zero = re.search(r"\.(?:zero|space|skip)\s+8", match.group(2))
        if number:
            found[names[int(match.group(1))]] = int(number.group(1)) & 0xFFFFFFFFFFFFFFFF
        elif zero:
            found[names[int(match.group(1))]] = 0
    missing = set(known) - set(found)
    if missing:
        sys.exit(f"no value read for {sorted(missing)[:5]}")
    return {name: found.get(name) for name in probes}


def mingw_function_conflicts(mingw, functions, workdir):
    """Names of functions whose prototype differs from mingw-w64's declaration."""
    conflicts = set()
    source = workdir / "functions.c"
    names = list(functions)
    lines = [f"#include <{header}>" for header in HEADERS]
    first = len(lines) + 1
    lines += [functions[n].replace("\n", " ") for n in names]
    source.write_text("\n".join(lines) + "\n")
    run = subprocess.run([mingw, WINDOWS_10, "-fsyntax-only", "-w", "-fmax-errors=0", source], capture_output=True, text=True)
    for number in re.findall(r"functions\.c:(\d+):\d+: error", run.stderr):
        index = int(number) - first
        if 0 <= index < len(names):
            conflicts.add(names[index])
    return conflicts


def read_differences(path):
    reasons = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        pattern, separator, reason = line.partition(" -- ")
        if not separator or not reason.strip():
            sys.exit(f"{path}:{number}: write 'NAME -- reason'")
        reasons[pattern.strip()] = reason.strip()
    return reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--headers", type=pathlib.Path, required=True)
    parser.add_argument("--differences", type=pathlib.Path, required=True)
    parser.add_argument("--cc", default="gcc")
    parser.add_argument("--mingw", default="x86_64-w64-mingw32-gcc")
    options = parser.parse_args()

    probes = probes_of(options.headers)
    functions = functions_of(options.headers)
    reasons = read_differences(options.differences)
    with tempfile.TemporaryDirectory() as folder:
        workdir = pathlib.Path(folder)
        ours = values(options.cc, [f"-I{options.headers}"], probes, workdir)
        theirs = values(options.mingw, [WINDOWS_10], probes, workdir)
        conflicts = mingw_function_conflicts(options.mingw, functions, workdir)

    unknown_to_us = [name for name, value in ours.items() if value is None]
    if unknown_to_us:
        sys.exit(f"our own headers do not compile {unknown_to_us[:5]}")

    absent = [name for name in ours if theirs[name] is None]
    differing = {}
    for name, value in ours.items():
        if theirs[name] is not None and theirs[name] != value:
            differing[name] = f"ours {value}, mingw-w64 {theirs[name]}"
    for name in conflicts:
        differing[name] = "prototype differs, or mingw-w64 lacks a type of it"

    used, unexplained = set(), []
    for name, what in sorted(differing.items()):
        key = next((r for r in reasons if re.fullmatch(r, name)), None)
        if key:
            used.add(key)
        else:
            unexplained.append(f"{name}: {what}")
    stale = sorted(set(reasons) - used)

    same = len(probes) + len(functions) - len(differing) - len(absent)
    print(f"{same} names agree with mingw-w64, {len(absent)} are not in its headers, {len(differing)} differ")
    for line in unexplained:
        print(f"unexplained: {line}")
    for line in stale:
        print(f"no longer differs: {line}")
    if same < 500:
        sys.exit("fewer than 500 names were compared: the extraction is broken")
    sys.exit(1 if unexplained or stale else 0)


if __name__ == "__main__":
    main()
