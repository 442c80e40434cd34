import Model
import TestSupport
import Testing
import Trust

@Suite struct RootUpdateTests {
    private static let zones = KnownZones()
    private let fixtures = StatementFixtures()

    private func person(_ id: String, _ keys: [String], _ roles: [Role] = [.root], until: Timestamp? = nil) -> Person {
        Person(
            id: .literal(id),
            name: id,
            organisation: .client,
            roles: roles,
            keys: keys.map { PersonKey(key: TestKey($0).publicKey, until: until) }
        )
    }

    private func root(_ version: UInt64, threshold: Int = 2, people: [Person]? = nil) -> TrustRoot {
        let base = fixtures.root(version: version)
        return TrustRoot(
            tenant: base.tenant,
            version: version,
            issued: base.issued,
            expires: base.expires,
            rootThreshold: threshold,
            people: people ?? [person("a", ["a", "a2"]), person("b", ["b"]), person("t", ["t"], [.technician])],
            log: base.log,
            witnesses: base.witnesses,
            status: base.status,
            controllers: base.controllers,
            policy: base.policy
        )
    }

    private func offer(_ next: TrustRoot, to current: TrustRoot, by keys: [String], for kind: EntryKind = .root)
        -> String
    {
        let text = next.rendered()
        var chain = RootChain(trusting: HeldRoot(current, sha256: current.rendered().sha256))
        do throws(Refusal) {
            let signatures = keys.map { TestKey($0).sign(text, for: kind) }
            _ = try chain.accept(text, signatures: signatures, zones: Self.zones)
            return chain.current.sha256 == text.sha256 ? "accepted" : "wrong document"
        } catch {
            return chain.versions.count == 1 ? error.reason.rawValue : "changed by a refused document"
        }
    }

    @Test func `old and new threshold together move the root on`() {
        #expect(offer(root(2), to: root(1), by: ["a", "b"]) == "accepted")
    }

    @Test func `two keys of one person, and keys of other roles, are one person`() {
        #expect(offer(root(2), to: root(1), by: ["a", "a2"]) == "threshold-old")
        #expect(offer(root(2), to: root(1), by: ["a", "t"]) == "threshold-old")
        #expect(offer(root(2), to: root(1), by: ["a", "a"]) == "threshold-old")
    }

    @Test func `both thresholds are asked`() {
        let handover = root(2, people: [person("c", ["c"]), person("d", ["d"])])
        #expect(offer(handover, to: root(1), by: ["a", "b"]) == "threshold-new")
        #expect(offer(handover, to: root(1), by: ["c", "d"]) == "threshold-old")
        #expect(offer(handover, to: root(1), by: ["a", "b", "c", "d"]) == "accepted")
    }

    @Test func `only the next version is taken`() {
        #expect(offer(root(3), to: root(1), by: ["a", "b"]) == "version")
        #expect(offer(root(1), to: root(2), by: ["a", "b"]) == "version")
        #expect(offer(root(2), to: root(2), by: ["a", "b"]) == "version")
        #expect(offer(root(2, threshold: 1), to: root(2), by: ["a", "b"]) == "equivocation")
    }

    @Test func `a signature for another purpose is none`() {
        #expect(offer(root(2), to: root(1), by: ["a", "b"], for: .operation) == "threshold-old")
    }

    @Test func `an end of a key is compared with the document's date`() {
        let people = { (until: Timestamp) in [self.person("a", ["a"], until: until), self.person("b", ["b"])] }
        let issued = fixtures.root().issued
        #expect(offer(root(2), to: root(1, people: people(issued)), by: ["a", "b"]) == "threshold-old")
        let later = issued.adding(seconds: 1)
        #expect(offer(root(2), to: root(1, people: people(later)), by: ["a", "b"]) == "accepted")
    }

    @Test func `too many signatures are not even verified`() {
        #expect(offer(root(2), to: root(1), by: Array(repeating: "a", count: 17)) == "too-many-signatures")
    }

    @Test func `a first document needs its own threshold`() throws {
        let text = root(1).rendered()
        func judge(_ keys: [String]) -> Reason? {
            do throws(Refusal) {
                let signatures = keys.map { TestKey($0).sign(text, for: .root) }
                let held = try RootUpdate.judgeFirst(text, signatures: signatures, zones: Self.zones)
                return held.sha256 == text.sha256 ? nil : .digest
            } catch {
                return error.reason
            }
        }
        #expect(judge(["a", "b"]) == nil)
        #expect(judge(["a", "a2"]) == .thresholdNew)
        #expect(judge(["a", "stranger"]) == .thresholdNew)
    }

    @Test func `a damaged document is refused for its structure with the member at fault`() {
        let text = StatementText(
            root(2).rendered().string.replacing("\"rootThreshold\":2", with: "\"rootThreshold\":3")
        )
        #expect(throws: Refusal(.structure, "rootThreshold")) {
            try RootUpdate.judge(
                text,
                signatures: [],
                following: HeldRoot(root(1), sha256: fixtures.digest("root")),
                zones: Self.zones
            )
        }
    }

    @Test func `past its date a root allows no work`() {
        let current = root(1)
        let chain = RootChain(trusting: HeldRoot(current, sha256: current.rendered().sha256))
        #expect(chain.nextVersion == 2)
        #expect(chain.allowsWork(at: current.expires.adding(seconds: -1)))
        #expect(!chain.allowsWork(at: current.expires))
    }
}
