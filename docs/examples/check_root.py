#!/usr/bin/env python3
"""Checks an exported log without any Countersign code.

    check_root.py LOG.sqlite ROOT.json

ROOT.json is the client's trust root as its people signed it; get it from them, not from the log. Checked: every leaf is
there, the Merkle root of every checkpoint, the log's signature on every checkpoint (openssl), every signature of every
entry in the namespace of its kind (ssh-keygen). Printed: who signed what. Not checked: whether the rules allowed it.
Exit status: 0 sound, 1 something is wrong, 2 cannot be read. Needs Python 3.9, openssl 3 and ssh-keygen 8.9, or later.
"""
import base64, hashlib, json, os, sqlite3, subprocess, sys, tempfile

NAMESPACES = {"review": "approval"}  # every other kind signs in the namespace of its own name
UNSIGNED = {"access", "install", "system"}  # the controller's word, signed by nobody
ED25519_DER = bytes.fromhex("302a300506032b6570032100")  # RFC 8410, before the 32 bytes of the key
problems = []


def sha256(data):
    return hashlib.sha256(data).digest()


def root_of(subtrees):
    """Joins complete subtrees, given largest first, into the tree's root (RFC 6962, section 2.1)."""
    joined = None
    for _, digest in reversed(subtrees):
        joined = digest if joined is None else sha256(b"\x01" + digest + joined)
    return sha256(b"") if joined is None else joined


def add(subtrees, leaf):
    """Appends one leaf; two subtrees of the same height become one."""
    height, digest = 0, sha256(b"\x00" + leaf)
    while subtrees and subtrees[-1][0] == height:
        digest = sha256(b"\x01" + subtrees.pop()[1] + digest)
        height += 1
    subtrees.append((height, digest))


def run(folder, files, *command):
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    return subprocess.run(command, cwd=folder, stdin=open(os.path.join(folder, "text"), "rb"),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def check_note(folder, note, size, root, name, key):
    """A checkpoint: name, size, base64 root, an empty line, signature lines (c2sp.org/tlog-checkpoint)."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    if text.split("\n")[:3] != [name, str(size), base64.b64encode(root).decode()]:
        return "names another tree than the leaves make"
    key_id = sha256(name.encode() + b"\n" + key)[:4]
    for line in lines.splitlines():
        _, signer, payload = line.split(" ")
        payload = base64.b64decode(payload)
        if signer == name and payload[:4] == key_id:
            files = {"text": text.encode(), "sig": payload[4:], "key": ED25519_DER + key[1:]}
            good = run(folder, files, "openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key",
                       "-rawin", "-in", "text", "-sigfile", "sig")
            return None if good else "has a bad log signature"
    return "is not signed by the log's key"


def signing_key(armored):
    """The public key inside an SSH signature: magic, version, then the key as a string with its length."""
    blob = base64.b64decode("".join(armored.split("\n")[1:-2]))
    return blob[14:14 + int.from_bytes(blob[10:14], "big")]


def device_id(key):
    return "d-" + base64.b32encode(sha256(key)).decode().lower()[:26]


def main(log_path, root_path):
    root_text = open(root_path, "rb").read()
    root = json.loads(root_text)
    name, _, encoded = root["log"]["key"].split("+", 2)  # a vkey: name, key ID, base64 of type and key
    key = base64.b64decode(encoded)
    people = {base64.b64decode(k["key"].split(" ")[1]): p["id"] for p in root["people"] for k in p["keys"]}
    devices = {}
    database = sqlite3.connect("file:" + os.path.abspath(log_path) + "?mode=ro", uri=True)
    notes = dict(database.execute("SELECT size, note FROM checkpoint"))
    subtrees, next_index, checked, seen = [], 0, 0, False
    with tempfile.TemporaryDirectory() as folder:
        for index, leaf in database.execute("SELECT idx, leaf FROM entry ORDER BY idx"):
            if index != next_index:
                problems.append(f"entry {next_index} is missing")
            next_index = index + 1
            add(subtrees, leaf)
            entry = json.loads(leaf)
            kind, statement = entry["kind"], entry["statement"].encode()
            seen = seen or (kind == "root" and statement == root_text)
            if kind == "enrolment":
                enrolled = json.loads(statement)
                for member in ("receiptKey", "agentKey"):
                    devices[base64.b64decode(enrolled[member].split(" ")[1])] = enrolled["device"]
            signers = []
            for armored in entry["signatures"]:
                blob = signing_key(armored)
                signers.append(people.get(blob) or devices.get(blob) or f"unknown key {blob.hex()}")
                if kind in ("enrolment", "receipt") and device_id(blob) != json.loads(statement)["device"]:
                    problems.append(f"entry {index} ({kind}) is signed by a key that does not hash to its device")
                if not run(folder, {"text": statement, "sig": armored.encode()}, "ssh-keygen", "-q", "-Y",
                           "check-novalidate", "-n", NAMESPACES.get(kind, kind) + "@countersign", "-s", "sig"):
                    problems.append(f"entry {index} ({kind}): the signature of {signers[-1]} is bad")
            if not signers and kind not in UNSIGNED:
                problems.append(f"entry {index} ({kind}) has no signature")
            print(f"{index:6} {entry['at']} {kind:10} {', '.join(signers) or 'asserted by the controller'}")
            if next_index in notes:
                problem = check_note(folder, notes[next_index], next_index, root_of(subtrees), name, key)
                problems.extend([f"checkpoint {next_index} {problem}"] if problem else [])
                checked += 1
    if not notes or max(notes) != next_index:
        problems.append("the last checkpoint does not cover the last leaf")
    if not seen:
        problems.append(f"{root_path} is not a root of this log")
    print(f"{next_index} leaves, {checked} checkpoints, root {base64.b64encode(root_of(subtrees)).decode()}")
    for problem in problems:
        print("WRONG:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, TypeError, ValueError, KeyError, IndexError, sqlite3.Error) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        sys.exit(2)
