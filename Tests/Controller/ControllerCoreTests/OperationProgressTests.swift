import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct OperationProgressTests {
    private func progress(
        _ log: LogScript,
        lives: [DeviceID: TargetLife] = [:],
        at time: Timestamp? = nil
    ) throws -> OperationProgress {
        let operation = try #require(log.history.operations[log.fixtures.operationID])
        return OperationProgress(
            operation,
            history: log.history,
            lives: lives,
            now: time ?? log.fixtures.issued.adding(seconds: 60),
            zones: log.zones
        )
    }

    @Test func `an order whose rule is met is queued`() throws {
        var log = try LogScript()
        try log.order(log.operation())
        let summary = try progress(log).summary
        #expect(summary.state == "queued")
        #expect(summary.targets.map(\.state) == ["queued"])
        #expect(summary.signers == ["t-zhao"])
        #expect(summary.missing.isEmpty)
    }

    @Test func `an order in finance waits for the contact`() throws {
        var log = try LogScript()
        try log.admit(version: 2, groups: ["finance", "desktops"])
        let operation = log.operation()
        try log.order(operation)
        #expect(try progress(log).summary.state == "waiting")
        #expect(try progress(log).summary.missing == ["1 × contact"])
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
        #expect(try progress(log).summary.state == "queued")
        #expect(try progress(log).summary.approvers == ["p-lw"])
    }

    @Test func `deliveries show as delivered and running`() throws {
        var log = try LogScript()
        try log.order(log.operation())
        let device = log.fixtures.device
        #expect(try progress(log, lives: [device: TargetLife(stage: .delivered, since: log.time)]).state == .delivered)
        #expect(try progress(log, lives: [device: TargetLife(stage: .running, since: log.time)]).state == .running)
    }

    @Test func `past its end without receipt it is unknown, whatever was seen`() throws {
        var log = try LogScript()
        try log.order(log.operation())
        let lives = [log.fixtures.device: TargetLife(stage: .running, since: log.time)]
        let late = try progress(log, lives: lives, at: log.fixtures.expires)
        #expect(late.state == .unknown)
        #expect(late.summary.targets.map(\.state) == ["unknown"])
    }

    @Test func `a denial ends it and a cancel too`() throws {
        var log = try LogScript()
        try log.order(log.operation())
        var cancelled = log
        try log.append(.denial, log.fixtures.denial(of: log.operation()).rendered())
        #expect(try progress(log).state == .denied)
        try cancelled.append(.cancel, log.fixtures.cancel(of: log.operation()).rendered())
        #expect(try progress(cancelled).state == .cancelled)
    }

    @Test func `a stopped order's targets say so, unless they have it already`() throws {
        var denied = try LogScript()
        try denied.order(denied.operation())
        var cancelled = denied
        let denial = try denied.append(.denial, denied.fixtures.denial(of: denied.operation()).rendered())
        try cancelled.append(.cancel, cancelled.fixtures.cancel(of: cancelled.operation()).rendered())
        #expect(denial > 0)
        let device = denied.fixtures.device
        let running = [device: TargetLife(stage: .running, since: denied.time)]
        for (log, word) in [(denied, "denied"), (cancelled, "cancelled")] {
            #expect(try progress(log).summary.targets.map(\.state) == [word])
            #expect(try progress(log).summary.targets.map(\.receipt) == [nil])
            // It may have begun: that the word came in time only a receipt can say.
            #expect(try progress(log, lives: running).summary.targets.map(\.state) == ["running"])
            // No receipt is to come for a denied order, and a cancelled one is not unknown.
            #expect(try progress(log, at: log.fixtures.expires).summary.targets.map(\.state) == [word])
            #expect(
                try progress(log, lives: running, at: log.fixtures.expires).summary.targets.map(\.state) == ["unknown"]
            )
        }
    }

    @Test func `a cancel for some devices stops those targets alone`() throws {
        var log = try LogScript()
        let other = TestKey("second device")
        let operation = log.operation(targets: [log.fixtures.device, other.deviceID])
        try log.order(operation)
        let cancel = Cancel(
            tenant: operation.tenant,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            devices: [other.deviceID],
            issued: operation.issued,
            reason: log.fixtures.salted("not this one")
        )
        try log.append(.cancel, cancel.rendered())
        let summary = try progress(log).summary
        let states = Dictionary(uniqueKeysWithValues: summary.targets.map { ($0.device, $0.state) })
        #expect(states[other.deviceID.text] == "cancelled")
        #expect(states[log.fixtures.device.text] != "cancelled")
        #expect(summary.state != "cancelled")
    }

    @Test func `a receipt's outcome shows whatever was said later`() throws {
        var log = try LogScript()
        let operation = log.operation()
        let leaf = try log.order(operation)
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint())
        try log.append(.receipt, receipt.rendered())
        try log.append(.denial, log.fixtures.denial(of: operation).rendered())
        #expect(try progress(log, at: log.fixtures.expires).summary.targets.map(\.state) == ["succeeded"])
    }

    @Test func `an outcome is shown only from a receipt`() throws {
        var log = try LogScript()
        let operation = log.operation()
        let leaf = try log.order(operation)
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint())
        let index = try log.append(.receipt, receipt.rendered())
        let summary = try progress(log).summary
        #expect(summary.state == "done")
        #expect(summary.targets.map(\.state) == ["succeeded"])
        #expect(summary.targets.map(\.receipt) == [index])
        #expect(summary.targets.map(\.exit) == [0])
    }
}
