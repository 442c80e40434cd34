import SSHSIG
import TransparencyLog

extension Person {
    static func parse(_ field: Field) throws(Refusal) -> Person {
        let object = try field.object(["id", "name", "organisation", "roles", "keys"], optional: ["sealingKey"])
        return Person(
            id: try object("id").identifier(),
            name: try object("name").freeText(),
            organisation: try object("organisation").word(),
            roles: try object("roles").distinctList(1...8) { role throws(Refusal) in try role.word() },
            keys: try object("keys").list(1...keyLimit, PersonKey.parse),
            sealingKey: try object.optional("sealingKey", SealingKey.parse)
        )
    }
}

extension PersonKey {
    static func parse(_ field: Field) throws(Refusal) -> PersonKey {
        let object = try field.object(["key"], optional: ["until"])
        return PersonKey(
            key: try object("key").publicKey(),
            until: try object.optional("until") { time throws(Refusal) in try time.time() }
        )
    }
}

extension RootLog {
    static func parse(_ field: Field) throws(Refusal) -> RootLog {
        let object = try field.object(["origin", "key"], optional: ["previous"])
        let log = RootLog(
            origin: try object("origin").text(where: AddressShape.isLogOrigin),
            key: try object("key").verifierKey(.ed25519),
            previous: try object.optional("previous", PreviousLog.parse)
        )
        // A checkpoint is signed under its origin's name (c2sp.org/tlog-checkpoint).
        guard log.key.name.utf8.elementsEqual(log.origin.utf8) else { throw object.refusal(.verifierKeyName, "key") }
        guard log.previous?.origin != log.origin else {
            throw Refusal(.duplicate, at: field.path.member("previous").member("origin"))
        }
        return log
    }
}

extension PreviousLog {
    static func parse(_ field: Field) throws(Refusal) -> PreviousLog {
        let object = try field.object(["origin", "size", "root"])
        return PreviousLog(
            origin: try object("origin").text(where: AddressShape.isLogOrigin),
            size: try object("size").integer(),
            root: try object("root").digest()
        )
    }
}

extension WitnessPolicy {
    /// Reads the witnesses; none of them may hold the log's own key, and each key counts once.
    static func parse(_ field: Field, log: RootLog) throws(Refusal) -> WitnessPolicy {
        let object = try field.object(["quorum", "maxAgeSeconds", "list"])
        let witnesses = WitnessPolicy(
            quorum: Int(try object("quorum").integer(in: 0...16)),
            maximumAgeSeconds: try object("maxAgeSeconds").age(),
            list: try object("list").list(0...16, Witness.parse)
        )
        var seen: Set<[UInt8]> = []
        for (index, witness) in witnesses.list.enumerated() {
            let path = field.path.member("list").element(index).member("key")
            guard witness.key.publicKey != log.key.publicKey else { throw Refusal(.keyShared, at: path) }
            guard seen.insert(witness.key.publicKey).inserted else { throw Refusal(.duplicate, at: path) }
        }
        guard witnesses.quorum <= witnesses.list.count else { throw object.refusal(.range, "quorum") }
        return witnesses
    }
}

extension Witness {
    static func parse(_ field: Field) throws(Refusal) -> Witness {
        let object = try field.object(["key", "url"])
        return Witness(
            key: try object("key").verifierKey(.cosignature),
            url: try object("url").text { AddressShape.isHTTPS($0, withPath: true) }
        )
    }
}

extension StatusPolicy {
    static func parse(_ field: Field) throws(Refusal) -> StatusPolicy {
        let object = try field.object(["required", "maxAgeSeconds"])
        return StatusPolicy(
            required: try object("required").bool(),
            maximumAgeSeconds: try object("maxAgeSeconds").age()
        )
    }
}

extension TimestampAuthority {
    static func parse(_ field: Field) throws(Refusal) -> TimestampAuthority {
        let object = try field.object(["certificateSha256", "policies"])
        return TimestampAuthority(
            certificateSHA256: try object("certificateSha256").digest(),
            policies: try object("policies").distinctList(1...16) { policy throws(Refusal) in
                try policy.text(where: AddressShape.isObjectIdentifier)
            }
        )
    }
}

extension ControllerAddress {
    static func parse(_ field: Field) throws(Refusal) -> ControllerAddress {
        let object = try field.object(["address", "caSha256"])
        return ControllerAddress(
            address: try object("address").text(where: AddressShape.isHostAndPort),
            caSHA256: try object("caSha256").digest()
        )
    }
}

extension Field {
    /// A note key of one type that is not weak.
    fileprivate func verifierKey(_ type: NoteVerifierKey.KeyType) throws(Refusal) -> NoteVerifierKey {
        let text = try string()
        let key: NoteVerifierKey
        do throws(NoteError) {
            key = try NoteVerifierKey(text)
        } catch {
            throw refusal(Reason(rawValue: error.code) ?? .verifierKeyFormat)
        }
        guard key.type == type else { throw refusal(.verifierKeyType) }
        do throws(SSHSIGError) {
            // The same test for points of small order as for people's keys.
            _ = try SSHPublicKey(ed25519: key.publicKey)
        } catch {
            throw refusal(.keyWeak)
        }
        return key
    }

    /// The largest age that a root may allow: 365 days.
    fileprivate func age() throws(Refusal) -> Int64 {
        Int64(try integer(in: 1...31_536_000))
    }
}
