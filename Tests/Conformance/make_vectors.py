#!/usr/bin/env python3
"""Makes a small folder of vectors with tools that are not ours: ssh-keygen, openssl and this language's own hashes.

usage: make_vectors.py FOLDER      (an empty or new folder)

The schemas are those that the conformance runner reads. Keys are made anew each time, so no answer can be learnt by heart.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys

NAMESPACE = "operation@countersign"
sha256 = lambda data: hashlib.sha256(data).digest()
b64 = lambda data: base64.b64encode(data).decode()


def write(folder, name, value):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode())


def keygen(*arguments, data=b""):
    return subprocess.run(["ssh-keygen", *arguments], input=data, capture_output=True)


# ---- signatures: real keys, real ssh-keygen, its own verdict beside ours ----------------------------------------------
def signatures(folder):
    cases, lines = [], []
    for kind, bits in (("ed25519", None), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521), ("rsa", 3072)):
        name = kind + str(bits or "")
        key = os.path.join(folder, "keys", name)
        os.makedirs(os.path.dirname(key), exist_ok=True)
        keygen("-q", "-t", kind, *(["-b", str(bits)] if bits else []), "-N", "", "-C", "", "-f", key)
        public = open(key + ".pub").read().split()[:2]
        lines.append({"line": " ".join(public), "fingerprint": keygen("-lf", key + ".pub").stdout.split()[1].decode()})
        for number, message in enumerate((b"", b"fix the printer queue\n", os.urandom(3000))):
            identifier = f"{name}-{number}"
            signed = keygen("-q", "-Y", "sign", "-f", key, "-n", NAMESPACE, data=message).stdout
            write(folder, f"sshsig/{identifier}.bin", message)
            armor = signed.decode().split("\n")
            blob = bytearray(base64.b64decode("".join(armor[1:-2])))
            blob[-5] ^= 1
            broken = b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(bytes(blob)) + b"\n-----END SSH SIGNATURE-----\n"
            variants = [
                ("good", signed, NAMESPACE, "valid"),
                ("flipped", broken, NAMESPACE, "invalid"),
                ("purpose", signed, "root@countersign", "invalid"),
                ("cut", signed[:-30], NAMESPACE, "invalid"),
                ("trailing", signed + b"x\n", NAMESPACE, "invalid"),
            ]
            for variant, signature, namespace, expect in variants:
                case = f"{identifier}-{variant}"
                write(folder, f"sshsig/{case}.sig", signature)
                allowed = f"someone {' '.join(public)}\n"
                write(folder, "allowed", allowed.encode())
                verdict = keygen(
                    "-Y", "verify", "-f", os.path.join(folder, "allowed"), "-I", "someone", "-n", namespace,
                    "-s", os.path.join(folder, f"sshsig/{case}.sig"), data=message,
                ).returncode == 0
                # Text after the footer passes ssh-keygen; the profile is stricter on purpose.
                assert verdict == (expect == "valid") or variant == "trailing", case
                cases.append({
                    "id": case, "message": f"{identifier}.bin", "signature": f"{case}.sig", "namespace": namespace,
                    "identity": "someone", "allowed_signers": allowed, "verify_time": 1795521600, "expect": expect,
                    "reason": "ok" if expect == "valid" else "", "level": "strict" if variant == "trailing" else "required",
                })
        os.remove(key)
    os.remove(os.path.join(folder, "allowed"))
    for case in cases:
        if not case["reason"]:
            del case["reason"]
    write(folder, "sshsig/cases.json", {"format": "countersign-sshsig-v1", "cases": cases})
    write(folder, "sshsig/keys.json", {f"key{n}": line for n, line in enumerate(lines)})


# ---- trees: the definition of RFC 6962 section 2.1, word by word -------------------------------------------------------
leaf_hash = lambda data: sha256(b"\0" + data)
node_hash = lambda left, right: sha256(b"\1" + left + right)


def split(count):
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def tree(hashes):
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    half = split(len(hashes))
    return node_hash(tree(hashes[:half]), tree(hashes[half:]))


def path(index, hashes):
    if len(hashes) == 1:
        return []
    half = split(len(hashes))
    if index < half:
        return path(index, hashes[:half]) + [tree(hashes[half:])]
    return path(index - half, hashes[half:]) + [tree(hashes[:half])]


def extension(size, hashes, whole=True):
    if size == len(hashes):
        return [] if whole else [tree(hashes)]
    half = split(len(hashes))
    if size <= half:
        return extension(size, hashes[:half], whole) + [tree(hashes[half:])]
    return extension(size - half, hashes[half:], False) + [tree(hashes[:half])]


def trees(folder):
    hashes = [leaf_hash(os.urandom(20)) for _ in range(40)]
    inclusion, consistency = [], []
    for size in list(range(1, 18)) + [33, 40]:
        root = tree(hashes[:size])
        for index in {0, 1, size // 2, size - 1} & set(range(size)):
            proof = path(index, hashes[:size])
            common = {"leaf_index": index, "tree_size": size, "leaf_hash": b64(hashes[index]), "root": b64(root)}
            inclusion.append({"id": f"ok-{index}-{size}", **common, "proof": [b64(p) for p in proof], "expect": "valid"})
            longer = proof + [os.urandom(32)]
            inclusion.append({"id": f"long-{index}-{size}", **common, "proof": [b64(p) for p in longer], "expect": "invalid"})
            if proof:
                inclusion.append({"id": f"short-{index}-{size}", **common, "proof": [b64(p) for p in proof[1:]], "expect": "invalid"})
        for earlier in {1, 2, size // 2, size} & set(range(1, size + 1)):
            proof = extension(earlier, hashes[:size])
            common = {"size1": earlier, "size2": size, "root1": b64(tree(hashes[:earlier])), "root2": b64(root)}
            consistency.append({"id": f"ok-{earlier}-{size}", **common, "proof": [b64(p) for p in proof], "expect": "valid"})
            other = {**common, "root1": b64(os.urandom(32))}
            consistency.append({"id": f"root-{earlier}-{size}", **other, "proof": [b64(p) for p in proof], "expect": "invalid"})
    write(folder, "merkle/inclusion.json", {"format": "countersign-inclusion-v1", "cases": inclusion})
    write(folder, "merkle/consistency.json", {"format": "countersign-consistency-v1", "cases": consistency})


# ---- checkpoints: signed by openssl ------------------------------------------------------------------------------------
def checkpoints(folder):
    key = os.path.join(folder, "log.key")
    subprocess.run(["openssl", "genpkey", "-algorithm", "ED25519", "-out", key], check=True, capture_output=True)
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout[-32:]
    origin = "log.example/acme"
    identifier = sha256(origin.encode() + b"\n\x01" + public)[:4]
    vkey = f"{origin}+{identifier.hex()}+{b64(bytes([1]) + public)}"

    def note(text):
        write(folder, "text", text.encode())
        signature = subprocess.run(
            ["openssl", "pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", os.path.join(folder, "text")],
            check=True, capture_output=True,
        ).stdout
        return f"{text}\n— {origin} {b64(identifier + signature)}\n"

    root = os.urandom(32)
    good = f"{origin}\n7\n{b64(root)}\n"
    texts = {
        "good": (good, "valid"),
        "other-origin": (good.replace("acme", "emca"), "invalid"),
        "leading-zero": (good.replace("\n7\n", "\n07\n"), "invalid"),
        "short-root": (good.replace(b64(root), b64(root[:31])), "invalid"),
        "negative": (good.replace("\n7\n", "\n-7\n"), "invalid"),
    }
    cases = [
        {"id": name, "note_b64": b64(note(text).encode()), "origin": origin, "log_vkey": vkey, "witness_vkeys": [], "quorum": 0,
         "expect": expect, **({"size": 7, "root": b64(root), "extensions": []} if expect == "valid" else {})}
        for name, (text, expect) in texts.items()
    ]
    changed = note(good).replace("\n7\n", "\n8\n")
    cases.append({"id": "changed", "note_b64": b64(changed.encode()), "origin": origin, "log_vkey": vkey, "witness_vkeys": [],
                  "quorum": 0, "expect": "invalid"})
    write(folder, "notes/checkpoints.json", {"format": "countersign-checkpoint-v1", "cases": cases})
    os.remove(key)
    os.remove(os.path.join(folder, "text"))


# ---- statements: texts that this language's own parser takes, and derivations -------------------------------------------
def statements(folder):
    digest = sha256(b"root").hex()
    good = {
        "type": "countersign/cancel/v1", "tenant": "acme", "operation": "019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5e",
        "statementSha256": digest, "issued": "2026-11-24T21:00:00Z", "reason": {"sha256": digest, "bytes": 41},
    }
    text = lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    without = lambda name: text({k: v for k, v in good.items() if k != name})
    cases = [
        ("good", text(good), "valid", "ok", ""),
        ("unknown", text({**good, "colour": "red"}), "invalid", "unknown-member", "colour"),
        ("missing", without("reason"), "invalid", "missing-member", "reason"),
        ("float", text(good).replace(b":41}", b":41.0}"), "invalid", "number", "reason.bytes"),
        ("twice", text(good)[:-1] + b',"tenant":"acme"}', "invalid", "duplicate-member", "tenant"),
        ("null", text(good).replace(b'"acme"', b"null"), "invalid", "null", "tenant"),
        ("tenant", text({**good, "tenant": "Acme"}), "invalid", "tenant", "tenant"),
        ("time", text({**good, "issued": "2026-02-30T00:00:00Z"}), "invalid", "time", "issued"),
        ("array", b"[" + text(good) + b"]", "invalid", "first-byte", ""),
        ("utf8", text(good).replace(b"acme", b"ac\xffe"), "invalid", "utf8", ""),
    ]
    write(folder, "statements/parse.json", {"format": "countersign-statements-parse-v1", "cases": [
        {"id": i, "scope": "statement", "text_b64": b64(t), "expect": e, "reason": r, "member": m} for i, t, e, r, m in cases
    ]})
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0 " + os.urandom(32)
    salt, content = os.urandom(32), "打印机卡纸".encode()
    devices = sorted("d-" + base64.b32encode(os.urandom(17)).decode().lower()[:26] for _ in range(501))
    hashes = [leaf_hash(d.encode()) for d in devices]
    secret, value = os.urandom(32), b"Printer2024!"
    write(folder, "statements/derivations.json", {
        "format": "countersign-statements-derivations-v1",
        "deviceIds": [{
            "key": "ssh-ed25519 " + b64(blob), "blob_b64": b64(blob),
            "fingerprint": "SHA256:" + b64(sha256(blob)).rstrip("="),
            "device": "d-" + base64.b32encode(sha256(blob)).decode().lower()[:26],
        }],
        "saltedDigests": [{
            "salt_hex": salt.hex(), "content_b64": b64(content), "blob_b64": b64(salt + content),
            "sha256": sha256(salt + content).hex(), "bytes": len(content),
        }],
        "commitments": [{
            "random_hex": secret.hex(), "value_b64": b64(value),
            "commitment": sha256(b"countersign/secret/v1\0" + secret + value).hex(),
        }],
        "targetTree": {"devices": devices, "count": len(devices), "tree": tree(hashes).hex(), "proofs": [
            {"device": devices[i], "index": i, "proof": [b64(p) for p in path(i, hashes)]} for i in (0, 250, 500)
        ]},
    })


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for make in (signatures, trees, checkpoints, statements):
        make(sys.argv[1])


main()
