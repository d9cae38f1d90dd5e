#!/usr/bin/env python3
"""Test of wdi_gen.py: a tiny specification is generated, compiled and round-tripped; broken ones are refused by name.

usage: wdi_gen_test.py GENERATOR SOURCE_ROOT COMPILER...
"""
import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest

GENERATOR, ROOT = sys.argv[1:3]
COMPILER = sys.argv[3:]

TINY = {
    "versions.json": {"WDI_VERSION_1_0": {"value": "0x010000"}, "WDI_VERSION_1_0_1": {"value": "0x010001"}},
    "enums.json": {"WDI_COLOUR": {"values": [["WDI_COLOUR_RED", 1], ["WDI_COLOUR_ANY", 0xFFFFFFFF]], "source": "test"}},
    "structs.json": {"WDI_PAIR": {"size": 3, "fields": [{"name": "Low", "type": "u8", "offset": 0},
                                                        {"name": "High", "type": "u16", "offset": 1}]}},
    "tlvs.json": {
        "WDI_TLV_POINT": {"id": "0x1", "kind": "struct", "size": 5, "smallest": 4, "source": "test", "fields": [
            {"name": "Colour", "type": "enum", "offset": 0, "enum": "WDI_COLOUR"},
            {"name": "IsNew", "type": "bool8", "offset": 4, "since": "1.0.1"}]},
        "WDI_TLV_PAIRS": {"id": "0x2", "kind": "array", "element": "WDI_PAIR", "source": "test"},
        "WDI_TLV_BOX": {"id": "0x3", "kind": "container", "source": "test", "children": [
            {"tlv": "WDI_TLV_POINT", "field": "Points", "multiple": True},
            {"tlv": "WDI_TLV_PAIRS", "field": "Pairs", "optional": True}]},
    },
    "messages.json": {"OID_WDI_SET_BOX": {"id": "0xE4400001", "command": "WDI_SET_BOX", "kind": "property", "source": "test",
                                          "params": [{"tlv": "WDI_TLV_BOX", "field": "BOXInUse"}], "result": []}},
}

ROUND_TRIP = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "wdi/message.h"

int main(void)
{
	static const uint8_t expected[] = { 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 3, 0, 25, 0,
		1, 0, 5, 0, 1, 0, 0, 0, 1, 1, 0, 5, 0, 255, 255, 255, 255, 0, 2, 0, 3, 0, 7, 2, 1 };
	const struct wdi_tlv_point points[] = { { WDI_COLOUR_RED, true }, { WDI_COLOUR_ANY, false } };
	const struct wdi_pair pair = { 7, 0x102 };
	const struct wdi_set_box params = { { 2, points, 1, &pair } };
	const struct wdi_peer old = { WDI_MODEL_WDI, WDI_VERSION_1_0 };
	const struct wdi_header header = { .transaction_id = 9 };
	const struct wdi_set_box *back;
	uint8_t *message;
	size_t size;
	void *payload;

	if (wdi_message_encode(OID_WDI_SET_BOX, WDI_FROM_HOST, WDI_PEER_CURRENT, &header, &params, &message, &size) != 0 ||
	    size != sizeof(expected) || memcmp(message, expected, size) != 0)
		return 1;
	if (wdi_message_decode(OID_WDI_SET_BOX, WDI_FROM_HOST, WDI_PEER_CURRENT, message, size, NULL, &payload) != 0)
		return 2;
	back = payload;
	if (back->box_in_use.n_points != 2 || back->box_in_use.points[1].colour != WDI_COLOUR_ANY ||
	    !back->box_in_use.points[0].is_new || back->box_in_use.n_pairs != 1 || back->box_in_use.pairs[0].high != 0x102)
		return 3;
	free(message);
	free(payload);
	if (wdi_message_encode(OID_WDI_SET_BOX, WDI_FROM_HOST, &old, &header, &params, &message, &size) != 0 ||
	    size != sizeof(expected) - 2)
		return 4;
	if (wdi_message_decode(OID_WDI_SET_BOX, WDI_FROM_HOST, WDI_PEER_CURRENT, message, size, NULL, &payload) != 0)
		return 5;
	free(message);
	free(payload);
	return 0;
}
"""


class Generating(unittest.TestCase):
    def generate(self, folder, spec):
        for name, data in spec.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(data, file)
        with open(os.path.join(ROOT, "spec/wdi/schema.json"), encoding="utf-8") as schema:
            with open(os.path.join(folder, "schema.json"), "w", encoding="utf-8") as file:
                file.write(schema.read())
        os.makedirs(os.path.join(folder, "wdi"), exist_ok=True)
        return subprocess.run([sys.executable, GENERATOR, folder, os.path.join(folder, "wdi/wdi_messages.h"),
                               os.path.join(folder, "wdi_tables.c")], capture_output=True, text=True, check=False)

    def refuse(self, change, *expected):
        spec = copy.deepcopy(TINY)
        change(spec)
        with tempfile.TemporaryDirectory() as folder:
            result = self.generate(folder, spec)
            self.assertEqual(result.returncode, 1, result.stderr)
            self.assertEqual(os.listdir(os.path.join(folder, "wdi")), [])
        for text in expected:
            self.assertIn(text, result.stderr)

    def test_a_tiny_specification_compiles_and_round_trips(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.generate(folder, TINY)
            self.assertEqual(result.returncode, 0, result.stderr)
            main = os.path.join(folder, "main.c")
            with open(main, "w", encoding="utf-8") as file:
                file.write(ROUND_TRIP)
            program = os.path.join(folder, "program")
            sources = ["src/wdi/message.c", "src/wdi/tlv.c", "src/base/bytes.c"]
            subprocess.run(COMPILER + ["-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers",
                                       "-I", folder, "-I", os.path.join(ROOT, "src"), main, os.path.join(folder, "wdi_tables.c")]
                           + [os.path.join(ROOT, source) for source in sources] + ["-o", program], check=True)
            self.assertEqual(subprocess.run([program], check=False).returncode, 0)

    def test_a_value_beyond_16_bits_is_refused(self):
        def change(spec):
            spec["tlvs.json"]["WDI_TLV_POINT"]["fields"].append({"name": "Huge", "type": "bytes[65536]", "offset": 5, "since": "1.0.1"})
            del spec["tlvs.json"]["WDI_TLV_POINT"]["size"]
        self.refuse(change, "tlvs.json", "WDI_TLV_POINT", "16-bit")

    def test_a_nest_beyond_16_bits_is_refused(self):
        def change(spec):
            tlvs = spec["tlvs.json"]
            for number in range(2):
                tlvs[f"WDI_TLV_HALF{number}"] = {"id": f"0x1{number}", "kind": "struct", "source": "test", "fields": [
                    {"name": "Half", "type": "bytes[40000]", "offset": 0}]}
                tlvs["WDI_TLV_BOX"]["children"].append({"tlv": f"WDI_TLV_HALF{number}"})
        self.refuse(change, "tlvs.json", "WDI_TLV_BOX", "16-bit")

    def test_a_number_beyond_16_bits_is_refused(self):
        self.refuse(lambda spec: spec["tlvs.json"]["WDI_TLV_POINT"].update(id="0x10000"), "tlvs.json", "WDI_TLV_POINT", "16 bits")

    def test_a_gap_between_fields_is_refused(self):
        def change(spec):
            spec["tlvs.json"]["WDI_TLV_POINT"]["fields"][1]["offset"] = 6
        self.refuse(change, "tlvs.json", "WDI_TLV_POINT", "IsNew")

    def test_a_wrong_size_is_refused(self):
        self.refuse(lambda spec: spec["tlvs.json"]["WDI_TLV_POINT"].update(size=8), "WDI_TLV_POINT", "size 8")

    def test_an_unknown_key_is_refused(self):
        self.refuse(lambda spec: spec["messages.json"]["OID_WDI_SET_BOX"].update(colour="red"), "messages.json", "OID_WDI_SET_BOX", "colour")

    def test_an_unknown_tlv_is_refused(self):
        def change(spec):
            spec["messages.json"]["OID_WDI_SET_BOX"]["params"][0]["tlv"] = "WDI_TLV_NONE"
        self.refuse(change, "messages.json", "OID_WDI_SET_BOX", "WDI_TLV_NONE")

    def test_an_unknown_enum_is_refused(self):
        def change(spec):
            spec["tlvs.json"]["WDI_TLV_POINT"]["fields"][0]["enum"] = "WDI_TASTE"
        self.refuse(change, "tlvs.json", "WDI_TLV_POINT", "WDI_TASTE")

    def test_a_container_in_itself_is_refused(self):
        def change(spec):
            spec["tlvs.json"]["WDI_TLV_BOX"]["children"].append({"tlv": "WDI_TLV_BOX", "optional": True})
        self.refuse(change, "tlvs.json", "WDI_TLV_BOX", "contains itself")

    def test_two_meanings_of_a_number_in_one_place_are_refused(self):
        def change(spec):
            spec["tlvs.json"]["WDI_TLV_PAIRS"]["id"] = "0x1"
        self.refuse(change, "tlvs.json", "WDI_TLV_BOX", "two meanings")

    def test_two_messages_of_one_id_are_refused(self):
        def change(spec):
            spec["messages.json"]["OID_WDI_SET_CASE"] = dict(spec["messages.json"]["OID_WDI_SET_BOX"], command="WDI_SET_CASE")
        self.refuse(change, "messages.json", "OID_WDI_SET_CASE", "OID_WDI_SET_BOX")

    def test_a_broken_file_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            self.generate(folder, TINY)
            with open(os.path.join(folder, "enums.json"), "w", encoding="utf-8") as file:
                file.write("{\n\"A\":\n")
            result = subprocess.run([sys.executable, GENERATOR, folder, os.devnull, os.devnull], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("enums.json", result.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
