import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct StoredLeafTests {
    /// A log with an entry of every kind that there is.
    private func everything() throws -> LogScript {
        var log = try LogScript()
        let operation = log.operation()
        let leaf = try log.order(operation)
        var random = SeededRandom()
        let other = log.operation(id: .make(at: log.fixtures.issued, random: &random))
        try log.order(other)
        let approval = Approval(
            tenant: operation.tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            scriptSha256: operation.action.contentSha256,
            issued: operation.issued,
            expires: operation.expires
        )
        try log.append(.approval, approval.rendered())
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint())
        try log.append(.receipt, receipt.rendered())
        try log.append(.denial, log.fixtures.denial(of: other).rendered())
        try log.append(.cancel, log.fixtures.cancel(of: other).rendered())
        try log.append(
            .inventory,
            InventoryStatement(
                tenant: log.fixtures.tenant,
                device: log.fixtures.device,
                seq: 1,
                bootId: .literal("7d0c5f2e-6a53-4d9a-9d0e-1f2a3b4c5d6e"),
                report: log.fixtures.salted("report"),
                issued: log.fixtures.issued
            ).rendered()
        )
        for event in [AccessEvent.read, .token] {
            try log.append(
                .access,
                AccessWords(
                    tenant: log.fixtures.tenant,
                    event: event,
                    person: .literal("t-zhao"),
                    object: log.fixtures.digest("token").hex,
                    count: event == .token ? 3 : nil,
                    from: event == .token ? log.fixtures.issued : nil,
                    to: event == .token ? log.fixtures.expires : nil
                ).rendered(),
                signedBy: []
            )
        }
        try log.append(.system, SystemWords(tenant: log.fixtures.tenant, event: .start).rendered(), signedBy: [])
        return log
    }

    @Test func `a log read as one's own says what it says to those who verify it`() throws {
        let log = try everything()
        var stored = TenantHistory(tenant: log.fixtures.tenant, zones: log.zones)
        _ = stored.take(stored: log.leaves)
        let verified = log.history
        #expect(stored.size == verified.size)
        #expect(stored.latest == verified.latest)
        #expect(stored.operations == verified.operations)
        #expect(stored.words == verified.words)
        #expect(stored.open == verified.open)
        #expect(stored.statuses == verified.statuses)
        #expect(stored.roots.map(\.held.sha256) == verified.roots.map(\.held.sha256))
        #expect(stored.devices.keys == verified.devices.keys)
        let (one, other) = (stored.devices[log.fixtures.device], verified.devices[log.fixtures.device])
        #expect(one?.enrolment == other?.enrolment)
        #expect(one?.rows == other?.rows)
        #expect(one?.receipts == other?.receipts)
        #expect(one?.inventory?.content == other?.inventory?.content)
        #expect(one?.inventory?.index == other?.inventory?.index)
        #expect(one?.inventory != nil)
    }

    @Test func `words of access pass unread, but for those that issue tokens`() throws {
        let log = try everything()
        var stored = TenantHistory(tenant: log.fixtures.tenant, zones: log.zones)
        let read = stored.take(stored: log.leaves)
        let tokens = read.compactMap { leaf -> AccessWords? in
            if case .entry(let entry) = leaf, case .access(let words) = entry.statement { return words }
            return nil
        }
        #expect(tokens.map(\.event) == [.token])
        #expect(read.count { if case .silent = $0 { true } else { false } } == 2)
    }

    @Test func `what is no entry keeps its place and changes nothing`() throws {
        let log = try everything()
        var stored = TenantHistory(tenant: log.fixtures.tenant, zones: log.zones)
        let read = stored.take(stored: [[1, 2, 3], []] + log.leaves)
        #expect(read.prefix(2).allSatisfy { if case .unreadable = $0 { true } else { false } })
        #expect(stored.size == UInt64(log.leaves.count) + 2)
        #expect(stored.operations.keys == log.history.operations.keys)
    }

    @Test func `a root that nobody signed for gives no trust, also in one's own log`() throws {
        let log = try LogScript()
        var leaf = log.leaves[0]
        // One letter of the armored signature.
        let place = try #require(leaf.indices.reversed().first { leaf[$0] == UInt8(ascii: "A") })
        leaf[place] = UInt8(ascii: "B")
        var stored = TenantHistory(tenant: log.fixtures.tenant, zones: log.zones)
        _ = stored.take(stored: [leaf])
        #expect(stored.trust == nil)
        #expect(stored.size == 1)
    }
}
