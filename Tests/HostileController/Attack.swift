import ControllerCore
import ControllerStore
import Foundation
import Model
import TransparencyLog
import Transport
import Wire
import WireMessages

/// One try to make an endpoint run what it must not, through the real protocol.
struct Attack: Sendable {
    let title: String
    let titleInChinese: String
    /// The gate's code that has to answer.
    let expected: String
    /// Builds the delivery for a device that last reported a tree size.
    let delivery: @Sendable (_ size: UInt64) async throws -> WireDelivery

    enum Fault: Error, CustomStringConvertible {
        case emptyLog
        case notLogged(OperationID)
        case noScript
        case signing(String)
        case accepted(String)

        var description: String {
            switch self {
            case .emptyLog: "the stolen log is empty"
            case .notLogged(let id): "operation \(id) is not in the stolen log"
            case .noScript: "the operation is no script, or its script is not in the stolen blobs"
            case .signing(let why): "ssh-keygen did not sign: \(why)"
            case .accepted(let what): "the endpoint answered \(what)"
            }
        }
    }
}

/// The attacks of the demo, made of one honest, logged order that has not run yet.
struct Attacks: Sendable {
    let stolen: StolenController
    let device: DeviceID
    let pending: OperationID

    /// The order as people signed it; one bit of the script is another.
    func alteredScript() -> Attack {
        Attack(title: "one byte of the script changed", titleInChinese: "脚本被改一个字节", expected: "digest") { size in
            let (index, operation) = try await stolen.operation(pending)
            var delivery = try await honest(index, operation, size)
            delivery.content[delivery.content.count / 2] ^= 1
            return delivery
        }
    }

    /// A technician's true signature on an order that the log never saw, with another leaf's proof.
    func neverLogged(signedBy key: String) -> Attack {
        Attack(title: "a statement that was never logged", titleInChinese: "从未入日志的操作", expected: "inclusion") { size in
            let (index, operation) = try await stolen.operation(pending)
            var delivery = try await honest(index, operation, size)
            let order = again(operation)
            delivery.operation.leaf = Data(
                try Entry.render(
                    at: now(),
                    kind: .operation,
                    statement: order,
                    signatures: [try sign(order, with: key)]
                )
            )
            return delivery
        }
    }

    /// An order that a stranger signed, put into the log with the log's own key.
    func outsider(signedBy key: String) -> Attack {
        Attack(
            title: "a signer outside the root, logged with the log's own key",
            titleInChinese: "信任根之外的签名人",
            expected: "signer-unknown"
        ) { size in
            let (_, operation) = try await stolen.operation(pending)
            let order = again(operation)
            let draft = try LogDraft(
                kind: .operation,
                text: order,
                signatures: [try sign(order, with: key)]
            )
            guard let appended = try await stolen.log.append([draft]).first else { throw Attack.Fault.emptyLog }
            return try await honest(appended.index, operation, size)
        }
    }

    /// A delivery in which everything is as it should be.
    private func honest(_ index: UInt64, _ operation: Model.Operation, _ size: UInt64) async throws -> WireDelivery {
        guard case .script(let action) = operation.action,
            let script = try await stolen.blobs.read(action.script.sha256, tenant: stolen.tenant)
        else { throw Attack.Fault.noScript }
        let (proof, treeSize) = try await stolen.proof(for: size)
        var delivery = WireDelivery()
        delivery.id = UInt64.random(in: 1...UInt64(UInt32.max))
        delivery.proof = proof.wire
        delivery.operation = try await stolen.leaf(index, in: treeSize).wire
        delivery.content = Data(script)
        return delivery
    }

    /// The same order under a new id, as of now.
    private func again(_ operation: Model.Operation) -> StatementText {
        Model.Operation(
            id: newID(),
            tenant: operation.tenant,
            root: operation.root,
            issued: now(),
            expires: now().adding(seconds: 600),
            action: operation.action,
            targets: .devices([device]),
            limits: operation.limits,
            reason: operation.reason,
            ticket: operation.ticket
        ).rendered()
    }

    private func newID() -> OperationID {
        var random = SystemRandomNumberGenerator()
        return OperationID.make(at: now(), random: &random)
    }

    private func now() -> Timestamp {
        Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    }

    /// Signs as people do: the thief has lured somebody, or has a key of its own.
    private func sign(_ text: StatementText, with key: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
        process.arguments = ["-q", "-Y", "sign", "-f", key, "-n", "operation@countersign"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.bytes))
        try input.fileHandleForWriting.close()
        let signature = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Attack.Fault.signing("exit \(process.terminationStatus)") }
        return String(decoding: signature, as: UTF8.self)
    }
}
