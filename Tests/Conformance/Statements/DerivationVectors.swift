import Model
import SSHSIG
import TransparencyLog

/// `statements/derivations.json`: values that are computed from others.
enum DerivationVectors: VectorFamily {
    private struct Document: Decodable {
        struct Device: Decodable {
            let key: String
            let blobB64: String
            let fingerprint: String
            let device: String
        }

        struct Salted: Decodable {
            let saltHex: String
            let contentB64: String
            let blobB64: String
            let sha256: String
            let bytes: UInt64
        }

        struct Commitment: Decodable {
            let randomHex: String
            let valueB64: String
            let commitment: String
        }

        struct TargetTree: Decodable {
            struct Proof: Decodable {
                let device: String
                let index: UInt64
                let proof: [String]
            }

            let devices: [String]
            let count: UInt64
            let tree: String
            let proofs: [Proof]
        }

        let deviceIds: [Device]
        let saltedDigests: [Salted]
        let commitments: [Commitment]
        let targetTree: TargetTree
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        var outcomes: [Outcome] = []
        for (number, device) in document.deviceIds.enumerated() {
            outcomes.append(try outcome(of: device, named: "device-\(number)"))
        }
        for (number, salted) in document.saltedDigests.enumerated() {
            outcomes.append(try outcome(of: salted, named: "salted-\(number)"))
        }
        for (number, commitment) in document.commitments.enumerated() {
            outcomes.append(try outcome(of: commitment, named: "commitment-\(number)"))
        }
        outcomes.append(contentsOf: outcomesOf(document.targetTree))
        for outcome in outcomes { report.add(outcome, file: file.name) }
    }

    private static func outcome(of device: Document.Device, named name: String) throws -> Outcome {
        let key = try SSHPublicKey(line: device.key)
        var outcome = Outcome(case: name, expected: device.device, actual: DeviceID(receiptKey: key).text)
        outcome.demand("blob", expected: device.blobB64, actual: Base64.encode(key.blob))
        outcome.demand("fingerprint", expected: device.fingerprint, actual: key.fingerprint)
        return outcome
    }

    private static func outcome(of salted: Document.Salted, named name: String) throws -> Outcome {
        guard let salt = Hex.decode(salted.saltHex), let content = Base64.decode(salted.contentB64) else {
            throw VectorError(what: "\(name) is neither hex nor base64")
        }
        let digest = SaltedDigest.make(salt: salt, content: content)
        var outcome = Outcome(case: name, expected: salted.sha256, actual: digest.sha256.hex)
        outcome.demand("bytes", expected: salted.bytes.description, actual: digest.bytes.description)
        let matches = Base64.decode(salted.blobB64).map { digest.matches(blob: $0) } ?? false
        outcome.demand("blob", expected: "matches", actual: matches ? "matches" : "differs")
        return outcome
    }

    private static func outcome(of commitment: Document.Commitment, named name: String) throws -> Outcome {
        guard let random = Hex.decode(commitment.randomHex), let value = Base64.decode(commitment.valueB64) else {
            throw VectorError(what: "\(name) is neither hex nor base64")
        }
        let made = SecretCommitment.make(random: random, value: value)
        return Outcome(case: name, expected: commitment.commitment, actual: made.commitment.hex)
    }

    /// The tree over more targets than an operation lists, and the proofs that single devices get.
    private static func outcomesOf(_ target: Document.TargetTree) -> [Outcome] {
        let root = MerkleHash.root(ofLeaves: target.devices.map { Array($0.utf8) })
        var tree = Outcome(case: "targetTree", expected: target.tree, actual: root.hex)
        tree.demand("count", expected: target.count.description, actual: target.devices.count.description)
        return [tree]
            + target.proofs.map { proof in
                let holds = Digest.list(base64: proof.proof).map {
                    InclusionProof.verify(
                        $0,
                        index: proof.index,
                        size: target.count,
                        leafHash: MerkleHash.leaf(proof.device.utf8),
                        root: root
                    )
                }
                return Outcome(
                    case: "targetTree-\(proof.index)",
                    expected: "included",
                    actual: holds == true ? "included" : "not included"
                )
            }
    }
}
