#!/usr/bin/env python3
"""mingw_supplement.h against include/windows: each name is there with the same value.

usage: supplement_test.py SUPPLEMENT INCLUDE COMPILER...
"""
import pathlib
import re
import subprocess
import sys

SUPPLEMENT, INCLUDE = sys.argv[1:3]
COMPILER = sys.argv[3:]

text = re.sub(r"/\*.*?\*/", "", pathlib.Path(SUPPLEMENT).read_text(), flags=re.S)
values = re.findall(r"^#define (\w+) (\w+)$", text, flags=re.M) + re.findall(r"^\t(\w+) = (\w+),$", text, flags=re.M)
if len(values) < 100:
    sys.exit(f"only {len(values)} names found in {SUPPLEMENT}")
source = "#include <windows.h>\n#include <wlanapi.h>\n" + "".join(
    f'_Static_assert((unsigned int){name} == {value}u, "{name}");\n' for name, value in values)
run = subprocess.run([*COMPILER, "-fsyntax-only", f"-I{INCLUDE}", "-x", "c", "-"], input=source, text=True, check=False)
print(f"{len(values)} names")
sys.exit(run.returncode)
