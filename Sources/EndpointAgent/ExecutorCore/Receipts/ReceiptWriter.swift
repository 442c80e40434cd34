package import Model
package import SSHSIG
import TransparencyLog
import Trust

/// Writes this device's receipts, each continuing the chain from the one before.
///
/// Only this type uses the receipt key, besides the one enrolment statement: no request carries bytes to be signed.
package struct ReceiptWriter: Sendable {
    package let tenant: TenantID
    package let device: DeviceID
    package let version: VersionText
    private let signer: Ed25519Signer
    private let salt: @Sendable () -> [UInt8]

    /// - Parameter salt: 32 random bytes a call, for the digests of erasable outputs.
    package init(
        tenant: TenantID,
        device: DeviceID,
        version: VersionText,
        signer: Ed25519Signer,
        salt: @escaping @Sendable () -> [UInt8]
    ) {
        self.tenant = tenant
        self.device = device
        self.version = version
        self.signer = signer
        self.salt = salt
    }

    /// What became of an order that did not run, in a receipt.
    package func refusal(
        _ code: FinalCode?,
        outcome: Outcome,
        of order: Order,
        root: RootReference,
        after end: ReceiptChainEnd,
        clock: ReceiptClock
    ) -> Decision {
        let receipt = Receipt(
            tenant: tenant,
            device: device,
            sequence: end.sequence + 1,
            previous: end.sha256,
            operation: order.operation,
            statementSha256: order.statementSha256,
            leafIndex: order.leafIndex,
            checkpoint: order.checkpoint,
            root: root,
            rule: order.rule,
            outcome: outcome,
            code: code,
            clock: clock,
            limits: ReceiptLimits(mechanism: Keyword.none),
            usage: ReceiptUsage(cpuMs: 0, maxRssBytes: 0),
            leftover: .none,
            executorVersion: version
        )
        return decision(receipt, blobs: [])
    }

    /// What became of a run, in a receipt.
    package func outcome(
        _ report: RunReport,
        of order: Order,
        root: RootReference,
        after end: ReceiptChainEnd,
        clock: ReceiptClock
    ) -> Decision {
        let (outcome, exit, signal) = Self.words(report.ending)
        var blobs: [SpoolBlob] = []
        let stdout = report.stdout.map { digest($0, into: &blobs) }
        let stderr = report.stderr.map { digest($0, into: &blobs) }
        let receipt = Receipt(
            tenant: tenant,
            device: device,
            sequence: end.sequence + 1,
            previous: end.sha256,
            operation: order.operation,
            statementSha256: order.statementSha256,
            leafIndex: order.leafIndex,
            checkpoint: order.checkpoint,
            root: root,
            rule: order.rule,
            outcome: outcome,
            exit: exit,
            signal: signal,
            admitted: report.admitted,
            started: report.started,
            ended: outcome == .interrupted ? nil : report.ended,
            clock: clock,
            limits: ReceiptLimits(mechanism: report.mechanism),
            usage: report.usage,
            stdout: stdout,
            stderr: stderr,
            leftover: report.leftover,
            executorVersion: version
        )
        return decision(receipt, blobs: blobs)
    }

    private static func words(_ ending: RunReport.Ending) -> (Outcome, exit: UInt64?, signal: UInt64?) {
        switch ending {
        case .exited(0): (.succeeded, 0, nil)
        case .exited(let code): (.failed, code, nil)
        case .signalled(let signal): (.signalled, nil, signal)
        case .timedOut: (.timedOut, nil, nil)
        case .cancelled: (.cancelled, nil, nil)
        case .interrupted: (.interrupted, nil, nil)
        }
    }

    private func digest(_ output: RunOutput, into blobs: inout [SpoolBlob]) -> OutputDigest {
        // An output may have 64 MiB: salt and content are joined once, for the digest and for the spool.
        let content = salt() + output.kept
        let kept = UInt64(output.kept.count)
        let salted = SaltedDigest(sha256: Digest(sha256Of: content), bytes: kept)
        blobs.append(SpoolBlob(sha256: salted.sha256, content: content))
        return OutputDigest(
            sha256: salted.sha256,
            bytes: output.bytes,
            keptBytes: kept,
            truncated: kept < output.bytes,
            masked: output.masked
        )
    }

    private func decision(_ receipt: Receipt, blobs: [SpoolBlob]) -> Decision {
        let text = receipt.rendered()
        return Decision(
            operationSha256: receipt.statementSha256,
            outcome: receipt.outcome.rawValue,
            receipt: SpooledReceipt(
                sequence: receipt.sequence,
                previous: receipt.previous,
                operation: receipt.operation,
                statement: text,
                signature: signer.sign(text.bytes, namespace: "receipt@countersign")
            ),
            blobs: blobs
        )
    }
}
