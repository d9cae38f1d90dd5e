#!/usr/bin/env python3
"""Turn wlanapi.spec into what a Wine module needs besides it.

  gen.py def SPEC OUTPUT        the .def file of wlanapi.dll: every export forwards to the module nwlanapi.dll
  gen.py wrappers SPEC OUTPUT   exports.c: functions called Windows' way that call the library's

Both outputs follow the order of the spec; the same input gives the same bytes.
"""

import re
import sys

MODULE = "nwlanapi"
C_TYPES = {"long": "uint32_t", "ptr": "void *"}


class SpecError(Exception):
    pass


def read_spec(text):
    """[(name, [argument kind], function)]"""
    exports = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        match = re.fullmatch(r"@ stdcall (\w+)\(([a-z ]*)\) (\w+)", line)
        if not match:
            raise SpecError(f"line {number}: not '@ stdcall NAME(ARGUMENTS) FUNCTION': {line}")
        name, kinds, function = match.group(1), match.group(2).split(), match.group(3)
        if unknown := [kind for kind in kinds if kind not in C_TYPES]:
            raise SpecError(f"line {number}: unknown kind of argument: {unknown[0]}")
        if function.startswith("pass_") and function != "pass_" + name:
            raise SpecError(f"line {number}: {name} must be passed by pass_{name}")
        if name in (export[0] for export in exports):
            raise SpecError(f"line {number}: {name} is there twice")
        exports.append((name, kinds, function))
    return exports


def make_def(exports):
    return "".join(["LIBRARY wlanapi.dll\nEXPORTS\n", *(f"\t{name} = {MODULE}.{name}\n" for name, _, _ in exports)])


def wrapper(name, kinds):
    types = [C_TYPES[kind] for kind in kinds]
    named = [f"{c_type}{'' if c_type.endswith('*') else ' '}a{i}" for i, c_type in enumerate(types)]
    values = ", ".join(f"a{i}" for i in range(len(types)))
    return (f"extern uint32_t {name}({', '.join(types) or 'void'});\n"
            f"uint32_t WINDOWS_CALL pass_{name}({', '.join(named) or 'void'});\n\n"
            f"uint32_t WINDOWS_CALL pass_{name}({', '.join(named) or 'void'})\n"
            f"{{\n\treturn {name}({values});\n}}\n")


def make_wrappers(exports):
    passed = [wrapper(name, kinds) for name, kinds, function in exports if function.startswith("pass_")]
    return "\n".join(["/* Made by gen.py of wlanapi.spec. */\n#include \"unixlib.h\"\n", *passed])


def main(arguments):
    makers = {"def": make_def, "wrappers": make_wrappers}
    if len(arguments) != 3 or arguments[0] not in makers:
        sys.exit(__doc__)
    with open(arguments[1], encoding="ascii") as spec:
        exports = read_spec(spec.read())
    with open(arguments[2], "w", encoding="ascii") as output:
        output.write(makers[arguments[0]](exports))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (OSError, SpecError) as error:
        sys.exit(f"gen.py: {error}")
