package import ControllerCore
import Model
import TransparencyLog
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
        // People compare the digest that is shown with their paper: it has to be that of the file.
        guard answer.rootSha256 == file.root.sha256.hex else {
            throw .contentMismatch(what: "the controller's word on the root", expected: file.root.sha256)
        }
        return answer
    }
}
