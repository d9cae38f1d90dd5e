#!/usr/bin/env python3
"""Unit tests of gen.py, and of the spec against the project's own headers."""

import pathlib
import re
import unittest

import gen

HERE = pathlib.Path(__file__).parent
EXPORTS = gen.read_spec((HERE / "wlanapi.spec").read_text())
HEADER = re.sub(r"/\*.*?\*/", " ", (HERE / "../include/windows/wlanapi.h").read_text(), flags=re.S)
PROTOTYPES = {name: (result, arguments) for result, name, arguments in
              re.findall(r"^(\w+) WINAPI (\w+)\(([^;]*)\);", HEADER, flags=re.M)}
ENUMERATIONS = set(re.findall(r"typedef enum \w+ \{.*?\} (\w+)", HEADER, flags=re.S)) | {"DOT11_BSS_TYPE"}


def kind_of(argument):
    words = argument.replace("*", " * ").split()
    if words[0] in ENUMERATIONS | {"DWORD", "BOOL", "ULONG"} and "*" not in words:
        return "long"
    return "ptr"


class TheSpec(unittest.TestCase):
    def test_has_every_function_of_the_header_with_its_arguments(self):
        spec = {name: kinds for name, kinds, function in EXPORTS if function != "not_offered"}
        self.assertEqual(set(PROTOTYPES) - set(spec), set())
        self.assertEqual(set(spec) - set(PROTOTYPES), set())
        for name, (_, arguments) in PROTOTYPES.items():
            self.assertEqual(spec[name], [kind_of(argument) for argument in arguments.split(",")], name)

    def test_generates_no_wrapper_for_what_a_register_would_carry_otherwise(self):
        for name, (result, arguments) in PROTOTYPES.items():
            if result != "DWORD" or "EAP_METHOD_TYPE " in arguments or "WFD_OPEN_SESSION_COMPLETE_CALLBACK" in arguments:
                function = next(function for exported, _, function in EXPORTS if exported == name)
                self.assertEqual(function, "own_" + name)

    def test_has_each_documented_export_of_the_library(self):
        library = (HERE / "../src/wlanapi/wlanapi.map").read_text()
        documented = set(re.findall(r"^\t((?:Wlan|WFD)\w+);", library, flags=re.M))
        self.assertEqual(documented, {name for name, _, function in EXPORTS if function != "not_offered"})


class Reading(unittest.TestCase):
    def test_takes_names_kinds_and_functions_in_order(self):
        self.assertEqual(gen.read_spec("# note\n@ stdcall A(long ptr) pass_A # more\n\n@ stdcall B() not_offered\n"),
                         [("A", ["long", "ptr"], "pass_A"), ("B", [], "not_offered")])

    def test_refuses_what_it_does_not_understand(self):
        for line in ("@ stdcall A(long) pass_B", "@ stdcall A(float) own_A", "@ cdecl A() own_A", "@ stdcall A()",
                     "@ stdcall A() own_A\n@ stdcall A() own_A"):
            with self.assertRaises(gen.SpecError, msg=line):
                gen.read_spec(line)


class Writing(unittest.TestCase):
    EXPORTS = [("A", ["long", "ptr"], "pass_A"), ("B", [], "own_B")]

    def test_the_def_file_forwards_every_export(self):
        self.assertEqual(gen.make_def(self.EXPORTS), "LIBRARY wlanapi.dll\nEXPORTS\n\tA = nwlanapi.A\n\tB = nwlanapi.B\n")

    def test_only_passed_functions_get_a_wrapper(self):
        text = gen.make_wrappers(self.EXPORTS)
        self.assertIn("uint32_t WINDOWS_CALL pass_A(uint32_t a0, void *a1)\n{\n\treturn A(a0, a1);\n}\n", text)
        self.assertNotIn("B(", text)


if __name__ == "__main__":
    unittest.main()
