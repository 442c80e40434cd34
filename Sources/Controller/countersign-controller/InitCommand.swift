import ArgumentParser
import ControllerServer
import Foundation
import Model
import SSHSIG
import TransparencyLog

/// `countersign-controller init`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a data folder: configuration, keys, and the draft of the provider's trust root."
    )

    @Option(help: "The folder to make; it must not hold anything.")
    var data: String

    @Option(help: "The host name or IPv4 address that agents and people dial; part of every log's name for good.")
    var name: String

    @Option(help: "The port for agents.")
    var agentsPort = ControllerConfiguration.agentsPort

    @Option(help: "The port for people.")
    var peoplePort = ControllerConfiguration.peoplePort

    @Option(help: "The address to listen on; 0.0.0.0 for all.")
    var listen = "0.0.0.0"

    @Option(
        help: ArgumentHelp("An owner's public key file; the owners sign the provider's roots.", valueName: "KEY.pub")
    )
    var owner: [String]

    @Option(
        help: ArgumentHelp(
            "A technician and their public key file; without any, owners are technicians too.",
            valueName: "ID=KEY.pub"
        )
    )
    var technician: [String] = []

    func validate() throws {
        guard !owner.isEmpty else { throw ValidationError("name at least one owner: --owner KEY.pub") }
        for port in [agentsPort, peoplePort] where !(0...65_535).contains(port) {
            throw ValidationError("\(port) is no port; use 0 to 65535")
        }
        guard name.utf8.allSatisfy(Self.isHostByte), !name.isEmpty else {
            throw ValidationError("\"\(name)\" is no host name; use lower-case letters, digits, dots and hyphens")
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }

    func run() async throws {
        try await Failure.run {
            let founding = try Founding.make(
                at: data,
                configuration: ControllerConfiguration(
                    name: name,
                    listen: listen,
                    agentsPort: agentsPort,
                    peoplePort: peoplePort
                ),
                owners: try owner.map { Founding.Member(id: try ownerID($0), key: try key($0)) },
                technicians: try technician.map { try member($0) },
                now: WallClock.now()
            )
            report(founding)
        }
    }

    private func report(_ founding: Founding) {
        let signatures = owner.indices.map { index in
            owner.count == 1 ? "\(founding.draft).sig" : "\(founding.draft).\(index + 1).sig"
        }
        print("made \(data)")
        print("")
        print("people's CA, SHA-256: \(founding.peopleAuthority.hex)")
        print("agents' CA, SHA-256: \(founding.agentsAuthority.hex)")
        print("Give people the first digest on paper or by telephone: countersign login … --ca-sha256 checks it.")
        print("")
        let who =
            founding.threshold == 1
            ? "one owner signs the provider's root:"
            : "\(founding.threshold) owners sign the provider's root, each with their own private key:"
        print("next: \(who)")
        for (path, signature) in zip(owner, signatures) {
            let key = path.hasSuffix(".pub") ? String(path.dropLast(4)) : path
            print("  ssh-keygen -Y sign -f \(key) -n root@countersign < \(founding.draft) > \(signature)")
        }
        print("then:")
        let options = signatures.prefix(founding.threshold).map { "--signature \($0)" }.joined(separator: " ")
        print("  countersign-controller begin --data \(data) --root \(founding.draft) \(options)")
    }

    /// An owner is called as the key's file.
    private func ownerID(_ path: String) throws -> PersonID {
        let file = URL(fileURLWithPath: path).lastPathComponent
        let stem = file.hasSuffix(".pub") ? String(file.dropLast(4)) : file
        guard let id = PersonID(stem.lowercased()) else {
            throw ValidationError(
                "\"\(stem)\" is no person's id; rename the key's file to letters, digits, dots, hyphens"
            )
        }
        return id
    }

    private func member(_ text: String) throws -> Founding.Member {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let id = PersonID(parts[0]) else {
            throw ValidationError("\"\(text)\" is not ID=KEY.pub, such as t-zhao=zhao.pub")
        }
        return Founding.Member(id: id, key: try key(parts[1]))
    }

    /// Reads `type base64 [comment]`.
    private func key(_ path: String) throws -> SSHPublicKey {
        let line = try NamedFile.text(path).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let parts = line.split(separator: " ").prefix(2)
        do {
            return try SSHPublicKey(line: parts.joined(separator: " "))
        } catch {
            throw ValidationError(
                "\(path) holds no public key that counts here (\(error.reason.rawValue)); name the .pub file"
            )
        }
    }
}
