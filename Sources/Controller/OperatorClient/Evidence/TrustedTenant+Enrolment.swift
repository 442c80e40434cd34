package import ControllerCore
import Model
import Trust

extension TrustedTenant {
    /// An enrolment file, which has to carry the very root that is pinned here.
    package func enrolmentFile(_ request: EnrolmentFileRequest) async throws(ClientError) -> EnrolmentFileAnswer {
        let answer = try await api.enrolmentFile(tenant, request)
        let file: EnrolmentFile
        do throws(Refusal) {
            file = try EnrolmentFile.parse(Array(answer.file.utf8))
        } catch {
            throw .leafUnexpected(index: 0, wanted: "an enrolment file: \(error.description)")
        }
        guard file.root.sha256 == chain.current.sha256 else {
            throw .rootDigest(tenant: tenant, expected: chain.current.sha256, presented: file.root.sha256)
        }
        return answer
    }
}
