#!/usr/bin/env python3
"""Builds logs, good and bad, with ssh-keygen and openssl alone, and has two auditors judge each.

    compare_auditors.py COUNTERSIGN [VECTORS]

`COUNTERSIGN audit verify` and tools/verify_evidence.py share no code. For every log both must give the same exit status
and the same findings and shortfalls, as sets of word and place; for many logs what has to be found is written here.
The logs: one of every kind of entry; one fault each; several hundred with one bit flipped; entries dropped, exchanged
or cut off, with the checkpoints as they were and with all of them signed again as somebody with the log's key would;
bent statements under good signatures; files that no program of ours writes. VECTORS is a folder of conformance vectors
whose example and sequences are judged too.
Prints what differs and a line with the counts. Exit status 1 if anything differs.
"""
import base64, concurrent.futures, hashlib, json, os, random, sqlite3, subprocess, sys, tempfile, uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import verify_evidence

ORIGIN = "log.example.net/acme"
START = 1_795_000_000  # 2026-11-18
SALTED = {"sha256": "ab" * 32, "bytes": 5}
LIMITS = {"seconds": 60, "memoryBytes": 64 << 20, "outputBytes": 4_096, "processes": 8}
FOLDER = tempfile.TemporaryDirectory(prefix="compare-auditors-")
KEYS = {}


def stamp(seconds):
    return verify_evidence.datetime.datetime.fromtimestamp(START + seconds, verify_evidence.datetime.timezone.utc
                                                           ).strftime("%Y-%m-%dT%H:%M:%SZ")


def path(name):
    return os.path.join(FOLDER.name, name)


def key(name, *options):
    """A person's or device's key, made once: `type base64`."""
    if name not in KEYS:
        options = options or ("-t", "ed25519")
        subprocess.run(["ssh-keygen", "-q", *options, "-N", "", "-C", "", "-f", path(name)], check=True)
        with open(path(name) + ".pub", encoding="ascii") as file:
            KEYS[name] = " ".join(file.read().split()[:2])
    return KEYS[name]


def device(name):
    blob = base64.b64decode(key(name).split()[1])
    return "d-" + base64.b32encode(hashlib.sha256(blob).digest()).decode().lower()[:26]


SIGNED = {}


def sign(name, namespace, text):
    """An armored signature, made once for each question."""
    key(name)
    question = (name, namespace, text)
    if question not in SIGNED:
        SIGNED[question] = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", path(name), "-n",
                                           namespace + "@countersign"], input=text.encode(), stdout=subprocess.PIPE,
                                          stderr=subprocess.DEVNULL, check=True).stdout.decode()
    return SIGNED[question]


class NoteKey:
    """An Ed25519 key of openssl's with its name."""

    def __init__(self, name, key_type):
        self.name, self.file = name, path(f"note-{len(os.listdir(FOLDER.name))}.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.file], check=True,
                       stderr=subprocess.DEVNULL)
        public = subprocess.run(["openssl", "pkey", "-in", self.file, "-pubout", "-outform", "DER"],
                                stdout=subprocess.PIPE, check=True).stdout[-32:]
        data = bytes([key_type]) + public
        self.id = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        self.vkey = f"{name}+{self.id.hex()}+{base64.b64encode(data).decode()}"
        self.key_type, self.made = key_type, {}

    def line(self, text, moment=None):
        message = text if self.key_type == 1 else f"cosignature/v1\ntime {moment}\n{text}"
        if message not in self.made:
            with open(self.file + ".text", "w", encoding="utf-8") as file:
                file.write(message)
            self.made[message] = subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", self.file, "-rawin", "-in",
                                                 self.file + ".text"], stdout=subprocess.PIPE, check=True).stdout
        prefix = b"" if moment is None else moment.to_bytes(8, "big")
        return f"\u2014 {self.name} {base64.b64encode(self.id + prefix + self.made[message]).decode()}\n"


LOG_KEY, WITNESS, OTHER_KEY = NoteKey(ORIGIN, 1), NoteKey("witness.example", 4), NoteKey(ORIGIN, 1)


class Log:
    """A log in the making. Every statement has the members it needs; `change` says what is different about one."""

    def __init__(self):
        self.leaves, self.time, self.count, self.chains = [], 0, 0, {}
        self.evidence, self.cosignatures = [], []

    def copy(self):
        other = Log()
        other.leaves, other.time, other.count = list(self.leaves), self.time, self.count
        other.chains = dict(self.chains)
        other.root, other.reference = self.root, self.reference
        return other

    def append(self, kind, statement, *signers, at=None, text=None):
        self.time = self.time + 10 if at is None else at
        type_name, _, namespace, _, _ = verify_evidence.KINDS[kind]
        statement = {"type": f"countersign/{type_name}/v1", "tenant": "acme", **statement}
        text = text or json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
        entry = {"type": "countersign/entry/v1", "at": stamp(self.time), "kind": kind, "statement": text,
                 "signatures": [sign(name, namespace, text) for name in signers]}
        self.leaves.append(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode())
        return statement, hashlib.sha256(text.encode()).hexdigest(), len(self.leaves) - 1

    def add_root(self, version=1, signers=("c-li", "o-chen"), tell=True, **change):
        person = {"organisation": "client", "name": "人"}
        rules = [
            {"name": "admit", "kinds": ["device"], "require": [{"role": "contact", "count": 1}]},
            {"name": "publish", "kinds": ["publish"], "items": ["printer.*"],
             "require": [{"role": "publisher", "count": 1}]},
            {"name": "release", "kinds": ["release"], "require": [{"role": "root", "count": 2}]},
            {"name": "urgent", "emergency": True, "reviewSeconds": 600, "witnesses": 0,
             "require": [{"role": "technician", "count": 1}]},
            {"name": "finance", "kinds": ["script"], "groups": ["finance"], "maxValiditySeconds": 14_400,
             "require": [{"role": "technician", "count": 1}, {"role": "contact", "count": 1}]},
            {"name": "nightly", "kinds": ["script"], "groups": ["night"], "requesterCounts": False,
             "ticketRequired": True,
             "hours": {"zone": "Asia/Shanghai", "days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00"},
             "require": [{"role": "technician", "count": 1}]},
            {"name": "everyday", "kinds": ["script", "collect"], "groups": ["desktops"],
             "require": [{"role": "technician", "count": 1}]},
        ]
        root = {
            "version": version, "issued": stamp(-3_600), "expires": stamp(86_400 * 300), "rootThreshold": 2,
            "people": [
                {"id": "c-li", **person, "roles": ["root", "contact"], "keys": [{"key": key("c-li")}]},
                {"id": "o-chen", **person, "roles": ["root"],
                 "keys": [{"key": key("o-chen", "-t", "ecdsa", "-b", "384")}]},
                {"id": "t-zhao", **person, "roles": ["technician"], "keys": [{"key": key("t-zhao", "-t", "ecdsa")}]},
                {"id": "t-qian", **person, "roles": ["technician"], "keys": [{"key": key("t-qian")}]},
                {"id": "p-sun", **person, "roles": ["publisher"],
                 "keys": [{"key": key("p-sun", "-t", "rsa", "-b", "3072")}]},
                {"id": "s-wu", **person, "roles": ["status"], "keys": [{"key": key("s-wu")}]}],
            "log": {"origin": ORIGIN, "key": LOG_KEY.vkey},
            "witnesses": {"quorum": 0, "maxAgeSeconds": 3_600,
                          "list": [{"key": WITNESS.vkey, "url": "https://witness.example"}]},
            "status": {"required": False, "maxAgeSeconds": 7_200}, "policy": rules,
            "controllers": [{"address": "c.example.net:7443", "caSha256": "cd" * 32}], **change}
        statement, digest, index = self.append("root", root, *signers)
        if tell:
            self.root = json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()
            self.reference = {"version": version, "sha256": digest}
        return index

    def enrol(self, name, **change):
        return self.append("enrolment", {
            "device": device(name), "receiptKey": key(name), "agentKey": key(name + "-agent"),
            "sealingKey": "x25519 " + base64.b64encode(b"\x09" * 32).decode(), "csrSha256": "01" * 32,
            "tokenSha256": "02" * 32, "rootSha256": self.reference["sha256"], "issued": stamp(self.time),
            **change}, name)

    def admit(self, name, version=1, groups=("desktops",), state="active", signer="c-li"):
        row = {"device": device(name), "version": version, "state": state, "name": name, "groups": list(groups)}
        return self.append("device", {"root": self.reference, "issued": stamp(self.time), "devices": [row]}, signer)

    def order(self, *names, signer="t-zhao", **change):
        self.count += 1
        name = str(uuid.UUID(int=(0x019AB4C2 << 96) | (0x7000 << 64) | (0x8 << 60) | self.count))
        return self.append("operation", {
            "id": name, "root": self.reference, "issued": stamp(self.time), "expires": stamp(self.time + 3_600),
            "action": {"kind": "script", "interpreter": "/bin/sh",
                       "script": {"name": "fix.sh", "sha256": "ef" * 32, "bytes": 12}},
            "targets": {"devices": sorted(map(device, names))}, "limits": LIMITS, "reason": SALTED, **change}, signer)

    def say(self, kind, order, signer, **change):
        statement, digest, _ = order
        said = {"operation": statement["id"], "statementSha256": digest, "issued": stamp(self.time)}
        if kind != "cancel":
            said["root"] = self.reference
        if kind in ("approval", "denial"):
            said.update(expires=stamp(self.time + 3_600), scriptSha256="ef" * 32)
        if kind in ("denial", "cancel"):
            said["reason"] = SALTED
        if kind == "review":
            said["verdict"] = "accepted"
        return self.append(kind, {**said, **change}, signer)

    def receipt(self, order, name, rule="everyday", note=None, after=20, **change):
        statement, digest, index = order
        sequence, previous = self.chains.get(name, (0, "0" * 64))
        moment = self.time + after
        said = {"device": device(name), "sequence": sequence + 1, "previous": previous, "operation": statement["id"],
                "statementSha256": digest, "leafIndex": index, "checkpoint": note or self.note(),
                "root": self.reference,
                "rule": rule, "outcome": "succeeded", "exit": 0, "admitted": stamp(moment), "started": stamp(moment),
                "ended": stamp(moment + 1), "clock": {"synchronised": True, "offsetMs": 3},
                "limits": {"mechanism": "cgroup2"}, "usage": {"cpuMs": 9, "maxRssBytes": 1 << 20}, "leftover": "none",
                "executorVersion": "1.0.0", **change}
        said = {member: value for member, value in said.items() if value is not None}
        made = self.append("receipt", said, name, at=moment + 5)
        self.chains[name] = (said["sequence"], made[1])
        return made

    def refusal(self, order, name, code="denied"):
        return self.receipt(order, name, outcome="refused", code=code, rule=None, exit=None, admitted=None,
                            started=None, ended=None)

    def text(self, size=None):
        tree = verify_evidence.Tree()
        for leaf in self.leaves[:size]:
            tree.append(leaf)
        return f"{ORIGIN}\n{tree.size}\n{base64.b64encode(tree.root()).decode()}\n"

    def note(self, size=None, signer=LOG_KEY, cosigned=None):
        text = self.text(size)
        return text + "\n" + signer.line(text) + (WITNESS.line(text, START + cosigned) if cosigned is not None else "")

    def notes(self):
        """A checkpoint for every third size and for the last."""
        sizes = sorted({*range(3, len(self.leaves), 3), len(self.leaves)})
        return [(size, self.note(size)) for size in sizes]


def write(name, leaves, notes, log=None, change=""):
    """A log file; its name."""
    with sqlite3.connect(path(name)) as database:
        database.executescript("""
            CREATE TABLE entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT;
            CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
            CREATE TABLE cosignature(size INTEGER, witness TEXT, time INTEGER, line TEXT);
            CREATE TABLE evidence(size INTEGER, note TEXT);""")
        database.executemany("INSERT INTO entry VALUES (?, ?)", enumerate(leaves))
        database.executemany("INSERT INTO checkpoint VALUES (?, ?)", notes)
        database.executemany("INSERT INTO cosignature VALUES (?, 'w', 1, ?)", log.cosignatures if log else [])
        database.executemany("INSERT INTO evidence VALUES (?, ?)", log.evidence if log else [])
        database.executescript(change)
    database.close()
    return path(name)


def everything():
    """A log in which every kind of entry stands, and nothing is wrong."""
    log = Log()
    log.add_root()
    for name in ("pc-1", "pc-2"):
        log.enrol(name)
        log.admit(name)
    log.append("inventory", {"device": device("pc-1"), "seq": 1, "bootId": str(uuid.UUID(int=5)), "report": SALTED,
                             "issued": stamp(log.time)}, "pc-1-agent")
    order = log.order("pc-1", "pc-2")
    log.receipt(order, "pc-1")
    log.receipt(order, "pc-2", outcome="failed", exit=7)
    log.admit("pc-2", 2, ["finance"])
    order = log.order("pc-2")
    log.say("approval", order, "c-li", comment=SALTED)
    log.receipt(order, "pc-2", "finance", note=log.note(cosigned=log.time))
    denied = log.order("pc-1")
    log.say("denial", denied, "o-chen")
    log.refusal(denied, "pc-1")
    cancelled = log.order("pc-1")
    log.say("cancel", cancelled, "t-qian")
    log.receipt(cancelled, "pc-1", outcome="cancelled", rule=None, exit=None, admitted=None, started=None, ended=None)
    log.append("note", {"text": SALTED, "about": device("pc-1"), "issued": stamp(log.time)}, "c-li")
    log.append("publish", item(log), "p-sun")
    log.append("release", release(log), "c-li", "o-chen")
    log.append("status", {"root": log.reference, "issued": stamp(log.time), "expires": stamp(log.time + 7_200),
                          "revokedKeys": [], "revokedItems": [{"item": "printer.restart", "version": 1}]}, "s-wu")
    log.append("access", {"event": "read", "person": "t-zhao", "counts": {"expired": 3}})
    log.append("install", {"person": "t-zhao", "host": "pc-1", "hostKey": "SHA256:" + "A" * 43, "outcome": "ok"})
    log.append("system", {"event": "start"})
    return log


def item(log, name="printer.restart"):
    script = {"interpreter": "/bin/sh", "script": {"name": "fix.sh", "sha256": "ef" * 32, "bytes": 12}}
    texts = {"en": "Restart", "zh": "重启"}
    return {"item": name, "version": 1, "title": texts, "description": texts, "risk": "low", "os": ["debian"],
            "parameters": [{"name": "queue", "type": "choice", "values": ["a", "b"]}], "limits": LIMITS,
            "phases": {"fix": script}, "files": [], "issued": stamp(log.time)}


def release(log):
    return {"sequence": 1, "version": "1.1.0", "packages": [{"arch": "amd64", "sha256": "aa" * 32, "bytes": 9}],
            "issued": stamp(log.time)}


# Logs with one fault each: a function that goes on from the good log and says what has to be found, as word and place.

def stranger_orders(log):
    return [("order-refused", log.order("pc-1", signer="outsider")[2])]


def stranger_runs(log):
    return [("admission", log.receipt(log.order("pc-1", signer="outsider"), "pc-1")[2])]


def one_signature_of_two(log):
    return [("admission", log.receipt(log.order("pc-2"), "pc-2", "finance")[2])]


def same_person_twice(log):
    order = log.order("pc-2")
    log.say("approval", order, "t-zhao")
    return [("admission", log.receipt(order, "pc-2", "finance")[2])]


def wrong_role(log):
    return [("admission", log.receipt(log.order("pc-1", signer="c-li"), "pc-1")[2])]


def approval_of_another_script(log):
    order = log.order("pc-2")
    log.say("approval", order, "c-li", scriptSha256="00" * 32)
    return [("admission", log.receipt(order, "pc-2", "finance")[2])]


def approval_by_stranger(log):
    order = log.order("pc-2")
    place = log.say("approval", order, "outsider")[2]
    return [("signer-not-counted", place), ("admission", log.receipt(order, "pc-2", "finance")[2])]


def approval_above_the_checkpoint(log):
    order = log.order("pc-2")
    note = log.note()
    log.say("approval", order, "c-li")
    return [("admission", log.receipt(order, "pc-2", "finance", note=note)[2])]


def requester_does_not_count(log):
    log.admit("pc-1", 2, ["night"])
    order = log.order("pc-1", ticket="T-1")
    log.say("approval", order, "t-qian")
    log.receipt(order, "pc-1", "nightly")
    alone = log.order("pc-1", ticket="T-1")
    log.say("approval", alone, "t-zhao")
    found = [("admission", log.receipt(alone, "pc-1", "nightly")[2])]
    without = log.order("pc-1")
    log.say("approval", without, "t-qian")
    return found + [("admission", log.receipt(without, "pc-1", "nightly")[2])]


def quarantined(log):
    log.admit("pc-1", 2, state="quarantined")
    return [("admission", log.receipt(log.order("pc-1"), "pc-1")[2])]


def after_the_end(log):
    return [("admission", log.receipt(log.order("pc-1"), "pc-1", after=4_000)[2])]


def other_rule(log):
    return [("rule", log.receipt(log.order("pc-1"), "pc-1", "finance")[2])]


def denied_and_run(log):
    order = log.order("pc-1")
    log.say("denial", order, "p-sun")
    return [("run-after-denial", log.receipt(order, "pc-1")[2])]


def denial_withheld(log):
    order = log.order("pc-1")
    note = log.note()
    log.say("denial", order, "c-li")
    return [("run-after-denial", log.receipt(order, "pc-1", note=note)[2])]


def cancelled_and_run(log):
    order = log.order("pc-1")
    log.say("cancel", order, "c-li", devices=[device("pc-1")])
    return [("run-after-cancel", log.receipt(order, "pc-1")[2])]


def cancel_withheld(log):
    order = log.order("pc-1")
    note = log.note()
    log.say("cancel", order, "c-li")
    return [("cancel-unseen", log.receipt(order, "pc-1", note=note)[2])]


def cancel_by_somebody_else(log):
    order = log.order("pc-1")
    log.say("cancel", order, "p-sun")
    log.receipt(order, "pc-1")
    return []


def no_target(log):
    return [("target", log.receipt(log.order("pc-2"), "pc-1")[2])]


def other_leaf(log):
    order = log.order("pc-1")
    return [("leaf-index", log.receipt(order, "pc-1", leafIndex=order[2] - 1)[2])]


def other_statement(log):
    return [("leaf-index", log.receipt(log.order("pc-1"), "pc-1", statementSha256="11" * 32)[2])]


def hidden_receipt(log):
    order = log.order("pc-1")
    hole = log.receipt(order, "pc-1", sequence=9, previous="22" * 32)[2]
    log.receipt(log.order("pc-1"), "pc-1")
    return [("receipt-chain", hole)]


def second_receipt(log):
    order = log.order("pc-1")
    log.receipt(order, "pc-1")
    return [("receipt-chain", log.receipt(order, "pc-1")[2])]


def receipt_of_a_stranger(log):
    place = log.receipt(log.order("pc-1"), "pc-9")[2]
    return [("receipt-chain", place), ("target", place)]


def unknown_root(log):
    return [("root-unknown", log.receipt(log.order("pc-1"), "pc-1", root={"version": 1, "sha256": "33" * 32})[2])]


def note_of_another_key(log):
    return [("receipt-checkpoint", log.receipt(log.order("pc-1"), "pc-1", note=log.note(signer=OTHER_KEY))[2])]


def forked(log):
    other = log.copy()
    order = log.order("pc-1")
    other.append("system", {"event": "stop"})
    return [("fork", log.receipt(order, "pc-1", note=other.note())[2])]


def not_covered(log):
    note = log.note()
    return [("inclusion", log.receipt(log.order("pc-1"), "pc-1", note=note)[2])]


def enrolled_twice(log):
    return [("enrolment", log.enrol("pc-1")[2])]


def enrolled_elsewhere(log):
    return [("enrolment-root", log.enrol("pc-3", rootSha256="44" * 32)[2])]


def inventory_of_another(log):
    return [("inventory-signer", log.append("inventory", {
        "device": device("pc-1"), "seq": 2, "bootId": str(uuid.UUID(int=5)), "report": SALTED,
        "issued": stamp(log.time)}, "pc-2-agent")[2])]


def other_tenant(log):
    return [("tenant", log.append("system", {"event": "stop", "tenant": "other"})[2])]


def back_in_time(log):
    place = log.append("system", {"event": "stop"}, at=5)[2]
    log.time = 10_000
    return [("time-order", place)]


def row_by_a_technician(log):
    return [("device-statement", log.admit("pc-1", 2, signer="t-zhao")[2])]


def row_of_an_old_version(log):
    return [("device-statement", log.admit("pc-2", 1)[2])]


def row_of_nobody(log):
    return [("device-statement", log.admit("pc-7")[2])]


def published_by_a_technician(log):
    return [("publication", log.append("publish", item(log), "t-zhao")[2])]


def published_under_no_rule(log):
    return [("publication", log.append("publish", item(log, "disk.clean"), "p-sun")[2])]


def released_by_one(log):
    return [("publication", log.append("release", release(log), "c-li")[2])]


def id_again(log):
    order = log.order("pc-1")
    log.receipt(order, "pc-1")
    return [("operation-id", log.append("operation", order[0], "t-zhao")[2])]


def root_of_one(log):
    return [("root-chain", log.add_root(2, signers=("c-li",), tell=False))]


def root_two_ahead(log):
    return [("root-chain", log.add_root(3, tell=False))]


def next_root(log):
    log.add_root(2)
    log.receipt(log.order("pc-1"), "pc-1")
    return [("root-older", 0)]


def removed_signer(log):
    order = log.order("pc-1", signer="t-qian")
    root = json.loads(log.root)
    log.add_root(2, people=[person for person in root["people"] if person["id"] != "t-qian"])
    return [("root-older", 0), ("admission", log.receipt(order, "pc-1")[2])]


def status_by_a_technician(log):
    return [("status-ignored", log.append("status", {
        "root": log.reference, "issued": stamp(log.time), "expires": stamp(log.time + 60), "revokedKeys": [],
        "revokedItems": []}, "t-zhao")[2])]


def revoked_key(log):
    blob = base64.b64decode(key("t-qian").split()[1])
    order = log.order("pc-1", signer="t-qian")
    early = log.note()
    log.append("status", {"root": log.reference, "issued": stamp(log.time), "expires": stamp(log.time + 60),
                          "revokedKeys": [verify_evidence.print_of(blob)], "revokedItems": []}, "s-wu")
    log.receipt(order, "pc-1", note=early)
    return [("admission", log.receipt(log.order("pc-1", signer="t-qian"), "pc-1")[2])]


def unanswered(log):
    place = log.order("pc-1")[2]
    log.append("system", {"event": "stop"}, at=log.time + 5_000)
    return [("unanswered", place)]


def unreviewed_emergencies(log):
    first = log.order("pc-1", emergency=True)
    log.receipt(first, "pc-1", "urgent")
    log.time += 700
    second = log.order("pc-1", emergency=True)
    found = [("admission", log.receipt(second, "pc-1", "urgent")[2])]
    for order in (first, second):
        log.say("review", order, "c-li")
    log.time += 700
    log.receipt(log.order("pc-1", emergency=True), "pc-1", "urgent")
    return found


def unread_order(log):
    order = log.order("pc-1")
    log.leaves[-1] = log.leaves[-1].replace(b'\\"limits\\"', b'\\"limitz\\"')
    return [("entry", order[2]), ("unproven", log.refusal(order, "pc-1", "statement")[2])]


def explained_evidence(log):
    log.evidence = [(4, log.note(4)), (5, log.note(5, signer=OTHER_KEY))]
    return []


def unexplained_evidence(log):
    other = log.copy()
    other.append("system", {"event": "stop"})
    other.append("system", {"event": "start"})
    log.evidence = [(len(other.leaves), other.note())]
    return [("fork", None)]


def cosigned(log):
    size = len(log.leaves)
    log.cosignatures = [(size, WITNESS.line(log.text(), START))]
    return []


def badly_cosigned(log):
    size = len(log.leaves)
    log.cosignatures = [(size, WITNESS.line(log.text(3), START)), (size, "a line\n")]
    return [("cosignature", size)]


FIRST_FAULT, LAST_FAULT = "stranger_orders", "badly_cosigned"
NAMES = list(globals())
FAULTS = [globals()[name] for name in NAMES[NAMES.index(FIRST_FAULT):NAMES.index(LAST_FAULT) + 1]]


# Statements bent and properly signed: what one reader refuses or judges otherwise shows here.

VALUES = [None, "", "x", "A", "é", "a\u200bb", "y" * 201, 0, 1, 2, 65, 10**15 * 9, 10**16, -1, 1.5, True, False,
          [], {}, ["x"], {"x": 1}, "0" * 64, "2026-02-30T00:00:00Z", "2026-11-18T10:00:00Z", "9999-12-31T23:59:59Z",
          "d-" + "a" * 26, "ssh-ed25519 AAAA", "https://a.example", "https://a.example:0", "a.example:7443",
          "[::1]:99999", "Asia/Shanghai", "localtime", "24:00", "root", "script", "session", "*", "a*",
          "SHA256:" + "B" * 43, "x25519 AAAA"]


def paths(value, before=()):
    yield before
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in named:
        yield from paths(inner, (*before, name))


def bend(statement, chance):
    """A copy with one member left out, added, doubled or replaced."""
    copy = json.loads(json.dumps(statement))
    place = chance.choice([found for found in paths(copy) if found])
    holder = copy
    for name in place[:-1]:
        holder = holder[name]
    how = chance.randrange(6)
    if how == 0:
        del holder[place[-1]]
    elif how == 1 and isinstance(holder[place[-1]], dict):
        holder[place[-1]]["more"] = 1
    elif how == 1 and isinstance(holder[place[-1]], list) and holder[place[-1]]:
        holder[place[-1]].append(holder[place[-1]][chance.randrange(len(holder[place[-1]]))])
    elif how == 2 and isinstance(holder[place[-1]], int) and not isinstance(holder[place[-1]], bool):
        holder[place[-1]] = max(0, holder[place[-1]] + chance.choice((-1, 1, 10, 1_000_000)))
    elif how == 3 and isinstance(holder[place[-1]], str) and holder[place[-1]]:
        text, at = holder[place[-1]], chance.randrange(len(holder[place[-1]]))
        holder[place[-1]] = text[:at] + chance.choice("0aZ:/. é\n\"") + text[at + chance.randrange(2):]
    else:
        holder[place[-1]] = chance.choice(VALUES)
    return copy


def spell(text, chance):
    """The same JSON text in another spelling, or broken."""
    how = chance.randrange(12)
    at = chance.randrange(1, len(text))
    if how == 0:
        return text.replace(":", ": ", 1)
    if how == 1:
        return text.replace(",", ",\t", 1)
    if how == 2:
        return text[:at] + chance.choice(' \n\r{}[],:"0\\') + text[at:]
    if how == 3:
        return text.replace('"type"', '"\\u0074ype"', 1)
    if how == 4:
        return text[:-1] + ',"type":"x"}'
    if how == 5:
        return text.replace("/", "\\/", 1)
    return text


def bent_statements(good, count, chance):
    """The good log with many bent statements after it, each signed by those who signed the original."""
    log = good.copy()
    made = []
    for leaf in good.leaves:
        entry = json.loads(leaf)
        blobs = {base64.b64decode(line.split()[1]): name for name, line in KEYS.items()}
        signed = [verify_evidence.Signature.unarmor(armored)[14:] for armored in entry["signatures"]]
        signers = [name for body in signed for blob, name in blobs.items() if body.startswith(blob)]
        made.append((entry["kind"], json.loads(entry["statement"]), [name for name in signers if name != "p-sun"]))
    while len(log.leaves) < len(good.leaves) + count:
        kind, statement, signers = chance.choice(made)
        if signers or kind in ("access", "install", "system"):
            text = spell(json.dumps(bend(statement, chance), ensure_ascii=False, separators=(",", ":")), chance)
            log.append(kind, {}, *signers, at=log.time, text=text)
    return log


class Auditors:
    def __init__(self, program):
        self.program, self.tools = program, verify_evidence.Tools()
        self.compared = self.differ = 0

    def ours(self, file, root):
        run = subprocess.run([self.program, "audit", "verify", file, "--root", root, "--json"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False)
        if run.returncode not in (0, 1):
            return run.returncode, set(), run
        return self.answer(run.returncode, json.loads(run.stdout))

    def theirs(self, file, root):
        with open(root, "rb") as opened:
            text = opened.read()
        try:
            audit = verify_evidence.verify(file, text, self.tools)
        except (verify_evidence.Unreadable, sqlite3.Error):
            return 2, set(), None
        result = verify_evidence.as_json(audit, None)
        wrong = any(verify_evidence.WORDS[word][0] == "finding" for word in result["counts"])
        return self.answer(1 if wrong else 0, result)

    @staticmethod
    def answer(status, result):
        counted = {(word, count) for word, count in result["counts"].items()}
        return status, {(remark["word"], remark.get("index")) for remark in result["remarks"]} | counted, result

    def compare(self, name, file, root, expected=None):
        """Whether both say the same, and what was expected."""
        (our_status, ours, our_result), (status, theirs, result) = self.ours(file, root), self.theirs(file, root)
        self.compared += 1
        problems = []
        if our_status != status:
            problems.append(f"exit status {our_status} and {status}")
        if ours != theirs:
            problems.append(f"only ours: {ours - theirs}; only theirs: {theirs - ours}")
        if our_status < 2 and status < 2:
            for member in ("tenant", "size", "treeRoot", "rootVersion", "rootSha256", "checked"):
                if our_result[member] != result[member]:
                    problems.append(f"{member} {our_result[member]} and {result[member]}")
            if expected is None and not any(verify_evidence.WORDS[word][0] == "finding" for word in result["counts"]):
                problems.append("nothing was found")
            found = {(remark["word"], remark["index"]) for remark in result["remarks"]}
            if expected is not None and found != set(expected):
                problems.append(f"expected {sorted(map(str, expected))}, found {sorted(map(str, found))}")
        elif expected != "unreadable":
            problems.append(f"unreadable: {our_result.stderr if hasattr(our_result, 'stderr') else ''}")
        for problem in problems:
            print(f"DIFFERS {name}: {problem}")
        self.differ += bool(problems)


def main(program, vectors=None):
    auditors = Auditors(program)
    work = []
    good = everything()
    root = path("root.json")
    with open(root, "wb") as file:
        file.write(good.root)
    notes = good.notes()
    work.append(("good", write("good", good.leaves, notes), root, []))
    for fault in FAULTS:
        log = good.copy()
        expected = fault(log)
        own = path(fault.__name__ + ".json")
        with open(own, "wb") as file:
            file.write(log.root)
        work.append((fault.__name__, write(fault.__name__, log.leaves, log.notes(), log), own, expected))

    chance = random.Random(20_261_125)
    for number in range(300):  # one bit of one leaf, all kinds in turn
        index = number % len(good.leaves)
        leaf = bytearray(good.leaves[index])
        leaf[chance.randrange(len(leaf))] ^= 1 << chance.randrange(8)
        leaves = [*good.leaves[:index], bytes(leaf), *good.leaves[index + 1:]]
        work.append((f"flip-{number}", write(f"flip-{number}", leaves, notes), root, None))
    for number in range(30):  # one bit of one checkpoint
        size, note = notes[number % len(notes)]
        data = bytearray(note.encode())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(7)
        changed = [(s, data.decode("utf-8", "replace") if s == size else n) for s, n in notes]
        work.append((f"note-{number}", write(f"note-{number}", good.leaves, changed), root, None))

    def resigned(leaves):
        log = good.copy()
        log.leaves = leaves
        return log.notes()

    def rearranged(name, leaves, sound=False):
        work.append((name, write(name, leaves, [(s, n) for s, n in notes if s <= len(leaves)]), root, None))
        work.append((f"{name}-resigned", write(f"{name}-resigned", leaves, resigned(leaves)), root, sound))

    ALIKE = "alike"  # somebody with the log's key can drop what nobody refers to: then only both must say the same
    for index in range(len(good.leaves)):
        rearranged(f"drop-{index}", [leaf for i, leaf in enumerate(good.leaves) if i != index], ALIKE)
        work.append((f"cut-{index}", write(f"cut-{index}", good.leaves[:index], notes), root, None))
        if index:
            swapped = list(good.leaves)
            swapped[index - 1:index + 1] = swapped[index], swapped[index - 1]
            rearranged(f"swap-{index}", swapped, ALIKE)
    work.append(("gap", write("gap", good.leaves, notes, change="DELETE FROM entry WHERE idx = 4"), root, None))
    work.append(("empty", write("empty", [], []), root, [("root-pinned", None), ("checkpoint-missing", None)]))
    # Files that no program of ours writes.
    entries = "DROP TABLE entry; CREATE TABLE entry(idx, leaf); "
    checkpoints = "DROP TABLE checkpoint; CREATE TABLE checkpoint(size, note); "
    for name, change, expected in (
            ("no table", "DROP TABLE checkpoint", "unreadable"),
            ("view", "DROP TABLE entry; CREATE VIEW entry AS SELECT 0 AS idx, x'' AS leaf", "unreadable"),
            ("no column", "DROP TABLE entry; CREATE TABLE entry(idx INTEGER PRIMARY KEY)", "unreadable"),
            ("computed leaf", "DROP TABLE entry; CREATE TABLE entry(idx, leaf BLOB AS (zeroblob(1000000000)), x); "
                              "INSERT INTO entry(idx) VALUES (0)", None),
            ("negative index", entries + "INSERT INTO entry VALUES (-1, x'00')", None),
            ("index no integer", entries + "INSERT INTO entry VALUES (0.0, x'00')", None),
            ("leaf no blob", entries + "INSERT INTO entry VALUES (0, 'abc')", None),
            ("leaf too long", entries + "INSERT INTO entry VALUES (0, zeroblob(70000))", None),
            ("leaf empty", entries + "INSERT INTO entry VALUES (0, x'')", None),
            ("note no text", checkpoints + "INSERT INTO checkpoint VALUES (3, x'00')", "unreadable"),
            ("size no integer", checkpoints + "INSERT INTO checkpoint VALUES (3.5, 'b')", "unreadable"),
            ("size negative", checkpoints + "INSERT INTO checkpoint VALUES (-3, 'b')", "unreadable"),
            ("size twice", checkpoints + "INSERT INTO checkpoint SELECT 3, 'x' UNION ALL SELECT 3, 'y'", None),
            ("size huge", "INSERT INTO checkpoint SELECT 9223372036854775807, 'x'", None),
            ("note with NUL", "UPDATE checkpoint SET note = note || char(0) || 'x' WHERE size = 3", None),
            ("note no UTF-8", "UPDATE checkpoint SET note = CAST(x'ff' AS TEXT) WHERE size = 3", None),
            ("line no text", "INSERT INTO cosignature SELECT max(size), 'w', 1, x'00' FROM checkpoint", None),
            ("cosignature a view", "DROP TABLE cosignature; CREATE VIEW cosignature AS SELECT 3 AS size, 'b' AS line",
             [])):
        work.append((name, write("odd " + name, good.leaves, notes, change=change), root, expected))
    work.append(("no-root", write("no-root", good.leaves, notes), write("not-json", [], []), "unreadable"))

    for number in range(3):
        log = bent_statements(good, 120, chance)
        name = f"bent-statements-{number}"
        work.append((name, write(name, log.leaves, log.notes()[-2:]), root, ALIKE))

    if vectors:
        example = os.path.join(vectors, "statements", "example")
        work.append(("vectors example", os.path.join(example, "log.sqlite"), os.path.join(example, "root.json"), []))
        with open(os.path.join(vectors, "statements", "sequences.json"), encoding="utf-8") as file:
            sequences = json.load(file)
        pool = [base64.b64decode(leaf) for leaf in sequences["leaves_b64"]]
        for case in sequences["cases"]:
            name = write("sequence-" + case["id"], [pool[index] for index in case["leaves"]], [])
            expected = ALIKE if case["expect"] == "valid" else case
            work.append((case["id"], name, os.path.join(example, "root.json"), expected))

    def judge(job):
        name, file, own_root, expected = job
        if expected == ALIKE or isinstance(expected, dict):
            theirs = auditors.theirs(file, own_root)
            expected_here = {(r["word"], r["index"]) for r in theirs[2]["remarks"]} if theirs[2] else "unreadable"
            places = [place for word, place in expected_here
                      if word in ("time-order", "tenant", "enrolment", "inventory-signer", "receipt-chain")]
            if isinstance(expected, dict) and expected["index"] not in places:
                print(f"DIFFERS {name}: nothing is said about leaf {expected['index']} ({expected['reason']})")
                auditors.differ += 1
            expected = expected_here
        auditors.compare(name, file, own_root, expected)

    with concurrent.futures.ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool_:
        list(pool_.map(judge, work))
    auditors.tools.close()
    print(f"auditors: {auditors.compared} logs judged by both, {auditors.differ} differ")
    return 1 if auditors.differ else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
