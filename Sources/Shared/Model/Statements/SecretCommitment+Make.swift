import TransparencyLog

extension SecretCommitment {
    package static let randomLength = 32

    /// Commits to a value: SHA-256 of `countersign/secret/v1`, a zero byte, 32 random bytes, the value.
    package static func make(random: [UInt8], value: [UInt8]) -> SecretCommitment {
        SecretCommitment(commitment: Digest(sha256Of: Array("countersign/secret/v1".utf8) + [0] + random + value))
    }

    static func parseAll(_ object: ClosedObject) throws(Refusal) -> [ParameterName: SecretCommitment] {
        try object.optional("secrets") { f throws(Refusal) in try f.dictionary(SecretCommitment.parse) } ?? [:]
    }

    /// A name stands for a parameter or for a secret: both would meet in the script's environment.
    static func refuseCollisions(
        of secrets: some Sequence<ParameterName>,
        with parameters: some Sequence<ParameterName>,
        in object: ClosedObject
    ) throws(Refusal) {
        let taken = Set(parameters)
        guard let name = secrets.filter(taken.contains).min() else { return }
        throw Refusal(.collision, at: object.path.member("secrets").member(name.text))
    }
}
