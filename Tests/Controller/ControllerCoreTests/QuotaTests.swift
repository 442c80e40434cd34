import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog

@Suite struct QuotaTests {
    private let start = Timestamp.literal("2026-11-24T21:00:00Z")
    private let tenant = TenantID.literal("acme")

    private func taken(_ meter: inout QuotaMeter, _ asked: Int, bytes: UInt64 = 1, at now: Timestamp) -> Int {
        (0..<asked).count { _ in meter.take(entries: 1, bytes: bytes, now: now) == nil }
    }

    @Test func `half a minute's entries may come at once, then what the seconds bring`() {
        var meter = QuotaMeter(TenantQuotas(entriesPerSecond: 2))
        #expect(taken(&meter, 100, at: start) == 60)
        #expect(meter.take(entries: 1, bytes: 1, now: start) == .entryRate(perSecond: 2, wait: 1))
        #expect(taken(&meter, 100, at: start.adding(seconds: 3)) == 6)
    }

    @Test func `a day's bytes come back over a day`() {
        var meter = QuotaMeter(TenantQuotas(entryBytesPerDay: 86_400))
        #expect(taken(&meter, 100, bytes: 8_640, at: start) == 10)
        #expect(meter.take(entries: 1, bytes: 100, now: start) == .entryBytes(perDay: 86_400, wait: 100))
        #expect(meter.take(entries: 1, bytes: 100, now: start.adding(seconds: 99)) != nil)
        #expect(meter.take(entries: 1, bytes: 100, now: start.adding(seconds: 100)) == nil)
    }

    @Test func `few bytes a day are not lost in the seconds`() {
        var meter = QuotaMeter(TenantQuotas(entryBytesPerDay: 1_000))
        #expect(taken(&meter, 1, bytes: 1_000, at: start) == 1)
        var now = start
        for _ in 0..<86 {
            now = now.adding(seconds: 1)
            #expect(meter.take(entries: 1, bytes: 1, now: now) != nil)
        }
        #expect(meter.take(entries: 1, bytes: 1, now: now.adding(seconds: 1)) == nil)
    }

    @Test func `an entry larger than a day's bytes passes when the day is whole`() {
        var meter = QuotaMeter(TenantQuotas(entryBytesPerDay: 1_000))
        #expect(meter.take(entries: 1, bytes: 5_000, now: start) == nil)
        #expect(meter.take(entries: 1, bytes: 5_000, now: start.adding(seconds: 86_399)) != nil)
        #expect(meter.take(entries: 1, bytes: 5_000, now: start.adding(seconds: 86_400)) == nil)
    }

    @Test func `a clock set back gives nothing away and locks nobody out`() {
        var meter = QuotaMeter(TenantQuotas(entriesPerSecond: 1))
        #expect(taken(&meter, 100, at: start) == 30)
        #expect(taken(&meter, 100, at: start.adding(seconds: -86_400)) == 0)
        #expect(taken(&meter, 100, at: start.adding(seconds: -86_398)) == 2)
    }

    @Test func `what stops work passes a full quota`() {
        var meter = QuotaMeter(TenantQuotas(entriesPerSecond: 1, entryBytesPerDay: 10))
        #expect(taken(&meter, 100, at: start) == 10)
        #expect(meter.take(entries: 1, bytes: 1, now: start, always: true) == nil)
    }

    @Test func `refusals become one count a minute`() {
        var meter = QuotaMeter(TenantQuotas(entriesPerSecond: 1))
        #expect(meter.flush(tenant: tenant, now: start) == nil)
        #expect(taken(&meter, 40, at: start) == 30)
        #expect(meter.flush(tenant: tenant, now: start.adding(seconds: 59)) == nil)
        let words = meter.flush(tenant: tenant, now: start.adding(seconds: 60))
        #expect(words?.count == 10)
        #expect(words?.code == Keyword("quota"))
        #expect(words?.event == .refused)
        #expect(meter.flush(tenant: tenant, now: start.adding(seconds: 600)) == nil)
    }

    @Test func `a tenant's blobs end at its limit, another tenant's do not`() async throws {
        let store = QuotaBlobStore(MemoryBlobStore(), limit: 10_000)
        let other = TenantID.literal("globex")
        let blob = [UInt8](repeating: 1, count: 6_000)
        let second = [UInt8](repeating: 2, count: 6_000)
        let digest = try await store.write(blob, tenant: tenant, expected: nil)
        let full = QuotaError.blobBytes(limit: 10_000)
        await #expect(throws: full) { try await store.write(second, tenant: tenant, expected: nil) }
        // What is there already takes no room.
        #expect(try await store.write(blob, tenant: tenant, expected: nil) == digest)
        #expect(try await store.write(second, tenant: other, expected: nil) == Digest(sha256Of: second))
        #expect(try await store.erase(digest, tenant: tenant))
        #expect(try await store.write(second, tenant: tenant, expected: nil) == Digest(sha256Of: second))
    }

    @Test func `an upload that comes to nothing gives its room back`() async throws {
        let store = QuotaBlobStore(MemoryBlobStore(), limit: 10_000)
        let blob = [UInt8](repeating: 1, count: 8_000)
        for _ in 0..<3 {
            let upload = try await store.begin(tenant: tenant, expected: Digest(sha256Of: blob))
            try await upload.append(blob)
            await upload.abandon()
        }
        let wrong = try await store.begin(tenant: tenant, expected: Digest(sha256Of: [1]))
        try await wrong.append(blob)
        await #expect(throws: BlobError.self) { try await wrong.commit() }
        let upload = try await store.begin(tenant: tenant, expected: Digest(sha256Of: blob))
        try await upload.append(blob)
        try await upload.commit()
        let next = try await store.begin(tenant: tenant, expected: Digest(sha256Of: [2]))
        await #expect(throws: QuotaError.blobBytes(limit: 10_000)) {
            try await next.append([UInt8](repeating: 2, count: 4_000))
        }
    }

    @Test func `what is stored before a start counts after it`() async throws {
        let blobs = MemoryBlobStore()
        let blob = [UInt8](repeating: 1, count: 8_000)
        try await blobs.write(blob, tenant: tenant, expected: nil)
        let store = QuotaBlobStore(blobs, limit: 10_000)
        await #expect(throws: QuotaError.blobBytes(limit: 10_000)) {
            try await store.write([UInt8](repeating: 2, count: 4_000), tenant: tenant, expected: nil)
        }
    }

    @Test func `a small text finds room when the quota is full`() async throws {
        let store = QuotaBlobStore(MemoryBlobStore(), limit: 10_000)
        try await store.write([UInt8](repeating: 1, count: 10_000), tenant: tenant, expected: nil)
        let reason = [UInt8](repeating: 7, count: 100)
        #expect(try await store.write(reason, tenant: tenant, expected: nil) == Digest(sha256Of: reason))
    }
}
