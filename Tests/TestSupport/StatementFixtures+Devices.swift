package import Model
package import TransparencyLog

extension StatementFixtures {
    package func enrolment() -> Enrolment {
        Enrolment(
            tenant: tenant,
            device: device,
            receiptKey: receiptKey.publicKey,
            agentKey: agentKey.publicKey,
            sealingKey: sealingKey,
            csrSha256: digest("csr"),
            tokenSha256: digest("token"),
            rootSha256: rootReference.sha256,
            issued: issued
        )
    }

    package func deviceStatement(
        state: DeviceState = .active,
        version: UInt64 = 1,
        groups: [GroupName] = [.literal("finance")]
    ) -> DeviceStatement {
        DeviceStatement(
            tenant: tenant,
            root: rootReference,
            issued: issued,
            devices: [
                DeviceRow(device: device, version: version, state: state, name: "finance-pc-3", groups: groups)
            ]
        )
    }

    package func inventory() -> InventoryStatement {
        InventoryStatement(
            tenant: tenant,
            device: device,
            seq: 1,
            bootId: .literal("7d0c5f2e-6a53-4d9a-9d0e-1f2a3b4c5d6e"),
            report: salted("report"),
            issued: issued
        )
    }

    /// A checkpoint of an empty log, signed by the log alone.
    package var checkpoint: String {
        do {
            return try logSigner.sign(Checkpoint(origin: logOrigin, size: 0, root: MerkleHash.emptyRoot)).raw
        } catch {
            preconditionFailure("an empty log has a checkpoint: \(error)")
        }
    }

    /// The receipt of a run that succeeded.
    package func receipt(
        for operation: Operation,
        sequence: UInt64 = 1,
        previous: Digest = Receipt.noPrevious
    ) -> Receipt {
        Receipt(
            tenant: tenant,
            device: device,
            sequence: sequence,
            previous: previous,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            leafIndex: 3,
            checkpoint: checkpoint,
            root: operation.root,
            rule: .literal("two-people"),
            outcome: .succeeded,
            exit: 0,
            admitted: issued.adding(seconds: 10),
            started: issued.adding(seconds: 10),
            ended: issued.adding(seconds: 12),
            clock: ReceiptClock(synchronised: true, offsetMs: 12),
            limits: ReceiptLimits(mechanism: .literal("cgroup2")),
            usage: ReceiptUsage(cpuMs: 31, maxRssBytes: 4 << 20),
            stdout: OutputDigest(sha256: digest("out"), bytes: 9, keptBytes: 9, truncated: false, masked: false),
            leftover: .none,
            executorVersion: .literal("1.2.0")
        )
    }
}
