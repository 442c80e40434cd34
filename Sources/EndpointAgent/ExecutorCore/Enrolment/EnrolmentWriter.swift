package import Model
package import SSHSIG
package import TransparencyLog

/// Makes the one enrolment statement of a device: the only thing besides receipts that the receipt key signs.
package struct EnrolmentWriter: Sendable {
    package let identity: ExecutorIdentity
    package let root: RootReference

    package init(identity: ExecutorIdentity, root: RootReference) {
        self.identity = identity
        self.root = root
    }

    /// The statement and its signature in `enrolment@countersign`.
    ///
    /// - Parameters:
    ///   - agentKey: of the agent, for inventory and renewal; must not be the receipt key.
    ///   - csrSha256: over the DER of the agent's certificate request.
    /// - Returns: nil without a token, or for a key that may not serve.
    package func statement(
        agentKey: SSHPublicKey,
        csrSha256: Digest,
        issued: Timestamp
    ) -> (text: StatementText, signature: String)? {
        guard let token = identity.token, let signer = Ed25519Signer(seed: identity.receiptSeed),
            let sealingKey = SealingKey(identity.sealingKey), agentKey != signer.publicKey
        else { return nil }
        let enrolment = Enrolment(
            tenant: identity.tenant,
            device: identity.device,
            receiptKey: signer.publicKey,
            agentKey: agentKey,
            sealingKey: sealingKey,
            csrSha256: csrSha256,
            tokenSha256: Digest(sha256Of: token),
            rootSha256: root.sha256,
            issued: issued
        )
        let text = enrolment.rendered()
        // Whoever makes a statement has it read back before it is signed: a key of the wrong type ends here.
        guard case .enrolment = try? Statement.parse(text, as: .enrolment) else { return nil }
        return (text, signer.sign(text.bytes, namespace: "enrolment@countersign"))
    }
}
