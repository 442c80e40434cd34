#!/usr/bin/env python3
"""Checks an exported Countersign log from the file alone, with none of Countersign's code.

    verify_evidence.py LOG.sqlite --root ROOT.json [--sample N] [--seed S] [--lang en|zh] [--json]

ROOT.json is any version of the client's trust root, as its people signed it: get it from them, or compare its SHA-256
with their paper. Everything else is read from the log and believed only where a signature or a hash says so.

What is done here follows docs/protocol.md section by section, in the same order:

    1. texts        the narrow JSON in which everything is written
    2. statements   the members of each type
    3. keys         SSH keys and signatures; `ssh-keygen` does the mathematics, what it waves through is checked here
    4. the log      the Merkle tree and signed checkpoints; `openssl` does the mathematics
    5. rules        who must sign what
    6. the audit    entry by entry, what each claims against all above it
    7. the report   what was checked, what fell short, and what is the controller's word only

Exit status: 0 sound, 1 findings, 2 the file or the root cannot be read. Words of findings are those of
docs/protocol.md, "audit verify", so that two tools can be compared.

Needs Python 3.10, ssh-keygen 8.9, openssl 3, time zone data.
"""
import argparse
import base64
import bisect
import concurrent.futures
import datetime
import hashlib
import json
import os
import random
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zoneinfo

# Nothing in a file from elsewhere may make this program grow without bound.
MAX_ENTRIES = 20_000_000
MAX_LEAF = 65_535
MAX_STATEMENT, MAX_ROOT = 32_768, 49_152
MAX_NOTE = 1 << 20
MAX_LISTED = 1_000  # findings and shortfalls that are listed; all are counted
BATCH = 1_024  # leaves in memory at a time
LARGEST_INTEGER = 9_999_999_999_999_999
TOLERANCE = 300  # seconds that two clocks may differ


class Unreadable(Exception):
    """The file or the root is not what it should be: exit status 2."""


class Refused(Exception):
    """A text breaks a rule: a word and the path of the member at fault."""

    def __init__(self, word, member=""):
        super().__init__(f"{word} {member}".strip())
        self.word, self.member = word, member

    def within(self, outer):
        return Refused(self.word, f"{outer}.{self.member}" if self.member else outer)


def sha256(data):
    return hashlib.sha256(data).digest()


# ---------------------------------------------------------------------------------------------------------------------
# 1. Texts: a subset of JSON in which a meaning has few spellings.

FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
                       "\ud800-\udfff\U000e0000-\U000e007f]")


def read_text(data, limit, may_hold_line_feeds=lambda path: False):
    """The value of a text. `json` reads the grammar; all that it takes and we do not is refused around it."""
    if len(data) > limit:
        raise Refused("too-large")
    if data[:1] != b"{":
        raise Refused("first-byte")
    if data[-1:] != b"}":
        raise Refused("last-byte")
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Refused("utf8") from None
    if re.search("[\x00-\x09\x0b-\x1f]", text):
        raise Refused("whitespace")  # or a raw control character in a string: refused either way

    def integer(digits):
        if len(digits) > 16 or not digits.isdigit():
            raise Refused("number")
        return int(digits)

    def no_number(_):
        raise Refused("number")

    def members(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise Refused("duplicate-member")
        return dict(pairs)

    try:
        value = json.loads(text, parse_int=integer, parse_float=no_number, parse_constant=no_number,
                           object_pairs_hook=members)
    except RecursionError:
        raise Refused("depth") from None
    except ValueError:
        raise Refused("syntax") from None
    check_value(value, "", 1, may_hold_line_feeds)
    return value


def check_value(value, path, depth, may_hold_line_feeds):
    if isinstance(value, str):
        shown = value.replace("\n", "") if may_hold_line_feeds(path) else value
        if FORBIDDEN.search(shown):
            raise Refused("character", path)
    elif isinstance(value, (dict, list)):
        if depth > 8:
            raise Refused("depth", path)
        named = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in named:
            if isinstance(name, str):
                check_value(name, path + "?", depth, lambda _: False)
            check_value(inner, join(path, name), depth + 1, may_hold_line_feeds)
    elif value is None:
        raise Refused("null", path)


def join(path, name):
    return f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}" if path else name


# ---------------------------------------------------------------------------------------------------------------------
# 2. Statements. A reader takes a value and its path, and returns the value, or something handier, or refuses.

def typed(kind):
    def read(value, path):
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Refused("wrong-type", path)
        return value
    return read


string, boolean = typed(str), typed(bool)


def integer(low=0, high=LARGEST_INTEGER):
    def read(value, path):
        if not low <= typed(int)(value, path) <= high:
            raise Refused("range", path)
        return value
    return read


def shape(pattern, word="format"):
    compiled = re.compile(pattern, re.ASCII)

    def read(value, path):
        if not compiled.fullmatch(string(value, path)):
            raise Refused(word, path)
        return value
    return read


def words(*allowed):
    def read(value, path):
        if string(value, path) not in allowed:
            raise Refused("not-listed", path)
        return value
    return read


def flag(value, path):
    if boolean(value, path) is not True:
        raise Refused("not-listed", path)
    return True


def free_text(value, path):
    if not string(value, path):
        raise Refused("empty", path)
    if len(value) > 200:
        raise Refused("too-long", path)
    return value


def time(value, path):
    """Seconds since 1970."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z", string(value, path), re.ASCII)
    try:
        moment = datetime.datetime(*map(int, found.groups()), tzinfo=datetime.timezone.utc)
    except (AttributeError, ValueError):
        raise Refused("time", path) from None
    return (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(seconds=1)


def items(low, high, reader, distinct=None, ascending=False):
    """A list; `distinct` gives what elements must differ by."""
    def read(value, path):
        if not isinstance(value, list):
            raise Refused("wrong-type", path)
        if len(value) < low:
            raise Refused("empty", path)
        if len(value) > high:
            raise Refused("too-many", path)
        result = [reader(element, f"{path}[{index}]") for index, element in enumerate(value)]
        seen = set()
        for index, element in enumerate(result):
            key = distinct(element) if distinct else index
            if key in seen:
                raise Refused("duplicate", f"{path}[{index}]")
            seen.add(key)
        for index in range(1, len(result)):
            if ascending and result[index] < result[index - 1]:
                raise Refused("order", f"{path}[{index}]")
        return result
    return read


def itself(value):
    return value


def table(name, reader):
    """An object whose member names are data."""
    def read(value, path):
        if not isinstance(value, dict):
            raise Refused("wrong-type", path)
        return {name(key, join(path, key)): reader(inner, join(path, key)) for key, inner in value.items()}
    return read


def record(required, optional=None, check=None):
    """An object of exactly these members."""
    optional = optional or {}

    def read(value, path):
        if not isinstance(value, dict):
            raise Refused("wrong-type", path)
        for name in value:
            if name not in required and name not in optional:
                raise Refused("unknown-member", join(path, name))
        for name in required:
            if name not in value:
                raise Refused("missing-member", join(path, name))
        result = {name: (required.get(name) or optional[name])(inner, join(path, name))
                  for name, inner in value.items()}
        if check:
            check(result, path)
        return result
    return read


# Identifiers and small parts.
tenant = shape(r"[a-z][a-z0-9-]{1,30}|_provider", "tenant")
dotted = shape(r"[a-z][a-z0-9.-]{0,62}")  # persons, items
plain = shape(r"[a-z][a-z0-9-]{0,31}")  # groups, rules, conflict groups, profiles, open words
parameter_name = shape(r"[a-z][a-z0-9_]{0,31}", "name")
uuid = shape(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "uuid")
uuid7 = shape(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "uuid")
device_id = shape(r"d-[a-z2-7]{26}", "device-id")
digest = shape(r"[0-9a-f]{64}", "digest")
file_name = shape(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
version = shape(r"[0-9A-Za-z][0-9A-Za-z.+~-]{0,63}")
positive = integer(1)
origin = shape(r"[a-z0-9.-]+(/[A-Za-z0-9._-]+)+")
PORT = r"([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])"
https_origin = shape(rf"https://[a-z0-9.-]+(:{PORT})?")
https_url = shape(rf"https://[a-z0-9.-]+(:{PORT})?(/[A-Za-z0-9._/-]*)?")
address = shape(rf"([a-z0-9.-]+|\[[0-9a-f:.]+\]):{PORT}")
salted = record({"sha256": digest, "bytes": integer(0, 64 << 20)})
root_reference = record({"version": positive, "sha256": digest})
profile_word = words("unprivileged", "readonly", "nonetwork", "sealed")
interpreter = words("/bin/sh", "/bin/bash", "/usr/bin/python3", "/usr/bin/perl")
script_file = record({"name": file_name, "sha256": digest, "bytes": integer(1, 1 << 20)})
LIMITS = {"seconds": integer(1, 86_400), "memoryBytes": integer(16 << 20, 64 << 30),
          "outputBytes": integer(0, 64 << 20), "processes": integer(1, 4_096)}


def fingerprint(value, path):
    found = re.fullmatch(r"SHA256:([A-Za-z0-9+/]{43})", string(value, path), re.ASCII)
    if not found or canonical_base64(found.group(1) + "=") is None:
        raise Refused("fingerprint", path)
    return value


def canonical_base64(text):
    """The bytes of standard padded base64, or None unless the bytes have this one spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def zone(value, path):
    part = "[A-Za-z0-9_+-]"
    if len(string(value, path)) > 64 or not re.fullmatch(f"[A-Za-z]{part}*(/{part}+)*", value, re.ASCII):
        raise Refused("format", path)
    return value


def minute(last):
    def read(value, path):
        found = re.fullmatch(r"(\d\d):(\d\d)", string(value, path), re.ASCII)
        total = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else last + 1
        if total > last:
            raise Refused("hours", path)
        return total
    return read


def check_hours(value, path):
    if load_zone(value["zone"]) is None:
        raise Refused("zone", join(path, "zone"))
    if value["from"] == value["to"]:
        raise Refused("order", join(path, "to"))


hours = record({"zone": zone, "days": items(1, 7, integer(1, 7), itself, ascending=True), "from": minute(1_439),
                "to": minute(1_440)}, check=check_hours)
ZONES = {}


def load_zone(name):
    """Time zone data of this machine; None for a zone that it lacks or that names no place."""
    if name not in ZONES:
        if len(ZONES) > 1_024:
            ZONES.clear()
        portable = name not in ("localtime", "posixrules") and not name.startswith(("right/", "posix/"))
        try:
            ZONES[name] = zoneinfo.ZoneInfo(name) if portable else None
        except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
            ZONES[name] = None
    return ZONES[name]


def check_secrets(value, path):
    for name in value.get("secrets", {}):
        if name in value.get("parameters", {}):
            raise Refused("collision", join(join(path, "secrets"), name))


def parameter_text(value, path):
    if len(string(value, path).encode()) > 4_096:
        raise Refused("too-long", path)
    return value


def parameter_value(value, path):
    if isinstance(value, (dict, list)):
        raise Refused("wrong-type", path)
    return parameter_text(value, path) if isinstance(value, str) else value


secrets = table(parameter_name, record({"commitment": digest}))
ACTIONS = {
    "script": record({"kind": string, "interpreter": interpreter, "script": script_file},
                     {"parameters": table(parameter_name, parameter_text), "secrets": secrets}, check_secrets),
    "catalog": record({"kind": string, "item": dotted, "version": positive, "sha256": digest,
                       "phase": words("check", "fix", "undo")},
                      {"parameters": table(parameter_name, parameter_value), "secrets": secrets}, check_secrets),
    "collect": record({"kind": string, "profile": plain}),
    "update": record({"kind": string, "releaseSha256": digest}),
}


def action(value, path):
    if not isinstance(value, dict):
        raise Refused("wrong-type", path)
    if "kind" not in value:
        raise Refused("missing-member", join(path, "kind"))
    kind = string(value["kind"], join(path, "kind"))
    if kind in ("session", "file", "standing"):
        raise Refused("unsupported", join(path, "kind"))
    return ACTIONS[words(*ACTIONS)(kind, join(path, "kind"))](value, path)


def targets(value, path):
    if isinstance(value, dict) and ("count" in value or "tree" in value):
        return record({"count": integer(501, 1_000_000), "tree": digest})(value, path)
    return record({"devices": device_list})(value, path)


device_list = items(1, 500, device_id, itself, ascending=True)


def rises(first, second):
    def check(value, path):
        if not value[first] < value[second]:
            raise Refused("order", join(path, second))
    return check


def check_operation(value, path):
    rises("issued", "expires")(value, path)
    if not value["issued"] <= value.get("notBefore", value["issued"]) < value["expires"]:
        raise Refused("order", join(path, "notBefore"))
    if value.get("after") == value["id"]:
        raise Refused("order", join(path, "after"))


OPERATION = record(
    {"type": string, "id": uuid7, "tenant": tenant, "root": root_reference, "issued": time, "expires": time,
     "action": action, "targets": targets, "limits": record(LIMITS), "reason": salted},
    {"notBefore": time, "ticket": free_text, "emergency": flag, "window": hours, "conflict": plain, "after": uuid7,
     "reboot": flag, "profile": profile_word,
     "plan": record({"canary": integer(0, 1_000_000), "batch": integer(1, 1_000_000),
                     "pauseSeconds": integer(0, 86_400), "maxFailures": integer(0, 1_000_000), "seed": integer()},
                    {"after": device_list}),
     "consent": record({"timeoutSeconds": integer(1, 86_400), "whenAbsent": words("run", "refuse"),
                        "maxLater": integer(0, 100)})},
    check_operation)

ABOUT = {"type": string, "tenant": tenant, "operation": uuid7, "statementSha256": digest, "issued": time}
APPROVAL = record({**ABOUT, "root": root_reference, "expires": time}, {"scriptSha256": digest, "comment": salted},
                  rises("issued", "expires"))
DENIAL = record({**ABOUT, "root": root_reference, "expires": time, "reason": salted}, {"scriptSha256": digest},
                rises("issued", "expires"))
REVIEW = record({**ABOUT, "root": root_reference, "verdict": words("accepted", "rejected")}, {"comment": salted})
CANCEL = record({**ABOUT, "reason": salted}, {"devices": device_list})


def check_row(value, path):
    if value.get("replaces") == value["device"]:
        raise Refused("duplicate", join(path, "replaces"))


ROW = record({"device": device_id, "version": positive, "state": words("active", "quarantined", "retired"),
              "name": free_text, "groups": items(0, 32, plain, itself)}, {"replaces": device_id}, check_row)
DEVICE = record({"type": string, "tenant": tenant, "root": root_reference, "issued": time,
                 "devices": items(1, 300, ROW, lambda row: row["device"])})


def sealing_key(value, path):
    scheme, _, encoded = string(value, path).partition(" ")
    data = canonical_base64(encoded)
    if data is None or len(data) != {"x25519": 32, "xwing": 1_216}.get(scheme):
        raise Refused("key-malformed", path)
    return value


def check_enrolment(value, path):
    if device_of(value["receiptKey"]) != value["device"]:
        raise Refused("device-id", join(path, "device"))
    if value["agentKey"] == value["receiptKey"]:
        raise Refused("key-shared", join(path, "agentKey"))


def device_of(key):
    return "d-" + base64.b32encode(sha256(key)).decode().lower()[:26]


def key_line(value, path):
    """A key's wire blob out of `type base64`."""
    kind, _, encoded = string(value, path).partition(" ")
    blob = canonical_base64(encoded) if len(encoded) <= 32_768 else None
    if blob is None:
        raise Refused("key-malformed", path)
    try:
        if read_key(blob)[0] != kind:
            raise Refused("key-malformed", path)
    except Refused as error:
        raise Refused(error.word, path) from None
    return blob


def ed25519_line(value, path):
    blob = key_line(value, path)
    if read_key(blob)[0] != "ssh-ed25519":
        raise Refused("key-type", path)
    return blob


ENROLMENT = record({"type": string, "tenant": tenant, "device": device_id, "receiptKey": ed25519_line,
                    "agentKey": ed25519_line, "sealingKey": sealing_key, "csrSha256": digest, "tokenSha256": digest,
                    "rootSha256": digest, "issued": time}, check=check_enrolment)
INVENTORY = record({"type": string, "tenant": tenant, "device": device_id, "seq": positive, "bootId": uuid,
                    "report": salted, "issued": time})


def check_output(value, path):
    if value["keptBytes"] > value["bytes"] or value["truncated"] != (value["keptBytes"] < value["bytes"]):
        raise Refused("range", join(path, "keptBytes"))


OUTPUT = record({"sha256": digest, "bytes": integer(), "keptBytes": integer(0, 64 << 20), "truncated": boolean,
                 "masked": boolean}, check=check_output)


def note_text(value, path):
    try:
        read_checkpoint(read_note(string(value, path).encode())[0])
    except Refused:
        raise Refused("checkpoint", path) from None
    return value


RAN = ("succeeded", "failed", "signalled", "timed-out")


def check_receipt(value, path):
    outcome = value["outcome"]
    for name, outcomes in (("exit", ("succeeded", "failed")), ("signal", ("signalled",)), ("code", ("refused",))):
        if (name in value) != (outcome in outcomes):
            raise Refused("outcome", join(path, name))
    if "exit" in value and (value["exit"] == 0) != (outcome == "succeeded"):
        raise Refused("outcome", join(path, "exit"))
    demanded = {"interrupted": ("admitted",), **dict.fromkeys(RAN, ("admitted", "started", "ended"))}.get(outcome, ())
    if outcome == "cancelled" and "started" in value:
        demanded = ("admitted",)
    for name in demanded:
        if name not in value:
            raise Refused("missing-member", join(path, name))
    forbidden = {"interrupted": ("ended",), **dict.fromkeys(("refused", "expired"), ("admitted", "started", "ended"))}
    for name in forbidden.get(outcome, ()):
        if name in value:
            raise Refused("outcome", join(path, name))
    if "rule" not in value and outcome not in ("refused", "expired", "cancelled"):
        raise Refused("missing-member", join(path, "rule"))
    if (value["sequence"] == 1) != (value["previous"] == "0" * 64):
        raise Refused("chain", join(path, "previous"))


RECEIPT = record(
    {"type": string, "tenant": tenant, "device": device_id, "sequence": positive, "previous": digest,
     "operation": uuid7, "statementSha256": digest, "leafIndex": integer(), "checkpoint": note_text,
     "root": root_reference, "outcome": words(*RAN, "cancelled", "refused", "expired", "interrupted"),
     "clock": record({"synchronised": boolean, "offsetMs": integer()}), "limits": record({"mechanism": plain}),
     "usage": record({"cpuMs": integer(), "maxRssBytes": integer()}), "leftover": words("none", "killed", "unknown"),
     "executorVersion": version},
    {"rule": plain, "exit": integer(0, 255), "signal": integer(1, 64), "admitted": time, "started": time,
     "ended": time, "stdout": OUTPUT, "stderr": OUTPUT, "consent": words("given", "refused", "absent"),
     "code": words("statement", "unsupported", "root-unknown", "denied", "signature", "signer-unknown",
                   "signer-removed", "revoked", "rule-none", "parameter", "limit")},
    check_receipt)

STATUS = record({"type": string, "tenant": tenant, "root": root_reference, "issued": time, "expires": time,
                 "revokedKeys": items(0, 256, fingerprint, itself),
                 "revokedItems": items(0, 256, record({"item": dotted}, {"version": positive}),
                                       lambda item: (item["item"], item.get("version")))},
                check=rises("issued", "expires"))


def note_subject(value, path):
    if not re.fullmatch(r"d-[a-z2-7]{26}", string(value, path), re.ASCII):
        try:
            uuid7(value, path)
        except Refused:
            raise Refused("format", path) from None
    return value


NOTE = record({"type": string, "tenant": tenant, "text": salted, "issued": time}, {"about": note_subject})


def not_empty(value, path):
    if not value:
        raise Refused("empty", path)


def check_parameter(value, path):
    for name, kinds in (("pattern", "string"), ("min", "string integer"), ("max", "string integer"),
                        ("values", "choice")):
        if name in value and value["type"] not in kinds.split():
            raise Refused("unknown-member", join(path, name))
    if value["type"] == "choice" and "values" not in value:
        raise Refused("missing-member", join(path, "values"))
    if "min" in value and "max" in value and value["min"] > value["max"]:
        raise Refused("order", join(path, "max"))


PHASE = record({"interpreter": interpreter, "script": script_file}, {"profile": profile_word})
BOTH_LANGUAGES = record({"en": free_text, "zh": free_text})
PARAMETER = record({"name": parameter_name, "type": words("string", "integer", "boolean", "choice")},
                   {"pattern": free_text, "min": integer(), "max": integer(),
                    "values": items(1, 64, free_text, itself), "secret": flag}, check_parameter)
ITEM = record({"type": string, "tenant": tenant, "item": dotted, "version": positive, "title": BOTH_LANGUAGES,
               "description": BOTH_LANGUAGES, "risk": words("low", "medium", "high"),
               "os": items(1, 16, plain, itself), "limits": record(LIMITS), "issued": time,
               "parameters": items(0, 64, PARAMETER, lambda parameter: parameter["name"]),
               "phases": record({}, {"check": PHASE, "fix": PHASE, "undo": PHASE}, not_empty),
               "files": items(0, 64, record({"name": file_name, "sha256": digest, "bytes": integer(0, 64 << 20)}),
                              lambda file: file["name"])})
RELEASE = record({"type": string, "tenant": tenant, "sequence": positive, "version": version, "issued": time,
                  "packages": items(1, 16, record({"arch": plain, "sha256": digest, "bytes": positive}),
                                    lambda package: package["arch"])}, {"allowDowngrade": flag})
ACCESS = record({"type": string, "tenant": tenant, "event": words("sign-in", "sign-out", "refused", "read", "export",
                                                                  "unseal", "token", "failures")},
                {"person": dotted, "object": free_text, "code": plain, "count": positive, "from": time, "to": time,
                 "counts": table(shape(r"[a-z][a-z0-9-]{0,31}", "name"), positive)})
INSTALL = record({"type": string, "tenant": tenant, "person": dotted, "host": free_text, "hostKey": fingerprint,
                  "outcome": words("ok", "failed")}, {"packageSha256": digest, "code": plain})
SYSTEM = record({"type": string, "tenant": tenant,
                 "event": words("start", "stop", "tenant", "backup", "restore", "configuration", "ca", "epoch",
                                "resubmitted", "handover")},
                {"person": dotted, "object": free_text, "code": plain, "first": integer(), "last": integer()})

# The trust root.


def vkey(key_type):
    """A note key `name+id+base64(type ‖ key)` as (name, id, type, 32 bytes)."""
    def read(value, path):
        name, _, rest = string(value, path).partition("+")
        key_id, plus, encoded = rest.partition("+")
        data = canonical_base64(encoded)
        if not plus or not is_key_name(name) or not re.fullmatch(r"[0-9a-f]{8}", key_id, re.ASCII) or not data:
            raise Refused("vkey-format", path)
        if data[0] not in (1, 4):
            raise Refused("vkey-type", path)
        if len(data) != 33:
            raise Refused("vkey-format", path)
        if sha256(name.encode() + b"\n" + data)[:4].hex() != key_id:
            raise Refused("vkey-id", path)
        if data[0] != key_type:
            raise Refused("vkey-type", path)
        if is_weak_ed25519(data[1:]):
            raise Refused("key-weak", path)
        return (name, bytes.fromhex(key_id), data[0], data[1:])
    return read


def is_key_name(name):
    return bool(name) and not any(c == "+" or c < " " or c == "\x7f" or c.isspace() for c in name)


def check_log(value, path):
    if value["key"][0] != value["origin"]:
        raise Refused("vkey-name", join(path, "key"))
    if value.get("previous", {}).get("origin") == value["origin"]:
        raise Refused("duplicate", join(path, "previous.origin"))


def check_rule(value, path):
    if sum(slot["count"] for slot in value["require"]) > 8:
        raise Refused("too-many", join(path, "require"))
    if value.get("emergency") is True and "reviewSeconds" not in value:
        raise Refused("missing-member", join(path, "reviewSeconds"))
    if value.get("emergency") is not True and "reviewSeconds" in value:
        raise Refused("unknown-member", join(path, "reviewSeconds"))


def rule_kind(value, path):
    if string(value, path) in ("session", "file", "standing"):
        raise Refused("unsupported", path)
    return words("script", "catalog", "collect", "update", "device", "publish", "release")(value, path)


ROLES = ("root", "technician", "contact", "approver", "auditor", "publisher", "release", "status")
seconds = integer(1, 731 * 86_400)
age = integer(1, 31_536_000)
names = items(1, 64, plain, itself)
RULE = record({"name": plain, "require": items(1, 8, record({"role": words(*ROLES), "count": integer(1, 8)}),
                                               lambda slot: slot["role"])},
              {"kinds": items(1, 16, rule_kind, itself), "groups": names, "profiles": names, "emergency": boolean,
               "items": items(1, 64, shape(r"[a-z][a-z0-9.-]{0,62}\*?|\*"), itself), "hours": hours,
               "requesterCounts": boolean, "userVerification": boolean, "independentDisplay": boolean,
               "witnesses": integer(0, 16), "maxValiditySeconds": seconds, "ticketRequired": boolean,
               "reviewSeconds": seconds, "limits": record({}, LIMITS, not_empty)}, check_rule)
PERSON = record({"id": dotted, "name": free_text, "organisation": words("client", "provider"),
                 "roles": items(1, 8, words(*ROLES), itself),
                 "keys": items(1, 8, record({"key": key_line}, {"until": time}))}, {"sealingKey": sealing_key})


def check_root(value, path):
    rises("issued", "expires")(value, path)
    if value["expires"] - value["issued"] > 731 * 86_400:
        raise Refused("range", join(path, "expires"))
    owners = {}
    for i, person in enumerate(value["people"]):
        for j, key in enumerate(person["keys"]):
            owner = owners.setdefault(key["key"], (person["id"], j))
            if owner != (person["id"], j):
                word = "duplicate" if owner[0] == person["id"] else "key-shared"
                raise Refused(word, join(path, f"people[{i}].keys[{j}].key"))
    if value["rootThreshold"] > sum("root" in person["roles"] for person in value["people"]):
        raise Refused("threshold", join(path, "rootThreshold"))
    witnesses = value["witnesses"]
    seen = set()
    for i, witness in enumerate(witnesses["list"]):
        if witness["key"][3] == value["log"]["key"][3]:
            raise Refused("key-shared", join(path, f"witnesses.list[{i}].key"))
        if witness["key"][3] in seen:
            raise Refused("duplicate", join(path, f"witnesses.list[{i}].key"))
        seen.add(witness["key"][3])
    if witnesses["quorum"] > len(witnesses["list"]):
        raise Refused("range", join(path, "witnesses.quorum"))
    for i, rule in enumerate(value["policy"]):
        count = rule.get("witnesses", witnesses["quorum"])
        if count > witnesses["quorum"] or (count == 0 < witnesses["quorum"] and rule.get("emergency") is not True):
            raise Refused("range", join(path, f"policy[{i}].witnesses"))


ROOT = record(
    {"type": string, "tenant": tenant, "version": positive, "issued": time, "expires": time,
     "rootThreshold": integer(1, 64), "people": items(1, 200, PERSON, lambda person: person["id"]),
     "log": record({"origin": origin, "key": vkey(1)},
                   {"previous": record({"origin": origin, "size": integer(), "root": digest})}, check_log),
     "witnesses": record({"quorum": integer(0, 16), "maxAgeSeconds": age,
                          "list": items(0, 16, record({"key": vkey(4), "url": https_url}))}),
     "status": record({"required": boolean, "maxAgeSeconds": age}),
     "controllers": items(1, 16, record({"address": address, "caSha256": digest}), lambda entry: entry["address"]),
     "policy": items(1, 64, RULE, lambda rule: rule["name"])},
    {"timestamps": items(0, 8, record({"certificateSha256": digest,
                                       "policies": items(1, 16, shape(r"[012](\.(0|[1-9][0-9]*))+"), itself)}),
                         lambda authority: authority["certificateSha256"]),
     "webauthnOrigins": items(0, 16, https_origin, itself), "mirrors": items(0, 16, https_url, itself),
     "privacy": record({"allow": items(0, 32, shape(r"[a-z][a-z0-9.-]{0,31}"), itself)})},
    check_root)

# kind of entry: type of statement, its reader, namespace of its signatures, least and most of them
KINDS = {
    "root": ("root", ROOT, "root", 1, 16), "status": ("status", STATUS, "status", 1, 1),
    "operation": ("operation", OPERATION, "operation", 1, 4), "approval": ("approval", APPROVAL, "approval", 1, 4),
    "review": ("review", REVIEW, "approval", 1, 4), "denial": ("denial", DENIAL, "denial", 1, 1),
    "cancel": ("cancel", CANCEL, "cancel", 1, 1), "enrolment": ("enrolment", ENROLMENT, "enrolment", 1, 1),
    "device": ("device", DEVICE, "device", 1, 4), "receipt": ("receipt", RECEIPT, "receipt", 1, 1),
    "inventory": ("inventory", INVENTORY, "inventory", 1, 1), "publish": ("item", ITEM, "publish", 1, 4),
    "release": ("release", RELEASE, "release", 1, 4), "note": ("note", NOTE, "note", 1, 1),
    "access": ("access", ACCESS, None, 0, 0), "install": ("install", INSTALL, None, 0, 0),
    "system": ("system", SYSTEM, None, 0, 0),
}
ENTRY = record({"type": words("countersign/entry/v1"), "at": time, "kind": words(*KINDS), "statement": string,
                "signatures": items(0, 16, string)})


def read_statement(text, kind):
    """A statement that has to be of the type that belongs to a kind of entry."""
    type_name, reader = KINDS[kind][:2]
    is_receipt = type_name == "receipt"
    value = read_text(text, MAX_ROOT, lambda path: is_receipt and path == "checkpoint")
    if "type" not in value:
        raise Refused("missing-member", "type")
    if string(value["type"], "type") != f"countersign/{type_name}/v1":
        raise Refused("kind", "type")
    if type_name != "root" and len(text) > MAX_STATEMENT:
        raise Refused("too-large")
    return reader(value, "")


# ---------------------------------------------------------------------------------------------------------------------
# 3. Keys and signatures (OpenSSH PROTOCOL.sshsig, PROTOCOL.u2f).

ED25519_PRIME = 2**255 - 19
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
SMALL_ORDER_Y = {1, 0, ED25519_PRIME - 1, *(int.from_bytes(bytes.fromhex(y), "little") for y in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))}
# SEC 2 / FIPS 186-5: prime p, coefficient b (a = p - 3), order n, bytes of a coordinate
CURVES = {
    "nistp256": (2**256 - 2**224 + 2**192 + 2**96 - 1,
                 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
                 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551, 32),
    "nistp384": (2**384 - 2**128 - 2**96 + 2**32 - 1,
                 0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
                 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
                 48),
    "nistp521": (2**521 - 1,
                 int("51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E1"
                     "56193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00", 16),
                 int("1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA"
                     "51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409", 16), 66),
}
KEY_CURVES = {"ecdsa-sha2-nistp256": "nistp256", "ecdsa-sha2-nistp384": "nistp384", "ecdsa-sha2-nistp521": "nistp521",
              "sk-ecdsa-sha2-nistp256@openssh.com": "nistp256"}
WEBAUTHN = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"


class Wire:
    """SSH data types out of bytes that somebody else chose."""

    def __init__(self, data, word):
        self.data, self.position, self.word = data, 0, word

    def take(self, count):
        if count > len(self.data) - self.position:
            raise Refused(self.word)
        self.position += count
        return self.data[self.position - count:self.position]

    def uint32(self):
        return struct.unpack(">I", self.take(4))[0]

    def string(self):
        return self.take(self.uint32())

    def positive(self):
        """An `mpint` above zero in its one minimal form."""
        data = self.string()
        spare = data[:1] == b"\0" and not (len(data) > 1 and data[1] & 0x80)
        if not data or data[0] & 0x80 or spare:
            raise Refused(self.word)
        return int.from_bytes(data, "big")

    def end(self, word=None):
        if self.position != len(self.data):
            raise Refused(word or self.word)


def is_weak_ed25519(point):
    """A y that is not reduced, or a point with which one signature fits every message."""
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y >= ED25519_PRIME or y in SMALL_ORDER_Y


def read_key(blob):
    """(type, what the signature is judged by, application) of a public key, or a refusal."""
    if len(blob) > 16_384:
        raise Refused("key-malformed")
    wire = Wire(blob, "key-malformed")
    kind = wire.string().decode("latin-1")
    if kind in ("ssh-ed25519", "sk-ssh-ed25519@openssh.com"):
        material = wire.string()
        if len(material) != 32:
            raise Refused("key-malformed")
        if is_weak_ed25519(material):
            raise Refused("key-weak")
    elif kind in KEY_CURVES:
        name, point = wire.string().decode("latin-1"), wire.string()
        material = KEY_CURVES[kind]
        prime, b, _, width = CURVES[material]
        if name != material or len(point) != 1 + 2 * width or point[0] != 4:
            raise Refused("key-malformed")
        x, y = int.from_bytes(point[1:1 + width], "big"), int.from_bytes(point[1 + width:], "big")
        if x >= prime or y >= prime or (y * y - (x * x * x - 3 * x + b)) % prime:
            raise Refused("key-malformed")
    elif kind == "ssh-rsa":
        exponent, modulus = wire.positive(), wire.positive()
        if exponent % 2 == 0 or exponent < 3 or modulus.bit_length() < 3_072:
            raise Refused("key-weak")
        if modulus % 2 == 0 or modulus.bit_length() > 16_384 or exponent.bit_length() > 33:
            raise Refused("key-malformed")
        material = (modulus.bit_length() + 7) // 8
    else:
        raise Refused("key-type")
    application = wire.string() if kind.startswith("sk-") else None
    wire.end()
    return kind, material, application


class Signature:
    """One SSH signature, read to the last byte; `check` is left for ssh-keygen."""

    def __init__(self, armored, message, namespace):
        self.message, self.namespace = message, namespace
        self.blob = self.unarmor(armored)
        if self.blob[:6] != b"SSHSIG":
            raise Refused("blob-magic")
        wire = Wire(self.blob[6:], "blob-truncated")
        if wire.uint32() != 1:
            raise Refused("blob-version")
        self.key, purpose, reserved = wire.string(), wire.string(), wire.string()
        self.hash, body = wire.string().decode("latin-1"), wire.string()
        wire.end("blob-trailing")
        if not purpose:
            raise Refused("namespace-empty")
        if purpose != namespace.encode():
            raise Refused("namespace-mismatch")
        if reserved:
            raise Refused("reserved-not-empty")
        if self.hash not in ("sha256", "sha512"):
            raise Refused("hash-unsupported")
        self.user_verified, self.origin = False, None
        self.read_body(Wire(body, "sig-malformed"), *read_key(self.key))

    @staticmethod
    def unarmor(text):
        """The bytes between header and footer: canonical base64, `\\r` only right before `\\n`."""
        if len(text.encode()) > 65_536:
            raise Refused("armor-base64")
        lines = text.split("\n")
        header, footer = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
        if len(lines) < 2 or lines[0] not in (header, header + "\r"):
            raise Refused("armor-header")
        end = next((i for i, line in enumerate(lines) if i > 0 and line.startswith(footer)), None)
        if end is None:
            raise Refused("armor-footer")
        after = lines[end + 1:]
        last = lines[end][:-1] if after and lines[end].endswith("\r") else lines[end]
        if last != footer or after not in ([], [""]):
            raise Refused("armor-trailing")
        body = [line[:-1] if line.endswith("\r") else line for line in lines[1:end]]
        data = canonical_base64("".join(body)) if body and all(body) else None
        if data is None or len(data) > 16_384:
            raise Refused("armor-base64")
        return data

    def read_body(self, wire, kind, material, application):
        form = wire.string().decode("latin-1")
        allowed = {"ssh-rsa": ("rsa-sha2-256", "rsa-sha2-512"),
                   "sk-ecdsa-sha2-nistp256@openssh.com": (kind, WEBAUTHN)}.get(kind, (kind,))
        if form not in allowed:
            raise Refused("sig-type")
        content = wire.string()
        if kind in KEY_CURVES:
            inner = Wire(content, "sig-malformed")
            r, s = inner.positive(), inner.positive()
            inner.end()
            if max(r, s) >= CURVES[material][2]:
                raise Refused("sig-malformed")
        elif kind == "ssh-rsa":
            if len(content) != material:
                raise Refused("sig-malformed")
        elif len(content) != 64 or int.from_bytes(content[32:], "little") >= ED25519_ORDER:
            raise Refused("sig-malformed")
        if application is not None:
            self.read_authenticator(wire, form)
        wire.end()

    def read_authenticator(self, wire, form):
        """Flags and counter of a security key, and of a passkey the page it was used on."""
        flags = wire.take(1)[0]
        wire.uint32()  # the counter may stand still or start again: it proves nothing
        if form == WEBAUTHN:
            origin_, client, extensions = wire.string(), wire.string(), wire.string()
            if b'"' in origin_ or flags & 0x40 or bool(flags & 0x80) != bool(extensions):
                raise Refused("sig-malformed")
        # ssh-keygen verifies without a touch; a key that signs by itself gives no consent.
        if not flags & 0x01:
            raise Refused("sk-no-user-presence")
        self.user_verified = bool(flags & 0x04)
        if form == WEBAUTHN:
            self.read_client_data(origin_, client)

    def read_client_data(self, page, client):
        hashed = hashlib.new(self.hash, self.message).digest()
        signed = b"SSHSIG" + b"".join(struct.pack(">I", len(part)) + part for part in (
            self.namespace.encode(), b"", self.hash.encode(), hashed))
        challenge = base64.urlsafe_b64encode(signed).rstrip(b"=")
        start = b'{"type":"webauthn.get","challenge":"' + challenge + b'","origin":"' + page + b'"'
        if not client.startswith(start) or client[len(start):len(start) + 1] not in (b",", b"}"):
            raise Refused("sig-invalid")
        cross = client_data(client)
        if not page.startswith(b"https://"):
            raise Refused("webauthn-origin")
        try:
            self.origin = page.decode()
        except UnicodeDecodeError:
            raise Refused("webauthn-origin") from None
        if cross:
            raise Refused("webauthn-cross-origin")

    def fact(self):
        return Fact(self.key, self.user_verified, self.origin)


def client_data(data):
    """Whether a passkey's client data, one JSON object without repeated members, says crossOrigin."""
    def members(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError
        return dict(pairs)

    def no_constant(_):
        raise ValueError

    def check(value, depth):
        if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
            raise ValueError
        if isinstance(value, (dict, list)):
            if depth > 8:
                raise ValueError
            for inner in [*value, *value.values()] if isinstance(value, dict) else value:
                check(inner, depth + 1)

    try:
        text = data.decode("utf-8", "strict")
        if not text.startswith("{") or not text.endswith("}"):
            raise ValueError
        value = json.loads(text, object_pairs_hook=members, parse_int=lambda _: 0, parse_float=lambda _: 0,
                           parse_constant=no_constant)
        check(value, 1)
        cross = value.get("crossOrigin", False)
        if not isinstance(cross, bool):
            raise ValueError
    except (ValueError, RecursionError):
        raise Refused("webauthn-client-data") from None
    return cross


class Fact:
    """What a verified signature proves: whose key, whether a PIN or finger was checked, on which page."""

    def __init__(self, key, user_verified, page):
        self.key, self.user_verified, self.page = key, user_verified, page


class Tools:
    """Runs ssh-keygen and openssl, several at a time, each question once."""

    def __init__(self, chosen=None):
        self.folder = tempfile.TemporaryDirectory(prefix="verify-evidence-")
        self.pool = concurrent.futures.ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1))
        self.answers, self.number = {}, 0
        self.chosen, self.position = chosen, 0  # with --sample: the positions of signatures that are verified
        self.asked = self.skipped = 0

    def close(self):
        self.pool.shutdown()
        self.folder.cleanup()

    def is_chosen(self, always=False):
        """Whether the next signature of the log is verified; all of them unless a sample was asked for."""
        self.position += 1
        if always or self.chosen is None or self.position - 1 in self.chosen:
            return True
        self.skipped += 1
        return False

    def ask(self, key, work):
        """A future for an answer; the same question is asked once."""
        if len(self.answers) > 50_000:
            self.answers.clear()
        if key not in self.answers:
            self.asked += 1
            self.number += 1
            self.answers[key] = self.pool.submit(work, os.path.join(self.folder.name, str(self.number)))
        return self.answers[key]

    def ssh(self, signature):
        """ssh-keygen, on exactly the blob that was read above."""
        def work(path):
            encoded = base64.b64encode(signature.blob).decode()
            lines = "\n".join(encoded[i:i + 70] for i in range(0, len(encoded), 70))
            with open(path, "w", encoding="ascii") as file:
                file.write(f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n")
            result = self.run(["ssh-keygen", "-q", "-Y", "check-novalidate", "-n", signature.namespace, "-s", path],
                              signature.message)
            os.unlink(path)
            return result
        return self.ask((b"ssh", sha256(signature.blob), signature.namespace, sha256(signature.message)), work)

    def ed25519(self, key, message, signature):
        """openssl, on a raw Ed25519 key (RFC 8410 says how it is written as DER)."""
        def work(path):
            parts = {".key": bytes.fromhex("302a300506032b6570032100") + key, ".text": message, ".sig": signature}
            for ending, data in parts.items():
                with open(path + ending, "wb") as file:
                    file.write(data)
            result = self.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", path + ".key",
                               "-rawin", "-in", path + ".text", "-sigfile", path + ".sig"], b"")
            for ending in parts:
                os.unlink(path + ending)
            return result
        return self.ask((b"ed25519", key, sha256(message), signature), work)

    @staticmethod
    def run(command, data):
        done = subprocess.run(command, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return done.returncode == 0


class Entry:
    """A leaf judged alone: text, kind, statement, number and form of signatures. The mathematics is `verified`."""

    def __init__(self, leaf, tools):
        may = re.compile(r"statement|signatures\[\d+\]").fullmatch
        envelope = ENTRY(read_text(leaf, MAX_LEAF, may), "")
        self.at, self.kind = envelope["at"], envelope["kind"]
        _, _, purpose, least, most = KINDS[self.kind]
        count = len(envelope["signatures"])
        if count > 4 and self.kind != "root":
            raise Refused("too-many", "signatures")
        if not least <= count <= most:
            raise Refused("signature-count", "signatures")
        self.text = envelope["statement"].encode()
        self.sha256 = sha256(self.text).hex()
        try:
            self.statement = read_statement(self.text, self.kind)
        except Refused as error:
            raise error.within("statement") from None
        self.signatures, self.futures, keys = [], {}, set()
        for index, armored in enumerate(envelope["signatures"]):
            try:
                signature = Signature(armored, self.text, f"{purpose}@countersign")
            except Refused as error:
                raise Refused(error.word, f"signatures[{index}]") from None
            if signature.key in keys:
                raise Refused("duplicate", f"signatures[{index}]")
            keys.add(signature.key)
            self.signatures.append(signature)
        if self.kind == "enrolment" and self.signatures[0].key != self.statement["receiptKey"]:
            raise Refused("signer", "signatures[0]")
        if self.kind == "receipt" and device_of(self.signatures[0].key) != self.statement["device"]:
            raise Refused("signer", "signatures[0]")
        for index, signature in enumerate(self.signatures):
            if tools.is_chosen(always=self.kind == "root"):
                self.futures[index] = tools.ssh(signature)
        self.facts = [signature.fact() for signature in self.signatures]

    def verified(self):
        for index, future in self.futures.items():
            if not future.result():
                raise Refused("sig-invalid", f"signatures[{index}]")
        return self


# ---------------------------------------------------------------------------------------------------------------------
# 4. The log: an RFC 6962 tree, and checkpoints as signed notes (c2sp.org/signed-note, tlog-checkpoint).

class Tree:
    """All complete subtrees, level by level, so that the root of any earlier size can be had."""

    def __init__(self):
        self.levels = [[]]

    @property
    def size(self):
        return len(self.levels[0])

    def append(self, leaf):
        node, level = sha256(b"\x00" + leaf), 0
        self.levels[0].append(node)
        while len(self.levels[level]) % 2 == 0:
            left, right = self.levels[level][-2:]
            level += 1
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(sha256(b"\x01" + left + right))

    def root(self, size=None):
        size = self.size if size is None else size
        joined, begin, subtrees = None, 0, []
        while begin < size:
            level = (size - begin).bit_length() - 1
            subtrees.append(self.levels[level][begin >> level])
            begin += 1 << level
        for node in reversed(subtrees):
            joined = node if joined is None else sha256(b"\x01" + node + joined)
        return sha256(b"") if joined is None else joined


def read_note(note):
    """(signed text, [(name, key id, payload)]); one malformed line refuses the whole note."""
    if len(note) > MAX_NOTE:
        raise Refused("note-too-large")
    try:
        note.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Refused("note-utf8") from None
    if re.search(rb"[\x00-\x09\x0b-\x1f]", note):
        raise Refused("note-control-char")
    text, separator, lines = note.rpartition(b"\n\n")
    if not separator or not lines.endswith(b"\n"):
        raise Refused("note-format")
    lines = lines[:-1].split(b"\n")
    if len(lines) > 100:
        raise Refused("too-many-signatures")
    return text + b"\n", [read_signature_line(line) for line in lines]


def read_signature_line(line):
    parts = line.decode().split(" ")
    payload = canonical_base64(parts[2]) if len(parts) == 3 else None
    if payload is None or parts[0] != "\u2014" or not is_key_name(parts[1]) or len(payload) < 5:
        raise Refused("sigline-format")
    return parts[1], payload[:4], payload[4:]


def read_checkpoint(text):
    """(origin, size, root) out of a note's text."""
    lines = text.decode().split("\n")
    if lines.pop() != "" or len(lines) < 3 or "" in lines:
        raise Refused("checkpoint-format")
    size = int(lines[1]) if re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1], re.ASCII) else 1 << 63
    if size >= 1 << 63:
        raise Refused("checkpoint-size")
    root = canonical_base64(lines[2])
    if root is None or len(root) != 32:
        raise Refused("checkpoint-hash")
    if size == 0 and root != sha256(b""):
        raise Refused("checkpoint-empty-root")
    return lines[0], size, root


def note_checks(text, signatures, keys, tools):
    """For each line by one of these keys: (key, time or None, future or False for a wrong length).

    Without tools the mathematics is taken for granted: the line is not in the sample.
    """
    def ask(public, message, signature):
        return tools.ed25519(public, message, signature) if tools else True

    checks = []
    for key in keys:
        name, key_id, key_type, public = key
        for line_name, line_id, payload in signatures:
            if (line_name, line_id) != (name, key_id):
                continue
            if key_type == 1:
                good = ask(public, text, payload) if len(payload) == 64 else False
                checks.append((key, None, good))
            else:
                moment = int.from_bytes(payload[:8], "big")
                well_formed = len(payload) == 72 and 0 < moment < 1 << 63
                message = b"cosignature/v1\ntime %d\n" % moment + text
                checks.append((key, moment, ask(public, message, payload[8:]) if well_formed else False))
    return checks


def verify_note(note, log_origin, log_key, witnesses, tools):
    """(size, root, {witness key: latest time}) of a checkpoint that the log signed, or a refusal."""
    text, signatures = read_note(note)
    keys = [log_key] + [key for key in witnesses if key != log_key]
    by_name = {}
    for key in keys:
        if by_name.setdefault(key[:2], key) != key:
            raise Refused("ambiguous-key")
    checks = note_checks(text, signatures, list(dict.fromkeys(keys)), tools)
    for key, _, future in checks:
        if future is False or future is not True and not future.result():
            raise Refused("sig-invalid")
    if not checks:
        raise Refused("no-known-signature")
    found_origin, size, root = read_checkpoint(text)
    if found_origin != log_origin:
        raise Refused("origin-mismatch")
    if not any(key == log_key for key, _, _ in checks):
        raise Refused("log-signature-missing")
    times = {}
    for key, moment, _ in checks:
        if moment is not None and key[3] != log_key[3]:
            times[key[3]] = max(moment, times.get(key[3], 0))
    return size, root, times


# ---------------------------------------------------------------------------------------------------------------------
# 5. Rules.

class Root:
    """A version of the trust root as it stands in the log."""

    def __init__(self, document, digest_, index=None):
        self.document, self.sha256, self.index = document, digest_, index
        self.owners = {key["key"]: (person, key.get("until")) for person in document["people"]
                       for key in person["keys"]}
        self.pages = set(document.get("webauthnOrigins", []))
        hosts = [controller["address"].rpartition(":")[0].strip("[]") for controller in document["controllers"]]
        self.hosts = {host.rstrip(".") for host in hosts}

    @property
    def reference(self):
        return {"version": self.document["version"], "sha256": self.sha256}

    @property
    def key_and_origin(self):
        return self.document["log"]["key"], self.document["log"]["origin"]

    @property
    def witnesses(self):
        return [witness["key"] for witness in self.document["witnesses"]["list"]]

    def lists(self, fact):
        """Whether a passkey was used on a page that counts; true for other signatures."""
        return fact.page is None or fact.page in self.pages

    def is_controllers(self, fact):
        return fact.page is not None and fact.page[8:].split(":")[0].rstrip(".") in self.hosts

    def voters(self, facts, issued):
        """People of role root behind signatures over a root document; a person counts once."""
        people = set()
        for fact in facts:
            person, until = self.owners.get(fact.key, (None, None))
            if person and "root" in person["roles"] and (until is None or issued < until) and self.lists(fact):
                people.add(person["id"])
        return people


class Trust:
    """Whose signature counts: a root, the ones before it, and what statuses take back from it."""

    def __init__(self, current, earlier, statuses):
        self.current, self.earlier, self.root = current, earlier, current.document
        self.former = {key for root in earlier for key in root.owners}
        self.statuses = sorted((s for s in statuses if self.status_refusal(s) is None),
                               key=lambda status: -status["issued"])
        self.revoked = {key for status in self.statuses for key in status["revokedKeys"]}

    def status_refusal(self, status):
        """Why a status does not narrow this root, apart from who signed it."""
        if status["tenant"] != self.root["tenant"]:
            return "tenant"
        if status["root"]["version"] > self.root["version"]:
            return "root-behind"
        if status["root"] != self.current.reference:
            return "root-unknown"
        named = set(status["revokedKeys"])
        root_keys = [key for key, (person, _) in self.current.owners.items() if "root" in person["roles"]]
        return "statement" if any(print_of(key) in named for key in root_keys) else None

    def holder(self, fact):
        return self.current.owners.get(fact.key, (None, None))[0]

    def standing(self, fact, now):
        """The person for whom a key counts, or why it does not."""
        if fact.key not in self.current.owners:
            return "signer-removed" if fact.key in self.former else "signer-unknown"
        person, until = self.current.owners[fact.key]
        if until is not None and now >= until:
            return "signer-removed"
        return "revoked" if print_of(fact.key) in self.revoked else person

    def person(self, fact, now):
        found = self.standing(fact, now)
        return found if self.current.lists(fact) and not isinstance(found, str) else None

    def holds(self, reference):
        return any(root.reference == reference for root in [self.current, *self.earlier])

    def reference_refusal(self, reference):
        if reference["version"] > self.root["version"]:
            return "root-behind"
        return None if self.holds(reference) else "root-unknown"

    def own_refusal(self, facts, now):
        """Why a leaf's own signatures do not count; all of them must."""
        if not facts or not all(self.current.lists(fact) for fact in facts):
            return "signature"
        found = [self.standing(fact, now) for fact in facts]
        return next((code for code in ("signer-unknown", "signer-removed", "revoked") if code in found), None)

    def stale_status(self, now):
        demand = self.root["status"]
        if not demand["required"]:
            return None
        latest = next((s for s in self.statuses if s["issued"] - now <= TOLERANCE), None)
        fresh = latest and now < latest["expires"] and now - latest["issued"] <= demand["maxAgeSeconds"]
        return None if fresh else "stale"

    def leaf_refusal(self, statement, facts, now):
        """What must hold before any rule is asked about a statement that is no operation."""
        if statement["tenant"] != self.root["tenant"]:
            return "tenant"
        code = self.reference_refusal(statement["root"]) if "root" in statement else None
        if code:
            return code
        return "not-yet" if statement["issued"] - now > TOLERANCE else self.own_refusal(facts, now)

    def leaf_rule(self, subject, groups, facts, now):
        """Why the rule for a device row, an item or a release is not met; None if it is."""
        if now >= self.root["expires"]:
            return "stale"
        rule = choose(self.root["policy"], subject, groups, now)
        code = self.stale_status(now) or rule_refusal(rule, False)
        if code:
            return code
        return None if fills(rule, self.people(facts, rule, now)) else "rule-unmet"

    def people(self, facts, rule, now):
        """The people whose signatures count under a rule, each once."""
        people = {}
        for fact in facts:
            person = self.person(fact, now)
            if not person or (rule.get("userVerification") and not fact.user_verified):
                continue
            if rule.get("independentDisplay") and self.current.is_controllers(fact):
                continue
            people[person["id"]] = person
        return list(people.values())


def print_of(key):
    return "SHA256:" + base64.b64encode(sha256(key)).decode().rstrip("=")


def choose(policy, subject, groups, now):
    """The first rule whose conditions all hold; None: no rule; "?": nobody knows, a zone cannot be read."""
    for rule in policy:
        if "kinds" in rule and subject["kind"] not in rule["kinds"]:
            continue
        if "groups" in rule and not set(groups) & set(rule["groups"]):
            continue
        if "items" in rule and not any(fits_pattern(subject.get("item"), pattern) for pattern in rule["items"]):
            continue
        if "profiles" in rule and subject.get("profile") not in rule["profiles"]:
            continue
        if "emergency" in rule and rule["emergency"] != subject.get("emergency", False):
            continue
        within = is_within(rule["hours"], now) if "hours" in rule else True
        if within is None:
            return "?"
        if within:
            return rule
    return None


def fits_pattern(item, pattern):
    return item is not None and (item.startswith(pattern[:-1]) if pattern.endswith("*") else item == pattern)


def is_within(span, now):
    """Whether a zone's wall clock stands within hours; past midnight they belong to the day they began."""
    place = load_zone(span["zone"])
    if place is None:
        return None
    clock = (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=now))
    clock = clock.astimezone(place)
    today, minutes = clock.isoweekday(), clock.hour * 60 + clock.minute
    if span["from"] < span["to"]:
        return today in span["days"] and span["from"] <= minutes < span["to"]
    yesterday = 7 if today == 1 else today - 1
    return (today in span["days"] and minutes >= span["from"]) or (yesterday in span["days"] and minutes < span["to"])


def rule_refusal(rule, emergency):
    if rule is None:
        return "rule-none"
    if rule == "?":
        return "rule-unmet"
    return "rule-none" if emergency and rule.get("emergency") is not True else None


def fills(rule, people):
    """Whether distinct people can be given to all slots (bipartite matching, by augmenting paths)."""
    slots = [slot["role"] for slot in rule["require"] for _ in range(slot["count"])]
    taken = {}  # person -> slot

    def place(slot, tried):
        for number, person in enumerate(people):
            if slots[slot] in person["roles"] and number not in tried:
                tried.add(number)
                if number not in taken or place(taken[number], tried):
                    taken[number] = slot
                    return True
        return False

    return all(place(slot, set()) for slot in range(len(slots)))


class Said:
    """An approval, denial, cancel or review, with how far each signature reached when it was logged."""

    def __init__(self, entry, index, reach):
        self.statement, self.facts, self.index, self.at = entry.statement, entry.facts, index, entry.at
        self.reach = reach

    def concerns(self, order):
        return (self.statement["operation"] == order.statement["id"]
                and self.statement["statementSha256"] == order.sha256)


class Order:
    """An operation's entry and the receipts of its devices."""

    def __init__(self, entry, index):
        self.statement, self.sha256, self.facts, self.index = entry.statement, entry.sha256, entry.facts, index
        self.devices = entry.statement["targets"].get("devices")
        self.receipts = {}
        act = entry.statement["action"]
        self.subject = {"kind": act["kind"], "item": act.get("item"), "profile": act.get("profile"),
                        "emergency": entry.statement.get("emergency", False)}
        self.content = {"script": act.get("script", {}).get("sha256"), "catalog": act.get("sha256"),
                        "update": act.get("releaseSha256")}.get(act["kind"])

    def names(self, device):
        return self.devices is not None and device in self.devices

    def is_answered(self):
        if self.devices is None:
            return len(self.receipts) >= self.statement["targets"]["count"]
        return all(device in self.receipts for device in self.devices)


class Admission:
    """The gate again, as far as the log tells: what a device had to decide with what it could have seen."""

    def __init__(self, audit, order, receipt, size, times, trust):
        self.order, self.receipt, self.trust, self.now, self.times = order, receipt, trust, receipt["admitted"], times
        said = audit.said.get(order.statement["id"], {})
        self.approvals = [s for s in said.get("approval", []) if s.index < size]
        self.denials = [s for s in said.get("denial", []) if s.index < size and s.concerns(order)]
        self.cancels = [s for s in said.get("cancel", []) if s.index < size and s.concerns(order)]
        self.row = audit.row(receipt["device"], size)
        self.requesters = {person["id"] for person in map(trust.holder, order.facts) if person}
        self.emergencies = audit.earlier_emergencies(receipt["device"], size)
        after = order.statement.get("after")
        self.waits = None
        if after:
            done = audit.orders[after].receipts.get(receipt["device"]) if after in audit.orders else None
            self.waits = "busy" if done is None else None if done["outcome"] == "succeeded" else "limit"
        groups = self.row["groups"] if self.row else []
        self.rule = choose(trust.root["policy"], order.subject, groups, self.now)

    def refusal(self):
        """The first code that applies, in the order of the gate's table."""
        for step in (self.freshness, self.addressing, self.times_, self.stops, self.authority, self.bounds):
            code = step()
            if code:
                return code
        return None

    def freshness(self):
        if self.now >= self.trust.root["expires"]:
            return "stale"
        witnesses = self.trust.root["witnesses"]
        demanded = self.rule.get("witnesses", witnesses["quorum"]) if isinstance(self.rule, dict) else 0
        if demanded > 0:
            if len(self.times) < demanded:
                return "witness"
            if self.now - max(self.times.values()) > witnesses["maxAgeSeconds"]:
                return "stale"
        return self.trust.stale_status(self.now)

    def addressing(self):
        if self.order.statement["tenant"] != self.trust.root["tenant"]:
            return "tenant"
        if not self.order.names(self.receipt["device"]):
            return "target"
        return self.trust.reference_refusal(self.order.statement["root"])

    def times_(self):
        order = self.order.statement
        if order["issued"] - self.now > TOLERANCE or self.now < order.get("notBefore", self.now):
            return "not-yet"
        if self.now >= order["expires"]:
            return "expired"
        return None if "window" not in order or is_within(order["window"], self.now) else "window"

    def stops(self):
        for cancel in self.cancels:
            if self.receipt["device"] not in cancel.statement.get("devices", [self.receipt["device"]]):
                continue
            for reach in cancel.reach:
                if reach and (reach[0] == "role" or reach[1] in self.requesters):
                    return "cancelled"
        return "denied" if any(any(denial.reach) for denial in self.denials) else None

    def authority(self):
        if not self.row or self.row["state"] != "active":
            return "quarantined"
        code = self.trust.own_refusal(self.order.facts, self.now)
        if code:
            return code
        act = self.order.statement["action"]
        for status in self.trust.statuses:
            for item in status["revokedItems"]:
                if act["kind"] == "catalog" and item["item"] == act["item"] \
                        and item.get("version", act["version"]) == act["version"]:
                    return "revoked"
        code = rule_refusal(self.rule, self.order.subject["emergency"])
        if code:
            return code
        if not fills(self.rule, self.trust.people(self.counted(), self.rule, self.now)):
            return "rule-unmet"
        if self.order.subject["emergency"]:
            for people, admitted, review_seconds, reviewers in self.emergencies:
                if people & self.requesters and not reviewers - people and self.now - admitted > review_seconds:
                    return "rule-unmet"
        return None

    def counted(self):
        """Signatures that may fill slots: of the leaf, and of approvals that fit."""
        fitting = [fact for approval in self.approvals if self.fits(approval) for fact in approval.facts]
        if self.rule.get("requesterCounts", True):
            return self.order.facts + fitting
        return [fact for fact in fitting
                if self.trust.holder(fact) and self.trust.holder(fact)["id"] not in self.requesters]

    def fits(self, approval):
        said = approval.statement
        return (approval.concerns(self.order) and said.get("scriptSha256") == self.order.content
                and self.trust.holds(said["root"]) and said["issued"] - self.now <= TOLERANCE
                and self.now < said["expires"])

    def bounds(self):
        order = self.order.statement
        if order["expires"] - order["issued"] > self.rule.get("maxValiditySeconds", 1 << 62):
            return "limit"
        if self.rule.get("ticketRequired") and "ticket" not in order:
            return "limit"
        if any(order["limits"][name] > bound for name, bound in self.rule.get("limits", {}).items()):
            return "limit"
        return self.waits


# ---------------------------------------------------------------------------------------------------------------------
# 6. The audit.

# word: (weight, English, Chinese). A finding is wrong; a shortfall was proven less than could be; asserted is what only
# the controller says.
WORDS = {
    "gap": ("finding", "the file is damaged or an entry is missing", "文件损坏或缺少条目"),
    "entry": ("finding", "the leaf is no valid entry", "该叶子不是有效条目"),
    "time-order": ("finding", "the entry's time lies before one above it", "条目时间早于前面的条目"),
    "tenant": ("finding", "the entry belongs to another client", "条目属于另一客户"),
    "enrolment": ("finding", "the device was enrolled before", "该设备此前已登记"),
    "enrolment-root": ("finding", "the device was enrolled under a root that is not in the log",
                       "设备登记所依据的信任根不在日志中"),
    "inventory-signer": ("finding", "the inventory is not signed by the device's agent key", "清单不是由该设备的代理密钥签署"),
    "receipt-chain": ("finding", "the receipt does not continue its device's chain", "回执未接续该设备的回执链"),
    "root-chain": ("finding", "the trust root does not follow the one before it", "信任根未接续前一版本"),
    "root-pinned": ("finding", "the trust root given is not in this log", "所给信任根不在此日志中"),
    "device-statement": ("finding", "the device statement was not signed as the rules demand", "设备登记的签署不符合规则"),
    "publication": ("finding", "the item or release was not signed as the rules demand", "条目或发布版本的签署不符合规则"),
    "operation-id": ("finding", "the operation's id was used before", "操作编号此前已被使用"),
    "leaf-index": ("finding", "the receipt does not name the leaf of its operation", "回执所指的叶子不是其操作"),
    "target": ("finding", "the receipt is by a device that the operation does not name", "出具回执的设备不在操作目标之列"),
    "root-unknown": ("finding", "the receipt was made under a trust root that is not in the log",
                     "回执依据的信任根不在日志中"),
    "receipt-checkpoint": ("finding", "the checkpoint in the receipt does not hold", "回执中的检查点不成立"),
    "fork": ("finding", "somebody was shown another tree than this log", "有人所见的树与此日志不同"),
    "inclusion": ("finding", "the checkpoint in the receipt does not cover its operation", "回执中的检查点未覆盖其操作"),
    "admission": ("finding", "it ran although the rules did not admit it", "规则不允许却已执行"),
    "rule": ("finding", "it ran under another rule than the receipt says", "实际依据的规则与回执所写不同"),
    "run-after-denial": ("finding", "it ran after somebody had denied it", "已有人否决之后仍执行"),
    "run-after-cancel": ("finding", "it ran after it had been cancelled", "取消之后仍执行"),
    "checkpoint": ("finding", "the checkpoint's signature or form does not hold", "检查点的签名或格式不成立"),
    "checkpoint-root": ("finding", "the checkpoint is not over these entries", "检查点与这些条目不符"),
    "checkpoint-missing": ("finding", "there is no checkpoint", "没有检查点"),
    "cosignature": ("finding", "a witness's line does not hold", "见证方的签名行不成立"),
    "uncovered": ("finding", "the last checkpoint does not cover the last entries", "最后的检查点未覆盖最后的条目"),
    "no-witness": ("shortfall", "ran without a witness having seen the log", "执行时没有见证方看过日志"),
    "cancel-unseen": ("shortfall", "it had been cancelled in the log; the device was not shown it",
                      "日志中已取消，但未告知设备"),
    "root-older": ("shortfall", "trust roots older than the one given vouch for themselves only; compare their digests",
                   "早于所给版本的信任根只能自证，请核对其摘要"),
    "order-refused": ("shortfall", "orders whose signer the root does not name; no device ran them",
                      "签署人不在信任根中的操作，没有设备执行"),
    "signer-not-counted": ("shortfall", "words by keys that did not count", "由不计数的密钥签署的言辞"),
    "status-ignored": ("shortfall", "statuses by people who may not narrow the root", "由无权收窄信任根者签署的状态"),
    "unanswered": ("shortfall", "orders past their end without a receipt of every device",
                   "已过期而并非每台设备都有回执的操作"),
    "unproven": ("shortfall", "could not be judged from the log alone", "仅凭日志无法判断"),
    "time": ("asserted", "the time of each entry", "每个条目的时间"),
    "access": ("asserted", "access entries", "访问条目"),
    "install": ("asserted", "installation entries", "安装条目"),
    "system": ("asserted", "system entries", "系统条目"),
}
UNLISTED = ("time", "access", "install", "system", "no-witness")  # counted only: they concern every other leaf


class Audit:
    """Takes leaves in order, then checkpoints; keeps what they say of roots, devices and operations, not the leaves."""

    def __init__(self, root_text, tools):
        try:
            document = read_statement(root_text, "root")
        except Refused as error:
            raise Unreadable(f"the root is no root/v1: {error}") from None
        self.pinned = Root(document, sha256(root_text).hex())
        self.tenant, self.tools = document["tenant"], tools
        self.tree = Tree()
        self.remarks, self.counts, self.checked = [], {}, {}
        self.latest = None  # the highest time so far
        self.roots, self.statuses, self.trust, self.trusts = [], [], None, {}
        self.devices, self.orders, self.said = {}, {}, {}
        self.unread, self.refused_orders, self.ran = set(), {}, set()
        self.emergencies = {}
        self.last_checkpoint = None

    def note(self, word, index=None, detail=""):
        self.counts[word] = self.counts.get(word, 0) + 1
        if word not in UNLISTED and len(self.remarks) < MAX_LISTED:
            self.remarks.append({"word": word, "index": index, "detail": detail})

    def check(self, what, count=1):
        if count:
            self.checked[what] = self.checked.get(what, 0) + count

    # Leaves.

    def take_batch(self, leaves):
        entries = []
        for leaf in leaves:
            try:
                entries.append(Entry(leaf, self.tools))
            except Refused as error:
                entries.append(error)
        self.prefetch_notes(entries)
        for leaf, entry in zip(leaves, entries):
            index = self.tree.size
            self.tree.append(leaf)
            try:
                if isinstance(entry, Refused):
                    raise entry
                self.take(entry.verified(), index)
            except Refused as error:
                self.unread.add(index)
                self.note("entry", index, plain_detail(error))

    def prefetch_notes(self, entries):
        """Puts the checkpoints of receipts to work before they are asked for one by one."""
        roots = [root.document for root in self.roots]
        roots += [e.statement for e in entries if isinstance(e, Entry) and e.kind == "root"]
        for entry in entries:
            if isinstance(entry, Entry) and entry.kind == "receipt" and "admitted" in entry.statement and entry.futures:
                text, signatures = read_note(entry.statement["checkpoint"].encode())
                for root in roots:
                    keys = [root["log"]["key"]] + [witness["key"] for witness in root["witnesses"]["list"]]
                    note_checks(text, signatures, keys, self.tools)

    def take(self, entry, index):
        self.check("entries")
        self.check(f"{entry.kind} entries")
        self.check("signatures", len(entry.signatures))
        self.note("time")
        if self.latest is not None and entry.at < self.latest:
            self.note("time-order", index)  # says nothing against the rest of the entry
        self.latest = max(entry.at, self.latest if self.latest is not None else entry.at)
        if entry.statement["tenant"] != self.tenant:
            self.note("tenant", index)
            return
        getattr(self, "take_" + entry.kind)(entry, index)

    def take_root(self, entry, index):
        root, offered = Root(entry.statement, entry.sha256, index), entry.statement
        if self.roots:
            held = self.roots[-1]
            if offered["version"] == held.document["version"]:
                return self.note("root-chain", index, "version" if root.sha256 == held.sha256 else "equivocation")
            if offered["version"] != held.document["version"] + 1:
                return self.note("root-chain", index, "version")
            if len(held.voters(entry.facts, offered["issued"])) < held.document["rootThreshold"]:
                return self.note("root-chain", index, "threshold-old")
        if len(root.voters(entry.facts, offered["issued"])) < offered["rootThreshold"]:
            return self.note("root-chain", index, "threshold-new")
        self.roots.append(root)
        self.trust = Trust(root, self.roots[:-1], self.statuses_below(index))

    def statuses_below(self, size):
        return [status for place, status in self.statuses if place < size]

    def take_status(self, entry, index):
        code = self.trust.status_refusal(entry.statement) if self.trust else "root-unknown"
        if not code and entry.statement["issued"] - entry.at > TOLERANCE:
            code = "not-yet"
        code = code or self.trust.own_refusal(entry.facts, entry.at)
        if not code:
            people = [person for person in map(self.trust.holder, entry.facts) if person]
            if not any({"root", "status"} & set(person["roles"]) for person in people):
                code = "rule-unmet"
        if code:
            return self.note("status-ignored", index, code)
        self.statuses.append((index, entry.statement))
        self.trust = Trust(self.roots[-1], self.roots[:-1], self.statuses_below(index + 1))

    def take_enrolment(self, entry, index):
        said = entry.statement
        if said["device"] in self.devices:
            return self.note("enrolment", index)
        if self.roots and all(root.sha256 != said["rootSha256"] for root in self.roots):
            self.note("enrolment-root", index)
        self.devices[said["device"]] = {"agentKey": said["agentKey"], "rows": [], "sequence": 0, "last": "0" * 64,
                                        "finished": set()}

    def take_inventory(self, entry, index):
        device = self.devices.get(entry.statement["device"])
        if device is None or entry.signatures[0].key != device["agentKey"]:
            self.note("inventory-signer", index)

    def row(self, device, size):
        """What the highest device statement below a size says of a device; None: nothing."""
        rows = self.devices[device]["rows"] if device in self.devices else []
        return next((row for place, row in reversed(rows) if place < size), None)

    def take_device(self, entry, index):
        code = self.trust.leaf_refusal(entry.statement, entry.facts, entry.at) if self.trust else "root-unknown"
        for row in entry.statement["devices"]:
            code = code or self.row_refusal(row, entry)
        if code:
            return self.note("device-statement", index, code)
        for row in entry.statement["devices"]:
            self.devices[row["device"]]["rows"].append((index, row))

    def row_refusal(self, row, entry):
        """Each row for itself, by the rule for the device's old and new groups together."""
        if row["device"] not in self.devices:
            return "target"
        held = self.row(row["device"], self.tree.size)
        if held and row["version"] <= held["version"]:
            return "version"
        groups = set(row["groups"]) | set(held["groups"] if held else [])
        return self.trust.leaf_rule({"kind": "device"}, groups, entry.facts, entry.at)

    def take_publish(self, entry, index):
        self.publication(entry, index, {"kind": "publish", "item": entry.statement["item"]})

    def take_release(self, entry, index):
        self.publication(entry, index, {"kind": "release"})

    def publication(self, entry, index, subject):
        code = self.trust.leaf_refusal(entry.statement, entry.facts, entry.at) if self.trust else "root-unknown"
        code = code or self.trust.leaf_rule(subject, [], entry.facts, entry.at)
        if code:
            self.note("publication", index, code)

    def standing(self, entry):
        """Why an entry's signatures do not count when it was logged."""
        return self.trust.own_refusal(entry.facts, entry.at) if self.trust else "root-unknown"

    def take_operation(self, entry, index):
        name = entry.statement["id"]
        if name in self.orders:
            return self.note("operation-id", index)
        code = self.standing(entry)
        if code:
            self.refused_orders[name] = (index, code)
        self.orders[name] = Order(entry, index)

    def take_word(self, entry, index):
        code = self.standing(entry)
        if code:
            self.note("signer-not-counted", index, f"{entry.kind}: {code}")
        said = self.said.setdefault(entry.statement["operation"], {}) if entry.kind != "note" else {}
        said.setdefault(entry.kind, []).append(Said(entry, index, [self.reach(entry, fact) for fact in entry.facts]))

    take_approval = take_denial = take_cancel = take_review = take_note = take_word

    def reach(self, entry, fact):
        """How far a word reaches, judged once, when it comes: by a role, for one's own orders, or not at all."""
        person = self.trust.person(fact, entry.at) if self.trust else None
        if person is None:
            return None
        if entry.kind == "review":
            return None if self.trust.leaf_refusal(entry.statement, entry.facts, entry.at) else ("review", person["id"])
        by_role = entry.kind == "denial" or {"technician", "contact"} & set(person["roles"])
        return ("role" if by_role else "signer", person["id"])

    def earlier_emergencies(self, device, size):
        for order, people, admitted, review_seconds in self.emergencies.get(device, []):
            reviews = [r for r in self.said.get(order.statement["id"], {}).get("review", [])
                       if r.index < size and r.concerns(order)]
            yield people, admitted, review_seconds, {who[1] for r in reviews for who in r.reach if who}

    def take_access(self, entry, index):
        self.note(entry.kind)

    take_install = take_system = take_access

    # Receipts.

    def take_receipt(self, entry, index):
        said = entry.statement
        fault = self.chain(entry)
        if fault:
            self.note("receipt-chain", index, fault)
        if fault == "duplicate":
            return  # the first one counts
        order = self.orders.get(said["operation"])
        self.judge_receipt(entry, order, index)
        if order:
            order.receipts.setdefault(said["device"], {"outcome": said["outcome"]})

    def chain(self, entry):
        said, device = entry.statement, self.devices.get(entry.statement["device"])
        if device is None:
            return "signer"
        fits = (said["sequence"], said["previous"]) == (device["sequence"] + 1, device["last"])
        fault = "duplicate" if said["operation"] in device["finished"] else None if fits else "chain"
        if said["sequence"] > device["sequence"]:  # after a hole the chain goes on from here
            device["sequence"], device["last"] = said["sequence"], entry.sha256
        device["finished"].add(said["operation"])
        return fault

    def judge_receipt(self, entry, order, index):
        said = entry.statement
        if order is None:
            # A device refuses what it can't read, and so do we: then only the place can be compared.
            if "admitted" not in said and said["leafIndex"] in self.unread:
                return self.note("unproven", index, "its operation can't be read")
            return self.note("leaf-index", index)
        if (order.index, order.sha256) != (said["leafIndex"], said["statementSha256"]):
            return self.note("leaf-index", index)
        if "admitted" not in said:
            return None
        self.check("runs")
        self.ran.add(said["operation"])
        if order.devices is None:
            return self.note("unproven", index, "its targets are a list outside the log")
        if not order.names(said["device"]):
            return self.note("target", index)
        place = next((i for i, root in enumerate(self.roots) if root.reference == said["root"]), None)
        if place is None:
            return self.note("root-unknown", index)
        root = self.roots[place]
        try:
            tools = self.tools if entry.futures else None
            size, tree_root, times = verify_note(said["checkpoint"].encode(), root.document["log"]["origin"],
                                                 root.document["log"]["key"], root.witnesses, tools)
        except Refused as error:
            return self.note("receipt-checkpoint", index, error.word)
        if size > index or self.tree.root(size) != tree_root:
            return self.note("fork", index, f"size {size}")
        if said["leafIndex"] >= size:
            return self.note("inclusion", index, f"size {size}")
        trust = self.trust_at(place, size)
        return self.judge_run(Admission(self, order, said, size, times, trust), index, size)

    def trust_at(self, place, size):
        """What a device trusted that held a root and had seen the leaves below a size."""
        key = (place, bisect.bisect_left(self.statuses, size, key=lambda placed: placed[0]))
        if key not in self.trusts:
            if len(self.trusts) > 256:
                self.trusts.clear()
            self.trusts[key] = Trust(self.roots[place], self.roots[:place], self.statuses_below(size))
        return self.trusts[key]

    def judge_run(self, admission, index, size):
        order, said = admission.order, admission.receipt
        code = admission.refusal()
        if code in ("denied", "cancelled"):
            self.note("run-after-denial" if code == "denied" else "run-after-cancel", index)
        elif code:
            self.note("admission", index, code)
        elif admission.rule["name"] != said.get("rule"):
            self.note("rule", index, f"rule {admission.rule['name']} decides")
        for kind, word in (("denial", "run-after-denial"), ("cancel", "cancel-unseen")):
            late = [w for w in self.said.get(said["operation"], {}).get(kind, [])
                    if w.index >= size and w.at < said["admitted"] and w.concerns(order)]
            if any(self.stops(w, admission) for w in late):
                self.note(word, index, "the device was not shown it")
        if not admission.times:
            self.note("no-witness")
        if order.subject["emergency"] and isinstance(admission.rule, dict) and "reviewSeconds" in admission.rule:
            self.emergencies.setdefault(said["device"], []).append(
                (order, admission.requesters, said["admitted"], admission.rule["reviewSeconds"]))

    @staticmethod
    def stops(word, admission):
        device = admission.receipt["device"]
        return device in word.statement.get("devices", [device]) and any(
            reach and (reach[0] == "role" or reach[1] in admission.requesters) for reach in word.reach)

    # Checkpoints and the end.

    def logs(self):
        """(first leaf after the root that names it, key, origin), newest first."""
        found = {}
        for root in self.roots:
            found.setdefault(root.key_and_origin, root.index + 1)
        return [(first, *log) for log, first in reversed(found.items())]

    def witnesses(self):
        return list(dict.fromkeys(key for root in self.roots for key in root.witnesses))

    def prefetch_checkpoints(self, notes):
        for _, note in notes:
            try:
                text, signatures = read_note(note)
            except Refused:
                continue
            note_checks(text, signatures, [key for _, key, _ in self.logs()] + self.witnesses(), self.tools)

    def take_checkpoint(self, size, note, lines, tools):
        """A stored note, and the cosignature lines kept beside it."""
        self.check("checkpoints")
        word = "no root names a log key"
        for first, key, log_origin in self.logs():
            if first > max(size, 1):
                continue
            try:
                witnesses = [witness for witness in self.witnesses() if witness[3] != key[3]]
                found, tree_root, times = verify_note(note, log_origin, key, witnesses, tools)
            except Refused as error:
                word = error.word
                continue
            if found != size:
                return self.note("checkpoint", size, f"the note says {found}")
            if size > self.tree.size or self.tree.root(size) != tree_root:
                return self.note("checkpoint-root", size)
            self.last_checkpoint = max(size, self.last_checkpoint or 0)
            self.check("cosignatures", len(times))
            return self.take_cosignatures(size, note, lines, witnesses)
        return self.note("checkpoint", size, word)

    def take_cosignatures(self, size, note, lines, witnesses):
        text = read_note(note)[0]
        for line in lines:
            try:
                if not line.endswith(b"\n") or b"\n" in line[:-1]:
                    raise Refused("sigline-format")
                checks = note_checks(text, [read_signature_line(line[:-1])], witnesses, self.tools)
                good = [future for _, _, future in checks if future is not False and future.result()]
                if len(good) != len(checks):
                    raise Refused("sig-invalid")
            except (Refused, UnicodeDecodeError) as error:
                self.note("cosignature", size, getattr(error, "word", "sigline-format"))
            else:
                self.check("cosignatures", len(good))

    def take_evidence(self, size, note):
        """A note that the controller was shown and could not explain: is it by the log's key, and of another tree?"""
        for first, key, log_origin in self.logs():
            try:
                found, tree_root, _ = verify_note(note, log_origin, key, [], self.tools)
            except Refused:
                continue
            self.check("notes kept as evidence")
            if found > self.tree.size or self.tree.root(found) != tree_root:
                self.note("fork", None, f"a note of size {found} by the log's key is kept as evidence")
            return

    def conclude(self):
        place = next((i for i, root in enumerate(self.roots) if root.reference == self.pinned.reference), None)
        if place is None:
            self.note("root-pinned", None, f"version {self.pinned.document['version']}")
        elif place > 0:
            self.note("root-older", 0, f"{place} versions before {self.pinned.document['version']}")
        if self.last_checkpoint is None:
            self.note("checkpoint-missing", None, "none verified")
        elif self.last_checkpoint < self.tree.size:
            self.note("uncovered", self.last_checkpoint, f"{self.tree.size - self.last_checkpoint} leaves")
        for name, (index, code) in self.refused_orders.items():
            if name not in self.ran:
                self.note("order-refused", index, code)
        for name, order in self.orders.items():
            denials = [d for d in self.said.get(name, {}).get("denial", []) if d.concerns(order) and any(d.reach)]
            if self.latest is not None and self.latest >= order.statement["expires"] and not order.is_answered() \
                    and name not in self.refused_orders and not denials:
                self.note("unanswered", order.index)


def plain_detail(error):
    """No text out of a hostile leaf is printed: member paths only where they are plain."""
    return str(error)[:120] if re.fullmatch(r"[A-Za-z0-9._\[\]-]*", error.member, re.ASCII) else error.word


# ---------------------------------------------------------------------------------------------------------------------
# 7. The file, the report, the command line.

def open_log(path):
    """Opens the file read-only. Its views and triggers are not run."""
    if not os.path.isfile(path):
        raise Unreadable(f"{path}: there is no such file")
    quoted = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    for mode in ("mode=ro", "immutable=1"):  # the second for a medium on which nothing can be written
        try:
            database = sqlite3.connect(f"file:{quoted}?{mode}", uri=True)
            database.text_factory = bytes
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            kinds = tables(database)
            break
        except sqlite3.Error as error:
            problem = error
    else:
        raise Unreadable(f"{path}: {problem}")
    for name in ("entry", "checkpoint"):
        # A view or virtual table of that name would run whatever its author wrote.
        if kinds.get(name) != "table":
            raise Unreadable(f'{path}: it has no table "{name}"')
    return database


def tables(database):
    rows = database.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
    return {name.decode("utf-8", "replace"): kind.decode() for name, kind in rows}


def leaves_of(database, audit):
    """Leaf by leaf, as long as each has the next index and is a blob of the right size."""
    query = "SELECT idx, CASE WHEN typeof(leaf) = 'blob' AND length(leaf) <= ? THEN leaf END FROM entry ORDER BY idx"
    expected = 0
    for index, leaf in database.execute(query, (MAX_LEAF,)):
        if not isinstance(index, int) or index != expected or leaf is None:
            audit.gap = f"entry {expected} is missing or no leaf"
            return
        if expected >= MAX_ENTRIES:
            raise Unreadable(f"more than {MAX_ENTRIES} entries")
        yield leaf
        expected += 1


def batches(rows, count):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == count:
            yield batch
            batch = []
    yield batch


def checkpoints_of(database):
    query = ("SELECT size, CASE WHEN typeof(note) = 'text' AND length(CAST(note AS BLOB)) <= ? "
             "THEN CAST(note AS BLOB) END FROM checkpoint ORDER BY size")
    for size, note in database.execute(query, (MAX_NOTE,)):
        if not isinstance(size, int) or size < 0 or note is None:
            raise Unreadable("a checkpoint is no note of at most 1 MiB, or has no size")
        yield size, note


def cosignature_lines(database, size):
    """At most a hundred; lines that are no text are passed on as a line that cannot be read."""
    query = "SELECT CASE WHEN typeof(line) = 'text' AND length(CAST(line AS BLOB)) <= 1024 THEN line ELSE '' END " \
            "FROM cosignature WHERE size = ? ORDER BY witness LIMIT 100"
    return [line for line, in database.execute(query, (size,))]


def evidence_notes(database):
    query = "SELECT size, note FROM evidence WHERE typeof(note) = 'text' AND length(CAST(note AS BLOB)) <= ? " \
            "ORDER BY size LIMIT 1000"
    return list(database.execute(query, (MAX_NOTE,)))


def choose_sample(database, count, seed):
    """Positions of signatures to verify, out of all that the file can hold; those of roots are verified in any case."""
    total = sum(leaf.count(b"BEGIN SSH SIGNATURE") for leaf, in database.execute(
        "SELECT leaf FROM entry WHERE typeof(leaf) = 'blob' AND length(leaf) <= ?", (MAX_LEAF,)))
    total += database.execute("SELECT count(*) FROM checkpoint").fetchone()[0]
    return set(random.Random(seed).sample(range(total), min(count, total)))


def verify(log_path, root_text, tools, database=None):
    """The audit of a whole file."""
    audit = Audit(root_text, tools)
    database = database or open_log(log_path)
    try:
        kinds = tables(database)
        audit.gap = None
        for batch in batches(leaves_of(database, audit), BATCH):
            audit.take_batch(batch)
        if audit.gap:
            audit.note("gap", audit.tree.size, audit.gap)
        last = database.execute("SELECT max(size) FROM checkpoint").fetchone()[0]
        for batch in batches(checkpoints_of(database), BATCH):
            chosen = [tools.is_chosen(always=size == last) for size, _ in batch]
            audit.prefetch_checkpoints([row for row, yes in zip(batch, chosen) if yes])
            for (size, note), yes in zip(batch, chosen):
                lines = cosignature_lines(database, size) if kinds.get("cosignature") == "table" else []
                audit.take_checkpoint(size, note, lines, tools if yes else None)
        for size, note in evidence_notes(database) if kinds.get("evidence") == "table" else []:
            audit.take_evidence(size, note)
    except sqlite3.Error as error:
        raise Unreadable(f"{log_path}: {error}") from None
    audit.conclude()
    return audit


NOT_CHECKED = {
    "en": ["what blobs say: reasons, comments, outputs, inventories and scripts are named by digest only",
           "whether a refusal or an outcome is what really happened: a device's root can forge that device's receipts",
           "what a device knew beside the log: its clock, its own limits, what else ran, earlier ids in its ledger",
           "entries withheld from the log, or a log shown to nobody but these devices: compare checkpoints elsewhere",
           "time-stamps; what happened to a log that another one continues"],
    "zh": ["二进制对象的内容：原因、备注、输出、清单和脚本在日志中只有摘要",
           "拒绝与结果是否属实：设备上的 root 能伪造该设备的回执",
           "设备在日志之外所知的：其时钟、本机限制、同时运行的操作、账本中更早的编号",
           "未写入日志的条目，或只给这些设备看的日志：请与别处的检查点比对",
           "时间戳；由另一日志接续的日志"],
}


def report(audit, language, sample):
    english = language == "en"
    findings = sum(count for word, count in audit.counts.items() if WORDS[word][0] == "finding")
    if english:
        yield "sound" if not findings else f"{findings} findings"
        yield (f"{audit.tenant}: {audit.tree.size} entries, tree {audit.tree.root().hex()}, "
               f"root {audit.pinned.document['version']} SHA-256 {audit.pinned.sha256}")
    else:
        yield "完好" if not findings else f"发现 {findings} 处问题"
        yield (f"{audit.tenant}：{audit.tree.size} 个条目，树 {audit.tree.root().hex()}，"
               f"信任根 {audit.pinned.document['version']} SHA-256 {audit.pinned.sha256}")
    yield ("checked: " if english else "已核验：") + ", ".join(f"{n} {what}" for what, n in sorted(audit.checked.items()))
    if sample is not None:
        skipped = audit.tools.skipped
        yield (f"a sample only: {skipped} signatures were read but not verified; seed {sample}" if english
               else f"仅抽样：{skipped} 个签名只读取未验证；种子 {sample}")
    for weight, title in (("finding", "finding" if english else "问题"), ("shortfall", "shortfall" if english else "不足")):
        for word, texts in WORDS.items():
            if texts[0] == weight and word in audit.counts:
                yield f"{title} {word} × {audit.counts[word]}: {texts[1 if english else 2]}"
                for remark in [r for r in audit.remarks if r["word"] == word][:20 if weight == "finding" else 5]:
                    yield f"  {place_of(remark, english)}  {remark['detail']}".rstrip()
    said = [f"{audit.counts[word]} {texts[1 if english else 2]}" for word, texts in WORDS.items()
            if texts[0] == "asserted" and word in audit.counts]
    if said:
        yield ("asserted by the controller only: " if english else "仅为控制器所称：") + ", ".join(said)
    for line in NOT_CHECKED[language]:
        yield ("not checked: " if english else "未核验：") + line


def place_of(remark, english):
    if remark["index"] is None:
        return "-"
    if remark["word"] in ("checkpoint", "checkpoint-root", "cosignature"):
        return f"{'checkpoint' if english else '检查点'} {remark['index']}"
    return f"{'leaf' if english else '叶子'} {remark['index']}"


def as_json(audit, sample):
    return {"tenant": audit.tenant, "size": audit.tree.size, "treeRoot": audit.tree.root().hex(),
            "rootVersion": audit.pinned.document["version"], "rootSha256": audit.pinned.sha256,
            "remarks": audit.remarks, "counts": audit.counts, "checked": audit.checked,
            "sample": {"seed": sample, "notVerified": audit.tools.skipped} if sample is not None else None}


def main():
    language = "zh" if (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
                        ).startswith("zh") else "en"
    parser = argparse.ArgumentParser(description="Checks an exported Countersign log from the file alone.")
    parser.add_argument("log", help="the exported log, an SQLite file")
    parser.add_argument("--root", required=True, help="the client's trust root, any version that you trust")
    parser.add_argument("--sample", type=int, metavar="N", help="verify only N signatures, chosen at random, and roots")
    parser.add_argument("--seed", type=int, help="the seed of the sample (else a new one, printed)")
    parser.add_argument("--lang", choices=("en", "zh"), default=language)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.sample is not None and options.sample < 0:
        parser.error("--sample takes a number from 0")
    seed = None
    try:
        with open(options.root, "rb") as file:
            root_text = file.read(MAX_ROOT + 1)
        database = open_log(options.log)
        chosen = None
        if options.sample is not None:
            seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1, 1 << 32)
            chosen = choose_sample(database, options.sample, seed)
        tools = Tools(chosen)
        try:
            audit = verify(options.log, root_text, tools, database)
        finally:
            tools.close()
    except (Unreadable, OSError, sqlite3.Error) as error:
        shown = "".join(c if c.isprintable() else "?" for c in str(error))  # SQLite may quote the file
        print(f"error: {shown}" if options.lang == "en" else f"错误：{shown}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(as_json(audit, seed), ensure_ascii=False, sort_keys=True))
    else:
        for line in report(audit, options.lang, seed):
            print(line)
    return 1 if any(WORDS[word][0] == "finding" for word in audit.counts) else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stderr.reconfigure(encoding="utf-8")
    try:
        sys.exit(main())
    except BrokenPipeError:
        os._exit(2)  # whoever read the report has left
