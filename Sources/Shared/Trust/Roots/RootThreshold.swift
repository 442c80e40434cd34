package import Model
import SSHSIG
import TransparencyLog

/// Which people of role root signed a document (docs/protocol.md, root updates).
package enum RootThreshold {
    package static let namespace = "root@countersign"

    /// A signature over a root document that verified.
    package struct Vote: Hashable, Sendable {
        let facts: SignatureFacts
    }

    /// Verifies signatures over a document.
    ///
    /// One that doesn't verify is left out and vetoes nothing. An exact key counts once, however many signatures it
    /// made, so an ECDSA signature and its twin are one.
    package static func votes(_ signatures: [String], over text: StatementText) -> [Vote] {
        var keys: Set<[UInt8]> = []
        return signatures.compactMap { armored in
            guard let signature = try? SSHSignature(armored: armored),
                let facts = try? signature.verify(message: text.bytes, namespace: namespace, passkeys: .anySecure),
                keys.insert(facts.key.blob).inserted
            else { return nil }
            return Vote(facts: facts)
        }
    }

    /// The people of role root in a document for whom votes were given, each once however many keys signed.
    ///
    /// - Parameter issued: of the document voted on. A key with an earlier or equal `until` doesn't count.
    package static func people(of root: TrustRoot, behind votes: [Vote], issued: Timestamp) -> Set<PersonID> {
        var people: Set<PersonID> = []
        for person in root.people where person.roles.contains(.root) {
            let signed = person.keys.contains { key in
                key.counts(at: issued)
                    && votes.contains { vote in
                        vote.facts.key == key.key
                            && vote.facts.origin.map { PasskeyPage.isListed($0, in: root) } ?? true
                    }
            }
            if signed { people.insert(person.id) }
        }
        return people
    }

    /// Whether a document's own threshold is reached; one of 0 can't be read.
    package static func isReached(of root: TrustRoot, by votes: [Vote], issued: Timestamp) -> Bool {
        people(of: root, behind: votes, issued: issued).count >= max(1, root.rootThreshold)
    }
}
