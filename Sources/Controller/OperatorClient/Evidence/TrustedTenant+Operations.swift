package import ControllerCore
package import Model
package import TransparencyLog

/// An order as it stands in the log, proven.
package struct VerifiedOperation: Sendable {
    package let index: UInt64
    package let entry: Entry
    package let operation: Operation
    package let sha256: Digest

    /// Whether it collects, in place of running something.
    package var isCollection: Bool {
        if case .collect = operation.action { true } else { false }
    }

    /// The devices it names.
    package var devices: [DeviceID] {
        guard case .devices(let devices) = operation.targets else { return [] }
        return devices
    }
}

/// What a device signed about an order, proven to be in the log.
package struct VerifiedReceipt: Sendable {
    package let index: UInt64
    package let at: Timestamp
    package let receipt: Receipt
}

extension TrustedTenant {
    /// Proves that an order is in the log, and that it is the one that was asked for.
    ///
    /// - Parameter id: what the person named; a summary of another order is refused, whatever it says.
    package func verified(
        _ summary: OperationSummary,
        as id: OperationID
    ) async throws(ClientError) -> VerifiedOperation {
        try demand(summary, isOf: id)
        let entry = try await leaf(summary.index, kind: .operation)
        guard case .operation(let operation) = entry.statement, operation.id == id, operation.tenant == tenant
        else { throw .leafUnexpected(index: summary.index, wanted: "operation \(id)") }
        return VerifiedOperation(
            index: summary.index,
            entry: entry,
            operation: operation,
            sha256: entry.statementText.sha256
        )
    }

    /// The receipts of an order: leaf, proof, and signature by the key that makes the device's id.
    package func receipts(
        of order: VerifiedOperation,
        _ targets: [TargetSummary]
    ) async throws(ClientError) -> [DeviceID: VerifiedReceipt] {
        let named = targets.compactMap { target in
            DeviceID(target.device).flatMap { id in target.receipt.map { (id, $0) } }
        }
        let entries = try await leaves(named.map(\.1))
        var receipts: [DeviceID: VerifiedReceipt] = [:]
        for (device, index) in named {
            guard let entry = entries[index] else { throw .leafUnproven(index: index) }
            guard case .receipt(let receipt) = entry.statement, receipt.device == device, receipt.tenant == tenant,
                receipt.operation == order.operation.id, receipt.statementSha256 == order.sha256,
                order.devices.contains(device)
            else { throw .leafUnexpected(index: index, wanted: "the receipt of \(device) for \(order.operation.id)") }
            // The entry was read as a receipt, so its signer's key hashes to the device's id.
            receipts[device] = VerifiedReceipt(index: index, at: entry.at, receipt: receipt)
        }
        return receipts
    }

    /// What a run wrote, if its bytes are still there and are those that the device signed for; nil if erased.
    package func output(_ digest: OutputDigest, called what: String) async throws(ClientError) -> [UInt8]? {
        guard digest.keptBytes > 0 else { return [] }
        guard let blob = try await api.blob(tenant, digest.sha256) else { return nil }
        guard Digest(sha256Of: blob) == digest.sha256, blob.count >= SaltedDigest.saltLength,
            UInt64(blob.count - SaltedDigest.saltLength) == digest.keptBytes
        else { throw .contentMismatch(what: what, expected: digest.sha256) }
        return Array(blob.dropFirst(SaltedDigest.saltLength))
    }

    /// A reason or comment; nil if erased.
    package func text(_ digest: SaltedDigest, called what: String) async throws(ClientError) -> String? {
        guard let blob = try await api.blob(tenant, digest.sha256) else { return nil }
        guard digest.matches(blob: blob) else { throw .contentMismatch(what: what, expected: digest.sha256) }
        return String(decoding: blob.dropFirst(SaltedDigest.saltLength), as: UTF8.self)
    }

    /// The script of an order, byte for byte; nil if the controller no longer has it.
    package func script(_ reference: ScriptReference) async throws(ClientError) -> [UInt8]? {
        guard let bytes = try await api.blob(tenant, reference.sha256) else { return nil }
        guard Digest(sha256Of: bytes) == reference.sha256 else {
            throw .contentMismatch(what: reference.name.text, expected: reference.sha256)
        }
        return bytes
    }
}

extension TrustedTenant {
    /// Submits a signed statement; the answer has to be about the very bytes that were signed.
    package func submit(
        _ submission: Submission,
        expecting text: StatementText
    ) async throws(ClientError) -> SubmissionAnswer {
        let answer = try await api.submit(tenant, submission)
        guard answer.sha256 == text.sha256.hex else {
            throw .contentMismatch(what: "the controller's answer", expected: text.sha256)
        }
        let entry = try await leaves([answer.index])[answer.index]
        guard entry?.statementText == text else {
            throw .leafUnexpected(index: answer.index, wanted: "what was signed")
        }
        return answer
    }
}

extension TrustedTenant {
    /// What the controller says of an order; an answer about another order is refused.
    package func operation(_ id: OperationID) async throws(ClientError) -> OperationDocument {
        let document = try await api.operation(tenant, id)
        try demand(document.summary, isOf: id)
        return document
    }

    private func demand(_ summary: OperationSummary, isOf id: OperationID) throws(ClientError) {
        guard summary.id == id.text else {
            throw .leafUnexpected(index: summary.index, wanted: "operation \(id)")
        }
    }

    package func operations() async throws(ClientError) -> [OperationSummary] {
        try await api.operations(tenant).operations
    }

    package func inbox() async throws(ClientError) -> [OperationSummary] {
        try await api.inbox(tenant).operations
    }

    /// Follows an order; an event about another order is refused.
    package func watch(_ id: OperationID, _ take: (OperationEvent) async throws -> Bool) async throws {
        try await api.watch(tenant, id) { event in
            if let summary = event.summary { try demand(summary, isOf: id) }
            return try await take(event)
        }
    }
}
