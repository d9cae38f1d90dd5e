#!/usr/bin/env python3
"""Specification of WDI messages (spec/wdi/*.json) to C: structs and numbers, and the tables that the codec walks.

usage: wdi_gen.py SPEC_DIR HEADER SOURCE

spec/wdi/schema.json describes the files. Exit status 1 and one line "file: item: what is wrong" for a specification that
contradicts itself or cannot be carried by 16-bit lengths.
"""
import json
import os
import re
import sys

C_KEYWORDS = set("""auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool""".split())
MODELS = ["wdi", "wificx"]
MAX_VALUE = 0xFFFF
NEVER = 0xFFFFFFFF
KINDS = {"none", "struct", "array", "blob", "container"}
MESSAGE_KINDS = {"task": "TASK", "property": "PROPERTY", "indication": "INDICATION", "completion": "COMPLETION"}
AFTER_ABORT = {None: "UNKNOWN", "port_clean": "PORT_CLEAN", "dot11_reset": "DOT11_RESET",
               "dot11_reset_if_disassociated": "DOT11_RESET_IF_DISASSOCIATED"}


class SpecError(Exception):
    def __init__(self, file, item, what):
        super().__init__(f"{file}: {item}: {what}")


def snake(name):
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    name = name.replace(".", "_").lower()
    return name + "_" if name in C_KEYWORDS else name


def version_number(text):
    parts = [int(part) for part in text.split(".")]
    parts += [0] * (3 - len(parts))
    return parts[0] << 16 | parts[1] << 8 | parts[2]


class Spec:
    """The files, checked as far as each item can be by itself."""

    def __init__(self, folder):
        self.folder = folder
        self.versions = self.load("versions.json")
        self.enums = self.load("enums.json")
        self.structs = self.load("structs.json")
        self.tlvs = self.load("tlvs.json")
        self.messages = self.load("messages.json")
        with open(os.path.join(folder, "schema.json"), encoding="utf-8") as file:
            self.schema = json.load(file)
        for file in ("versions", "enums", "structs", "tlvs", "messages"):
            for name, item in getattr(self, file).items():
                self.check_schema(file + ".json", name, name, item, self.schema[file])

    def load(self, name):
        def no_duplicates(pairs):
            seen = {}
            for key, value in pairs:
                if key in seen:
                    raise SpecError(name, key, "appears twice")
                seen[key] = value
            return seen
        try:
            with open(os.path.join(self.folder, name), encoding="utf-8") as file:
                return json.load(file, object_pairs_hook=no_duplicates)
        except json.JSONDecodeError as error:
            raise SpecError(name, f"line {error.lineno}", error.msg) from None
        except OSError as error:
            raise SpecError(name, "file", error.strerror) from None

    def check_schema(self, file, item, where, value, schema):
        """The handful of words of JSON Schema that schema.json uses."""
        if "$ref" in schema:
            schema = self.schema["definitions"][schema["$ref"].rsplit("/", 1)[1]]
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
        if "type" in schema:
            is_kind = isinstance(value, kinds[schema["type"]])
            if not is_kind or (schema["type"] == "integer" and isinstance(value, bool)):
                raise SpecError(file, item, f"{where}: not {schema['type']}")
        if "enum" in schema and value not in schema["enum"]:
            raise SpecError(file, item, f"{where}: {value!r} is none of {', '.join(schema['enum'])}")
        if "pattern" in schema and not re.search(schema["pattern"], value):
            raise SpecError(file, item, f"{where}: {value!r} does not look like {schema['pattern']}")
        if "minimum" in schema and value < schema["minimum"] or "maximum" in schema and value > schema["maximum"]:
            raise SpecError(file, item, f"{where}: {value} is out of range")
        if isinstance(value, dict) and "properties" in schema:
            for key in schema.get("required", []):
                if key not in value:
                    raise SpecError(file, item, f"{where}: {key!r} is missing")
            for key, child in value.items():
                if key not in schema["properties"]:
                    raise SpecError(file, item, f"{where}: unknown key {key!r}")
                self.check_schema(file, item, f"{where}.{key}", child, schema["properties"][key])
        if isinstance(value, list) and "items" in schema:
            for index, child in enumerate(value):
                self.check_schema(file, item, f"{where}[{index}]", child, schema["items"])


class Field:
    TYPES = {"u8": ("uint8_t", 1, "UINT"), "u16": ("uint16_t", 2, "UINT"), "u32": ("uint32_t", 4, "UINT"),
             "u64": ("uint64_t", 8, "UINT"), "i32": ("int32_t", 4, "INT"), "bool8": ("bool", 1, "BOOL"),
             "mac": ("struct wdi_mac", 6, "MAC"), "guid": ("struct wdi_guid", 16, "GUID"), "enum": ("uint32_t", 4, "UINT")}

    def __init__(self, spec, file, item, data):
        self.name = snake(data["name"])
        self.offset = data["offset"]
        self.enum = data.get("enum")
        self.secret = data.get("secret", False)
        self.since = version_number(data["since"]) if "since" in data else 0
        if data["type"].startswith("bytes["):
            self.size = int(data["type"][6:-1])
            self.c_type, self.suffix, self.table = "uint8_t", f"[{self.size}]", "BYTES"
        else:
            self.c_type, self.size, self.table = self.TYPES[data["type"]]
            self.suffix = ""
        if data["type"] == "enum" and self.enum not in spec.enums:
            raise SpecError(file, item, f"{data['name']}: no enum {self.enum}")

    def declaration(self):
        return f"{self.c_type} {self.name}{self.suffix};"


def read_fields(spec, file, item, data):
    fields, end = [], 0
    for entry in data:
        field = Field(spec, file, item, entry)
        if field.offset != end:
            raise SpecError(file, item, f"{entry['name']}: offset {field.offset} where the previous field ends at {end}")
        if fields and field.since < fields[-1].since:
            raise SpecError(file, item, f"{entry['name']}: older than the field before it")
        end += field.size
        fields.append(field)
    if not fields:
        raise SpecError(file, item, "struct without fields")
    if end > MAX_VALUE:
        raise SpecError(file, item, f"{end} bytes do not fit a 16-bit length")
    names = [field.name for field in fields]
    for name in names:
        if names.count(name) > 1:
            raise SpecError(file, item, f"two fields are called {name}")
    return fields, end


class Child:
    def __init__(self, spec, file, item, data):
        self.tlv_name = data["tlv"]
        if self.tlv_name not in spec.tlvs:
            raise SpecError(file, item, f"no TLV {self.tlv_name}")
        tlv = spec.tlvs[self.tlv_name]
        if tlv["kind"] == "none":
            raise SpecError(file, item, f"{self.tlv_name} has no known layout")
        self.id = int(tlv["id"], 16)
        self.name = snake(data.get("field") or self.tlv_name.removeprefix("WDI_TLV_"))
        self.multiple = data.get("multiple", False)
        self.optional = data.get("optional", False)
        self.never_sent = not data.get("send", True)
        self.since = max(version_number(data.get("since", "0.0")), version_number(tlv.get("since", "0.0")))
        self.until = version_number(data["until"]) if "until" in data else NEVER
        if self.since >= self.until:
            raise SpecError(file, item, f"{self.name}: never valid, since {self.since:#x} until {self.until:#x}")


class Layout:
    """One wire layout; knows how to name its C parts but not the C struct it lives in."""

    def __init__(self, spec, file, item, data):
        self.kind = data["kind"]
        self.may_be_empty = data.get("may_be_empty", False)
        self.fields, self.children, self.size, self.smallest = [], [], 0, 0
        self.one_of = data.get("requires_one_of", [])
        self.legacy = False
        if self.kind == "struct":
            self.fields, self.size = read_fields(spec, file, item, data.get("fields", []))
            self.smallest = data.get("smallest", self.size)
            if data.get("size", self.size) != self.size:
                raise SpecError(file, item, f"size {data['size']} but the fields make {self.size}")
            if self.smallest > self.size:
                raise SpecError(file, item, f"smallest {self.smallest} is more than the size {self.size}")
        elif self.kind == "container":
            self.children = [Child(spec, file, item, child) for child in data.get("children", [])]
            if not self.children:
                raise SpecError(file, item, "container without children")
            for tlv in self.one_of:
                if tlv not in [child.tlv_name for child in self.children]:
                    raise SpecError(file, item, f"requires_one_of: {tlv} is no child")
        elif self.kind == "array":
            self.element = data.get("element")
            if self.element is None:
                raise SpecError(file, item, "array without element")
            if self.element in spec.structs:
                self.c_element = "struct " + snake_type(self.element)
                self.fields, self.size = read_fields(spec, "structs.json", self.element, spec.structs[self.element]["fields"])
            else:
                scalar = {"name": "value", "type": self.element, "offset": 0}
                if "enum" in data:
                    scalar["enum"] = data["enum"]
                try:
                    field = Field(spec, file, item, scalar)
                except KeyError:
                    raise SpecError(file, item, f"no element type {self.element}") from None
                self.fields, self.size = [field], field.size
                self.c_element = f"struct wdi_byte{field.size}" if field.suffix else field.c_type


def snake_type(name):
    name = name.lower()
    return name if name.startswith("wdi_") else "wdi_" + name


class Members:
    """The union of all children lists that share one C struct."""

    def __init__(self, file, item):
        self.file, self.item = file, item
        self.members = {}

    def add(self, children):
        seen = []
        for child in children:
            for other in seen:
                overlap = child.since < other.until and other.since < child.until
                if child.id == other.id and overlap:
                    raise SpecError(self.file, self.item, f"{child.name}: TLV number {child.id:#x} has two meanings at one version")
            seen.append(child)
            known = self.members.setdefault(child.name, child)
            if known is not child:
                if known.tlv_name != child.tlv_name or known.multiple != child.multiple:
                    raise SpecError(self.file, self.item, f"two children are called {child.name}")
                if child.optional and not known.optional:
                    self.members[child.name] = child


class Generator:
    def __init__(self, spec):
        self.spec = spec
        self.tlvs = {}
        self.header = []
        self.tables = []

    # -- checking --------------------------------------------------------------------------------------------------------------
    def read(self):
        parents = {}
        for name, tlv in self.spec.tlvs.items():
            for layout in [tlv] + tlv.get("variants", []):
                for child in layout.get("children", []):
                    parents.setdefault(child["tlv"], set()).add(name)
        for name, message in self.spec.messages.items():
            for grammar in ("params", "result", "payload"):
                for child in message.get(grammar, []):
                    parents.setdefault(child["tlv"], set()).add(message["command"])
        for name, tlv in self.spec.tlvs.items():
            number = int(tlv["id"], 16)
            if number > MAX_VALUE:
                raise SpecError("tlvs.json", name, f"number {tlv['id']} does not fit 16 bits")
            if tlv["kind"] == "none":
                continue
            base = Layout(self.spec, "tlvs.json", name, tlv)
            variants = []
            for data in tlv.get("variants", []):
                layout = Layout(self.spec, "tlvs.json", name, data)
                if layout.kind != base.kind:
                    if (base.kind, layout.kind) != ("container", "struct"):
                        raise SpecError("tlvs.json", name, f"a {layout.kind} cannot be a variant of a {base.kind}")
                    layout.legacy = True
                for when in data["when"]:
                    elsewhere = parents.get(name, set()) - set(when["inside"])
                    # Every known variant holds wherever its TLV is used; tables per parent are not worth it until one does not.
                    covered = {place for other in data["when"] for place in other["inside"] if other["model"] == when["model"]}
                    if elsewhere - covered:
                        raise SpecError("tlvs.json", name, f"variant does not cover {', '.join(sorted(elsewhere - covered))}")
                variants.append((data["when"], layout))
            self.merge_smallest(base, variants)
            self.tlvs[name] = (base, variants)
        self.check_nesting()
        self.check_messages()
        self.check_enums()

    @staticmethod
    def merge_smallest(base, variants):
        """Of layouts that continue each other, the shortest is what every receiver must take."""
        if base.kind != "struct":
            return
        shape = lambda layout: [(field.name, field.offset, field.size) for field in layout.fields]
        family = [base] + [layout for _, layout in variants if not layout.legacy]
        for layout in family:
            for other in family:
                if shape(layout)[:len(other.fields)] == shape(other):
                    layout.smallest = min(layout.smallest, other.smallest)
        if all(shape(base)[:len(layout.fields)] == shape(layout) for layout in family):
            base.smallest = min(layout.smallest for layout in family)
            for layout in family:
                layout.smallest = min(base.smallest, layout.size)

    def check_nesting(self):
        state = {}

        def visit(name, path):
            if state.get(name) == "done" or name not in self.tlvs:
                return
            if state.get(name) == "open":
                raise SpecError("tlvs.json", name, "contains itself: " + " > ".join(path + [name]))
            state[name] = "open"
            base, variants = self.tlvs[name]
            smallest = []
            for layout in [base] + [layout for _, layout in variants]:
                for child in layout.children:
                    visit(child.tlv_name, path + [name])
                if layout.kind == "container":
                    smallest.append(sum(4 + self.least(child.tlv_name) for child in layout.children
                                        if not child.optional and child.until == NEVER))
            if smallest and max(smallest) > MAX_VALUE:
                raise SpecError("tlvs.json", name, f"its required children take {max(smallest)} bytes, more than a 16-bit length")
            state[name] = "done"
        for name in self.tlvs:
            visit(name, [])

    def least(self, name):
        """Fewest bytes of a value in its newest layout."""
        base = self.tlvs[name][0]
        if base.kind == "struct":
            return base.size
        if base.kind == "array":
            return 0 if base.may_be_empty else base.size
        if base.kind == "blob":
            return 0 if base.may_be_empty else 1
        return sum(4 + self.least(child.tlv_name) for child in base.children if not child.optional and child.until == NEVER)

    def check_messages(self):
        numbers = {}
        for name, message in self.spec.messages.items():
            number = int(message["id"], 16)
            if number in numbers:
                raise SpecError("messages.json", name, f"same id as {numbers[number]}")
            numbers[number] = name
            for key in ("completion", "completes"):
                if key in message and message[key] not in self.spec.messages:
                    raise SpecError("messages.json", name, f"{key}: no message {message[key]}")
            is_oid = message["kind"] in ("task", "property")
            if name.startswith("OID_WDI_") != is_oid:
                raise SpecError("messages.json", name, f"name does not fit kind {message['kind']}")

    def check_enums(self):
        names = {}
        for enum, data in self.spec.enums.items():
            for name, value in data["values"]:
                if names.setdefault(name, value) != value:
                    raise SpecError("enums.json", enum, f"{name} has two values")
                if not 0 <= value <= 0xFFFFFFFF:
                    raise SpecError("enums.json", enum, f"{name} does not fit 32 bits")

    # -- C types ---------------------------------------------------------------------------------------------------------------
    def c_type(self, name):
        base, _ = self.tlvs[name]
        if base.kind == "blob":
            return "struct wdi_blob"
        if base.kind == "array":
            return base.c_element
        return "struct " + self.tag(name)

    @staticmethod
    def tag(name):
        return "wdi_tlv_" + name.removeprefix("WDI_TLV_").lower()

    def member_lines(self, members):
        lines = []
        for child in members.members.values():
            base, _ = self.tlvs[child.tlv_name]
            c_type = self.c_type(child.tlv_name)
            if child.multiple and base.kind == "array":
                raise SpecError(members.file, members.item, f"{child.name}: lists of lists are not supported")
            if child.multiple or base.kind == "array":
                lines += [f"size_t n_{child.name};", f"const {c_type} *{child.name};"]
                continue
            if child.optional:
                lines.append(f"bool has_{child.name};")
            lines.append(f"{c_type} {child.name};")
        return lines

    def write_struct(self, tag, lines, comment=None):
        if comment:
            self.header.append(f"/* {comment} */")
        self.header.append(f"struct {tag} {{")
        self.header += ["\t" + line for line in lines]
        self.header += ["};", ""]

    def members_of(self, name):
        base, variants = self.tlvs[name]
        members = Members("tlvs.json", name)
        for layout in [base] + [layout for _, layout in variants]:
            members.add(layout.children)
        return members

    def tlv_lines(self, name):
        base, variants = self.tlvs[name]
        if base.kind == "struct":
            known = {}
            for layout in [base] + [layout for _, layout in variants]:
                for field in layout.fields:
                    other = known.setdefault(field.name, field)
                    if (other.size, other.suffix) != (field.size, field.suffix):
                        raise SpecError("tlvs.json", name, f"{field.name} has two sizes")
            return [field.declaration() for field in known.values()]
        lines = self.member_lines(self.members_of(name))
        legacy = [layout for _, layout in variants if layout.legacy]
        if len(legacy) > 1:
            raise SpecError("tlvs.json", name, "more than one struct variant")
        if legacy:
            lines.append("bool is_legacy; /* decoded from an older peer: legacy instead of the members above */")
            lines.append("struct {")
            lines += ["\t" + field.declaration() for field in legacy[0].fields]
            lines.append("} legacy;")
        return lines

    def message_tags(self, name, message):
        """(grammar, C tag) for each direction: from host, from driver."""
        if message["kind"] in ("task", "property"):
            tag = name.removeprefix("OID_").lower()
            return ("params", tag), ("result", tag + "_result")
        return None, ("payload", "wdi_indication_" + name.removeprefix("NDIS_STATUS_WDI_INDICATION_").lower())

    def write_header(self):
        out = self.header
        out += ["/* Generated from spec/wdi by gen/wdi_gen.py. */", "#pragma once", "", '#include "wdi/types.h"', ""]
        for name, data in self.spec.versions.items():
            out.append(f"#define {name} {data['value']}u")
        newest = max(int(data["value"], 16) for data in self.spec.versions.values())
        out += [f"#define WDI_VERSION_NEWEST {newest:#08x}u", ""]
        for name, message in self.spec.messages.items():
            out.append(f"#define {name} {message['id']}u")
        out.append("")
        for name, tlv in self.spec.tlvs.items():
            out.append(f"#define {name} {tlv['id']}u")
        out.append("")
        written = set()
        for name, data in self.spec.enums.items():
            out.append(f"enum {snake(name)} {{")
            for value, number in data["values"]:
                if value not in written:
                    out.append(f"\t{value} = {number:#x}{'u' if number > 0x7FFFFFFF else ''},")
                written.add(value)
            out += ["};", ""]
        for size in sorted({base.size for base, _ in self.tlvs.values() if base.kind == "array" and "wdi_byte" in base.c_element}):
            self.write_struct(f"wdi_byte{size}", [f"uint8_t b[{size}];"])
        for name in self.spec.structs:
            fields, _ = read_fields(self.spec, "structs.json", name, self.spec.structs[name]["fields"])
            self.write_struct(snake_type(name), [field.declaration() for field in fields])
        done = set()

        def write_tlv(name):
            if name in done or name not in self.tlvs:
                return
            done.add(name)
            base, variants = self.tlvs[name]
            for layout in [base] + [layout for _, layout in variants]:
                for child in layout.children:
                    write_tlv(child.tlv_name)
            if base.kind in ("struct", "container"):
                self.write_struct(self.tag(name), self.tlv_lines(name), f"{name} ({self.spec.tlvs[name]['id']})")
        for name in self.tlvs:
            write_tlv(name)
        for name, message in self.spec.messages.items():
            for entry in self.message_tags(name, message):
                if entry and message.get(entry[0]):
                    members = Members("messages.json", name)
                    members.add([Child(self.spec, "messages.json", name, child) for child in message[entry[0]]])
                    self.write_struct(entry[1], self.member_lines(members), f"{name} ({message['id']}), {entry[0]}")
        return "\n".join(out)

    # -- C tables --------------------------------------------------------------------------------------------------------------
    def fields_table(self, symbol, layout, tag, prefix=""):
        rows = []
        for field in layout.fields:
            enum = f"&enum_{field.enum}" if field.enum else "NULL"
            member = f"offsetof({tag}, {prefix}{field.name})" if tag else "0"
            rows.append(f'\t{{ "{field.name}", {enum}, {field.offset}, {field.size}, {member}, WDI_FIELD_{field.table}, '
                        f"{'true' if field.secret else 'false'}, {field.since:#x}u }},")
        self.tables += [f"static const struct wdi_field {symbol}[] = {{"] + rows + ["};"]

    def children_table(self, symbol, children, members, tag):
        rows = []
        for child in children:
            base, _ = self.tlvs[child.tlv_name]
            merged = members.members[child.name]
            many = child.multiple or base.kind == "array"
            count = f"offsetof({tag}, n_{child.name})" if many else "WDI_NO_MEMBER"
            has = f"offsetof({tag}, has_{child.name})" if not many and merged.optional else "WDI_NO_MEMBER"
            flags = ", ".join("true" if flag else "false" for flag in (child.multiple, child.optional, child.never_sent))
            rows.append(f'\t{{ &tlv_{child.tlv_name}, "{child.name}", offsetof({tag}, {child.name}), {count}, {has}, {flags}, '
                        f"{child.since:#x}u, {child.until:#x}u }},")
        self.tables += [f"static const struct wdi_child {symbol}[] = {{"] + rows + ["};"]

    def layout_table(self, symbol, layout, fields="NULL", children="NULL", legacy_tag=None):
        one_of = 0
        for index, child in enumerate(layout.children):
            if child.tlv_name in layout.one_of:
                one_of |= 1 << index
        legacy = f"true, offsetof({legacy_tag}, is_legacy)" if legacy_tag else "false, 0"
        self.tables.append(f"static const struct wdi_layout {symbol} = {{ WDI_TLV_KIND_{layout.kind.upper()}, "
                           f"{'true' if layout.may_be_empty else 'false'}, {legacy}, {layout.smallest}, {layout.size}, "
                           f"{len(layout.fields)}, {len(layout.children)}, {fields}, {children}, {one_of:#x}u }};")

    def write_layout(self, name, suffix, layout):
        symbol = f"{name}{suffix}"
        fields = children = "NULL"
        tag = "struct " + self.tag(name)
        if len(layout.children) > 32:
            raise SpecError("tlvs.json", name, "more than 32 children")
        if layout.fields:
            fields = "fields_" + symbol
            if layout.kind == "array":
                self.fields_table(fields, layout, layout.c_element if layout.element in self.spec.structs else None)
            else:
                self.fields_table(fields, layout, tag, "legacy." if layout.legacy else "")
        if layout.children:
            children = "children_" + symbol
            self.children_table(children, layout.children, self.members_of(name), tag)
        self.layout_table("layout_" + symbol, layout, fields, children, tag if layout.legacy else None)

    def write_tables(self):
        out = self.tables
        out += ["/* Generated from spec/wdi by gen/wdi_gen.py. */", '#include "wdi/tables.h"', ""]
        for name, data in self.spec.enums.items():
            out.append(f"static const struct wdi_enum_value values_{name}[] = {{")
            out += [f'\t{{ "{value}", {number:#x}u }},' for value, number in data["values"]]
            flags = "true" if data.get("flags") else "false"
            out += ["};", f'__attribute__((unused)) static const struct wdi_enum enum_{name} = {{ "{name}", values_{name}, '
                    f"{len(data['values'])}, {flags} }};"]
        order, done = [], set()

        def visit(name):
            if name in done:
                return
            done.add(name)
            for layout in [self.tlvs[name][0]] + [layout for _, layout in self.tlvs[name][1]]:
                for child in layout.children:
                    visit(child.tlv_name)
            order.append(name)
        used = {child["tlv"] for message in self.spec.messages.values() for grammar in ("params", "result", "payload")
                for child in message.get(grammar, [])}
        for name in self.tlvs:
            if name in used:
                visit(name)
        for name in order:
            base, variants = self.tlvs[name]
            self.write_layout(name, "", base)
            rows = []
            for index, (when, layout) in enumerate(variants):
                self.write_layout(name, f"_{index}", layout)
                for condition in when:
                    since = version_number(condition.get("since", "0.0"))
                    until = version_number(condition["until"]) if "until" in condition else NEVER
                    row = f"\t{{ {1 << MODELS.index(condition['model'])}, {since:#x}u, {until:#x}u, &layout_{name}_{index} }},"
                    if row not in rows:
                        rows.append(row)
            if rows:
                out += [f"static const struct wdi_variant variants_{name}[] = {{"] + rows + ["};"]
            variants_symbol = f"variants_{name}" if rows else "NULL"
            secret = "true" if self.spec.tlvs[name].get("secret") else "false"
            out.append(f'static const struct wdi_tlv tlv_{name} = {{ "{name}", {self.spec.tlvs[name]["id"]}, {secret}, {len(rows)}, '
                       f"sizeof({self.c_type(name)}), &layout_{name}, {variants_symbol} }};")
        rows = []
        for name, message in sorted(self.spec.messages.items(), key=lambda item: int(item[1]["id"], 16)):
            grammars, sizes = [], []
            for entry in self.message_tags(name, message):
                if entry is None:
                    grammars.append("NULL")
                    sizes.append("0")
                    continue
                grammar, tag = entry
                children = [Child(self.spec, "messages.json", name, child) for child in message.get(grammar, [])]
                if not children:
                    grammars.append("&layout_empty")
                    sizes.append("0")
                    continue
                members = Members("messages.json", name)
                members.add(children)
                symbol = f"{name}_{grammar}"
                if len(children) > 32:
                    raise SpecError("messages.json", name, "more than 32 children")
                self.children_table("children_" + symbol, children, members, "struct " + tag)
                out.append(f"static const struct wdi_layout layout_{symbol} = {{ WDI_TLV_KIND_CONTAINER, .n_children = "
                           f"{len(children)}, .children = children_{symbol} }};")
                grammars.append("&layout_" + symbol)
                sizes.append(f"sizeof(struct {tag})")
            bools = ", ".join("true" if flag else "false" for flag in (
                message.get("object") == "adapter", message.get("abortable", False),
                message.get("serialized_with_tasks", False), message.get("direct", False)))
            rows.append(f'\t{{ {{ {name}, "{name}", WDI_MESSAGE_{MESSAGE_KINDS[message["kind"]]}, '
                        f"WDI_AFTER_ABORT_{AFTER_ABORT[message.get('after_abort')]}, {message.get('completion', 0)}, "
                        f"{message.get('completes', 0)}, {message.get('expected_ms', 0)}, {message.get('priority', 0)}, {bools} }}, "
                        f"{', '.join(grammars)}, {', '.join(sizes)} }},")
        out += ["static const struct wdi_layout layout_empty = { .kind = WDI_TLV_KIND_CONTAINER };"]
        out += ["const struct wdi_message wdi_messages[] = {"] + rows + ["};"]
        out += ["const size_t wdi_n_messages = sizeof(wdi_messages) / sizeof(wdi_messages[0]);"]
        secrets = sorted({int(tlv["id"], 16) for tlv in self.spec.tlvs.values() if tlv.get("secret")}) or [0]
        out += [f"const uint16_t wdi_secret_ids[] = {{ {', '.join(map(hex, secrets))} }};",
                "const size_t wdi_n_secret_ids = sizeof(wdi_secret_ids) / sizeof(wdi_secret_ids[0]);", ""]
        index = next(i for i, line in enumerate(out) if line.startswith("static const struct wdi_enum_value")) if self.spec.enums else 3
        out.insert(index, "static const struct wdi_layout layout_empty;")
        return "\n".join(out)


def main(arguments):
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        generator = Generator(Spec(arguments[1]))
        generator.read()
        header = generator.write_header()
        source = generator.write_tables()
    except SpecError as error:
        print(f"wdi_gen.py: {error}", file=sys.stderr)
        return 1
    for path, text in ((arguments[2], header), (arguments[3], source)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.rstrip("\n") + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
