import ControllerCore
import Foundation
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import TransparencyLog

extension PeopleAPI {
    /// Leaves of one answer.
    static let entriesLimit: UInt64 = 256
    static let proofsLimit = 1_000
    /// Bytes of leaves of one answer; what is left out is asked for again.
    private static let answerBytes = 8 << 20

    @Sendable
    func proofs(_ call: PeopleCall) async throws -> Response {
        let log = try call.opened().log
        let request: ProofRequest = try await call.body(limit: Self.bodyLimit)
        guard request.leaves.count <= Self.proofsLimit else {
            throw APIFailure.query("leaves", "\(request.leaves.count) leaves were asked for, at most 1000 may be")
        }
        let checkpoint: StoredCheckpoint?
        if let size = request.size {
            checkpoint = try await log.checkpoint(atOrAfter: size).flatMap { $0.size == size ? $0 : nil }
        } else {
            checkpoint = try await log.latestCheckpoint()
        }
        guard let checkpoint else { throw APIFailure.notFound("checkpoint") }
        let size = checkpoint.size
        guard request.consistencyFrom <= size else {
            throw APIFailure.query(
                "consistencyFrom",
                "\(request.consistencyFrom) is beyond the checkpoint's size \(size)"
            )
        }
        let consistency =
            request.consistencyFrom == 0
            ? [] : try await log.consistencyProof(from: request.consistencyFrom, to: size)
        var leaves: [ProvenLeaf] = []
        var bytes = 0
        for index in request.leaves {
            let leaf = try await log.leaf(at: index)
            bytes += leaf.count
            guard bytes <= Self.answerBytes else {
                throw APIFailure.query("leaves", "the leaves asked for are too long for one answer; ask for fewer")
            }
            leaves.append(
                ProvenLeaf(
                    index: index,
                    leaf: Base64.encode(leaf),
                    inclusion: try await log.inclusionProof(index: index, size: size).map { Base64.encode($0.bytes) }
                )
            )
        }
        return try Answer.json(
            ProofAnswer(
                checkpoint: try await log.cosignedNote(size: size) ?? checkpoint.note,
                consistency: consistency.map { Base64.encode($0.bytes) },
                leaves: leaves
            )
        )
    }

    @Sendable
    func entries(_ call: PeopleCall) async throws -> Response {
        let log = try call.opened().log
        let start = try call.number("start") ?? 0
        let count = try call.number("count") ?? Self.entriesLimit
        guard (1...Self.entriesLimit).contains(count) else {
            throw APIFailure.query("count", "1 to 256 entries are answered at a time, not \(count)")
        }
        guard let checkpoint = try await log.latestCheckpoint(), start <= checkpoint.size else {
            throw APIFailure.query("start", "\(start) is beyond the end of the log")
        }
        // Below the size, which leaves room for any count.
        let end = min(checkpoint.size, start + count)
        let leaves =
            start == end ? [] : try await log.leaves(in: start..<end, maximumBytes: Self.answerBytes)
        return try Answer.json(
            EntriesAnswer(start: start, leaves: leaves.map { Base64.encode($0) }, checkpoint: checkpoint.note)
        )
    }

    @Sendable
    func checkpoint(_ call: PeopleCall) async throws -> Response {
        let log = try call.opened().log
        guard let checkpoint = try await log.latestCheckpoint() else { throw APIFailure.notFound("checkpoint") }
        let note = try await log.cosignedNote(size: checkpoint.size) ?? checkpoint.note
        return Answer.bytes(Array(note.utf8), type: "text/plain; charset=utf-8")
    }

    @Sendable
    func blob(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        guard let digest = call.digest else { throw APIFailure.notFound("blob") }
        guard let bytes = try await service.parts.blobs.read(digest, tenant: service.tenant) else {
            throw APIFailure(
                .gone,
                "erased",
                "no text with this digest is kept; it was erased, or never came",
                hint: "the leaf that names it stays true"
            )
        }
        return Answer.bytes(bytes, type: "application/octet-stream")
    }

    @Sendable
    func inventory(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        guard let device = call.device, let document = try await service.inventoryDocument(device) else {
            throw APIFailure.notFound("inventory")
        }
        return try Answer.json(document)
    }

    @Sendable
    func inventories(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        var documents: [InventoryDocument] = []
        for device in await service.devices {
            if let document = try await service.inventoryDocument(device) { documents.append(document) }
        }
        return try Answer.json(InventoryList(devices: documents))
    }

    /// The tenant's log as one file, copied first, so that a slow reader holds nothing up.
    @Sendable
    func export(_ call: PeopleCall) async throws -> Response {
        let service = try call.opened()
        let caller = try call.signedIn()
        guard await desk.openStream(caller.secret) else { throw APIFailure.streams }
        let copy: ExportedFile
        do {
            copy = try await controller.exports.copy(service.log)
        } catch {
            await desk.closeStream(caller.secret)
            throw error
        }
        let desk = desk
        var headers = Answer.headers(type: "application/vnd.sqlite3")
        headers[.contentLength] = String(copy.bytes)
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(contentLength: copy.bytes) { writer in
                do {
                    for try await chunk in copy.chunks() { try await writer.write(ByteBuffer(bytes: chunk)) }
                } catch {
                    await desk.closeStream(caller.secret)
                    throw error
                }
                await desk.closeStream(caller.secret)
                try await writer.finish(nil)
            }
        )
    }
}
