import SSHSIG

/// `sshsig/cases.json` and `sshsig/webauthn.json`: an armored signature, who may sign, and what is demanded.
enum SignatureVectors: VectorFamily {
    private struct Body: Decodable {
        let message: String
        let signature: String
        let namespace: String
        let identity: String
        let allowedSigners: String
        let verifyTime: Int64
        /// Absent: passkeys are no form of signature; empty: none is listed.
        let webauthnOrigins: [String]?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            let message = try file.bytes(of: vector.body.message)
            let signature = try file.bytes(of: vector.body.signature)
            report.add(
                Outcome(vector.header, refusal: refusal(of: vector.body, message: message, signature: signature)),
                file: file.name
            )
        }
    }

    private static func refusal(of body: Body, message: [UInt8], signature: [UInt8]) -> String? {
        do throws(SSHSIGError) {
            let facts = try SSHSignature(armored: signature).verify(
                message: message,
                namespace: body.namespace,
                passkeys: body.webauthnOrigins.map(PasskeyOrigins.listed) ?? .noPasskeys
            )
            let isAllowed = AllowedSigners(body.allowedSigners)?.allows(
                facts.key,
                identity: body.identity,
                namespace: body.namespace,
                at: body.verifyTime
            )
            guard isAllowed == true else { throw SSHSIGError(.signerNotAllowed) }
            return nil
        } catch {
            return error.reason.rawValue
        }
    }
}
