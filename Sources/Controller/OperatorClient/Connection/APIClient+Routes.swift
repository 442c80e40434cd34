package import ControllerCore
import Foundation
package import Model
package import TransparencyLog

extension APIClient {
    package func challenge() async throws(ClientError) -> LoginChallenge {
        try await post("/login/challenge")
    }

    package func login(_ request: LoginRequest) async throws(ClientError) -> LoginAnswer {
        try await post("/login", request)
    }

    package func logout() async throws(ClientError) {
        try await post("/logout")
    }

    package func tenants() async throws(ClientError) -> TenantList {
        try await get("/tenants")
    }

    package func createTenant(_ creation: TenantCreation) async throws(ClientError) -> TenantSummary {
        try await post("/tenants", creation)
    }

    package func draft(_ tenant: TenantID) async throws(ClientError) -> TenantDraft {
        try await post("/tenants/\(tenant)/draft")
    }

    package func root(_ tenant: TenantID) async throws(ClientError) -> RootAnswer {
        try await get("/tenants/\(tenant)/root")
    }

    package func enrolmentFile(
        _ tenant: TenantID,
        _ request: EnrolmentFileRequest
    ) async throws(ClientError) -> EnrolmentFileAnswer {
        try await post("/tenants/\(tenant)/enrolment-files", request)
    }

    package func submit(_ tenant: TenantID, _ submission: Submission) async throws(ClientError) -> SubmissionAnswer {
        try await post("/tenants/\(tenant)/submissions", submission)
    }

    package func devices(_ tenant: TenantID) async throws(ClientError) -> DeviceList {
        try await get("/tenants/\(tenant)/devices")
    }

    package func operations(_ tenant: TenantID) async throws(ClientError) -> OperationList {
        try await get("/tenants/\(tenant)/operations")
    }

    package func operation(_ tenant: TenantID, _ id: OperationID) async throws(ClientError) -> OperationDocument {
        try await get("/tenants/\(tenant)/operations/\(id)")
    }

    package func inbox(_ tenant: TenantID) async throws(ClientError) -> OperationList {
        try await get("/tenants/\(tenant)/inbox")
    }

    package func inventory(_ tenant: TenantID) async throws(ClientError) -> InventoryList {
        try await get("/tenants/\(tenant)/inventory")
    }

    package func inventory(_ tenant: TenantID, _ device: DeviceID) async throws(ClientError) -> InventoryDocument {
        try await get("/tenants/\(tenant)/inventory/\(device)")
    }

    /// Salt and content of an erasable text or output, or a script; nil if it was erased.
    package func blob(_ tenant: TenantID, _ sha256: TransparencyLog.Digest) async throws(ClientError) -> [UInt8]? {
        do {
            return try await bytes("/tenants/\(tenant)/blobs/\(sha256)")
        } catch .answer(status: 404, _) {
            return nil
        } catch .answer(status: 410, _) {
            return nil
        } catch .refused(let error) where ["not-found", "erased", "blob-unknown", "unknown"].contains(error.code) {
            return nil
        } catch {
            throw error
        }
    }

    package func proofs(_ tenant: TenantID, _ request: ProofRequest) async throws(ClientError) -> ProofAnswer {
        try await post("/tenants/\(tenant)/proofs", request)
    }

    package func entries(_ tenant: TenantID, from start: UInt64) async throws(ClientError) -> EntriesAnswer {
        try await get("/tenants/\(tenant)/entries?start=\(start)&count=256")
    }

    /// The newest checkpoint, a signed note.
    package func checkpoint(_ tenant: TenantID) async throws(ClientError) -> String {
        String(decoding: try await bytes("/tenants/\(tenant)/checkpoint"), as: UTF8.self)
    }

    /// The tenant's whole log, as the SQLite file that it is.
    package func export(
        _ tenant: TenantID,
        _ take: (_ chunk: [UInt8]) async throws -> Void
    ) async throws {
        try await stream("/tenants/\(tenant)/export") { chunk in
            try await take(chunk)
            return true
        }
    }

    /// Follows an operation until the controller says that it ended or hangs up, or `take` has seen enough.
    package func watch(
        _ tenant: TenantID,
        _ id: OperationID,
        _ take: (OperationEvent) async throws -> Bool
    ) async throws {
        var lines = JSONLines()
        try await stream("/tenants/\(tenant)/operations/\(id)/watch") { chunk in
            for line in try lines.take(chunk) {
                guard let event = try? JSONDecoder().decode(OperationEvent.self, from: Data(line)) else { continue }
                guard try await take(event) else { return false }
            }
            return true
        }
    }
}
