import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Wire

@testable import ControllerServer

/// Outputs that come over a connection, and what happens where there is no room for them.
@Suite struct BlobIntakeTests {
    private let fixtures = StatementFixtures()
    private let output = [UInt8](repeating: UInt8(ascii: "x"), count: 9_000)

    private var blob: [UInt8] { fixtures.salt + output }

    /// The output in pieces of four thousand bytes.
    private func parts() throws -> [BlobPart] {
        try stride(from: 0, to: blob.count, by: 4_000).map { start in
            try #require(
                BlobPart(
                    sha256: Digest(sha256Of: blob),
                    offset: UInt64(start),
                    total: UInt64(blob.count),
                    content: Array(blob[start..<min(start + 4_000, blob.count)])
                )
            )
        }
    }

    private func intake() throws -> ReceiptIntake {
        let operation = fixtures.operation()
        let digest = SaltedDigest.make(salt: fixtures.salt, content: output)
        let receipt = fixtures.receipt(for: operation)
        let text = Receipt(
            tenant: receipt.tenant,
            device: receipt.device,
            sequence: receipt.sequence,
            previous: receipt.previous,
            operation: receipt.operation,
            statementSha256: receipt.statementSha256,
            leafIndex: receipt.leafIndex,
            checkpoint: receipt.checkpoint,
            root: receipt.root,
            rule: receipt.rule,
            outcome: receipt.outcome,
            exit: receipt.exit,
            admitted: receipt.admitted,
            started: receipt.started,
            ended: receipt.ended,
            clock: receipt.clock,
            limits: receipt.limits,
            usage: receipt.usage,
            stdout: OutputDigest(
                sha256: digest.sha256,
                bytes: digest.bytes,
                keptBytes: digest.bytes,
                truncated: false,
                masked: false
            ),
            leftover: receipt.leftover,
            executorVersion: receipt.executorVersion
        ).rendered()
        return try ReceiptIntake(
            SignedText(statement: text.bytes, signature: fixtures.receiptKey.sign(text, for: .receipt)),
            tenant: fixtures.tenant,
            device: fixtures.device
        )
    }

    @Test func `an output without room is passed over, its receipt told so, and both come again`() async throws {
        let store = QuotaBlobStore(MemoryBlobStore(), limit: 10_000)
        let filler = [UInt8](repeating: 1, count: 6_000)
        let stored = try await store.write(filler, tenant: fixtures.tenant, expected: nil)
        var blobs = BlobIntake(blobs: store, tenant: fixtures.tenant)
        let parts = try parts()
        #expect(try await blobs.claim(intake()) == .missing)
        try await blobs.take(parts[0])
        await #expect(throws: QuotaError.blobBytes(limit: 10_000)) { try await blobs.take(parts[1]) }
        // The device sends what is left of it all the same.
        try await blobs.take(parts[2])
        #expect(try await blobs.claim(intake()) == .noRoom)
        #expect(try await store.erase(stored, tenant: fixtures.tenant))
        for part in parts { try await blobs.take(part) }
        #expect(try await blobs.claim(intake()) == .complete)
        #expect(try await store.read(Digest(sha256Of: blob), tenant: fixtures.tenant) == blob)
    }

    @Test func `what no receipt names is dropped with its connection and takes no room`() async throws {
        let store = QuotaBlobStore(MemoryBlobStore(), limit: 10_000)
        for _ in 0..<3 {
            var blobs = BlobIntake(blobs: store, tenant: fixtures.tenant)
            for part in try parts() { try await blobs.take(part) }
            await blobs.end()
            #expect(try await !store.contains(Digest(sha256Of: blob), tenant: fixtures.tenant))
        }
    }

    @Test func `a piece out of order is the device's fault`() async throws {
        var blobs = BlobIntake(blobs: MemoryBlobStore(), tenant: fixtures.tenant)
        let parts = try parts()
        await #expect(throws: BlobIntake.Fault.outOfOrder) { try await blobs.take(parts[1]) }
    }
}
