package import ControllerCore
package import Model
package import TransparencyLog

/// What one client's verification asks of a controller: the API, or a stand-in in tests.
package protocol TenantSource: Sendable {
    func root(_ tenant: TenantID) async throws(ClientError) -> RootAnswer
    func devices(_ tenant: TenantID) async throws(ClientError) -> DeviceList
    func proofs(_ tenant: TenantID, _ request: ProofRequest) async throws(ClientError) -> ProofAnswer
    func entries(_ tenant: TenantID, from start: UInt64) async throws(ClientError) -> EntriesAnswer
    /// The newest checkpoint, a signed note.
    func checkpoint(_ tenant: TenantID) async throws(ClientError) -> String
    /// Nil if it was erased.
    func blob(_ tenant: TenantID, _ sha256: Digest) async throws(ClientError) -> [UInt8]?
    func operations(_ tenant: TenantID) async throws(ClientError) -> OperationList
    func operation(_ tenant: TenantID, _ id: OperationID) async throws(ClientError) -> OperationDocument
    func inbox(_ tenant: TenantID) async throws(ClientError) -> OperationList
    func inventory(_ tenant: TenantID) async throws(ClientError) -> InventoryList
    func inventory(_ tenant: TenantID, _ device: DeviceID) async throws(ClientError) -> InventoryDocument
    func enrolmentFile(_ tenant: TenantID, _ request: EnrolmentFileRequest) async throws(ClientError)
        -> EnrolmentFileAnswer
    func submit(_ tenant: TenantID, _ submission: Submission) async throws(ClientError) -> SubmissionAnswer
    func watch(_ tenant: TenantID, _ id: OperationID, _ take: (OperationEvent) async throws -> Bool) async throws
    func export(_ tenant: TenantID, _ take: (_ chunk: [UInt8]) async throws -> Void) async throws
}

extension APIClient: TenantSource {}
