#!/usr/bin/env python3
"""mingw_supplement.h against include/windows: each name is there with the same value, each structure with the same layout, and each
function with the same arguments.

usage: supplement_test.py SUPPLEMENT INCLUDE COMPILER...
"""
import pathlib
import re
import subprocess
import sys

SUPPLEMENT, INCLUDE = sys.argv[1:3]
COMPILER = sys.argv[3:]

text = re.sub(r"/\*.*?\*/", "", pathlib.Path(SUPPLEMENT).read_text(), flags=re.S)
values = [(name, value.rstrip("Lu")) for name, value in
          re.findall(r"^#define (\w+) (?:\(\(\w+\))?(\w+)\)?$", text, flags=re.M) +
          re.findall(r"^\t(\w+) = (\w+),$", text, flags=re.M)]
layouts = re.findall(r"^_Static_assert\(.*\);$", text, flags=re.M)  # as mingw-w64 has checked them
functions = re.findall(r"^\w+ WINAPI \w+\(.*\);$", text, flags=re.M)
structures = re.findall(r"^typedef struct _(\w+)", text, flags=re.M)
if len(values) < 100 or len(functions) < 20 or not all(f"sizeof({name})" in "".join(layouts) for name in structures):
    sys.exit(f"only {len(values)} names, {len(layouts)} layouts and {len(functions)} functions found in {SUPPLEMENT}")
source = "#include <stddef.h>\n#include <windows.h>\n#include <wlanapi.h>\n" + "".join(
    f'_Static_assert((unsigned int){name} == {value}u, "{name}");\n' for name, value in values) + "\n".join(layouts + functions) + "\n"
run = subprocess.run([*COMPILER, "-fsyntax-only", f"-I{INCLUDE}", "-x", "c", "-"], input=source, text=True, check=False)
print(f"{len(values)} names, {len(layouts)} layouts, {len(functions)} functions")
sys.exit(run.returncode)
