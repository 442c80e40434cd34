import ControllerCore
import Foundation
import Harness
import Model
import OperatorClient
import TestSupport
import TransparencyLog

/// A client with a real controller and real endpoints, and a technician with an open connection.
final class RunningClient {
    static let tenant = "acme"

    let installation: Installation
    let tenant: TenantID
    let root: RootReference
    let api: APIClient
    private let enrolment: String
    private(set) var endpoints = 0
    private var orders = 0

    /// Starts controller and people; endpoints are added with ``grow(to:)``.
    init() throws {
        installation = try Installation()
        try installation.startController()
        try installation.createClient()
        guard let tenant = TenantID(Self.tenant) else { throw HarnessError("\(Self.tenant) is no tenant") }
        self.tenant = tenant
        let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: installation.rootFile)))
        root = RootReference(version: 1, sha256: TransparencyLog.Digest(sha256Of: text))
        let home = ClientHome(path: installation.folder.file("home-t-zhao"))
        guard let profile = try home.readJSON(Profile.self, from: Profile.file), let authority = profile.authority,
            let session = try home.readJSON(StoredSession.self, from: StoredSession.file)
        else { throw HarnessError("t-zhao is not signed in") }
        api = try APIClient(url: profile.url, authority: authority, token: session.token)
        enrolment = try installation.enrolmentFile(uses: 200)
    }

    /// Enrols and admits further endpoints until there are so many.
    func grow(to count: Int) async throws {
        guard count > endpoints else { return }
        let new = (endpoints + 1)...count
        for number in new { try installation.enrol(number, with: enrolment) }
        let rows = try new.map { number in
            guard let group = GroupName("desktops") else { throw HarnessError("no group") }
            return DeviceRow(
                device: try device(number),
                version: 1,
                state: .active,
                name: "pc-\(number)",
                groups: [group]
            )
        }
        let statement = DeviceStatement(
            tenant: tenant,
            root: root,
            issued: BenchClock.now(),
            devices: rows.sorted { $0.device.text < $1.device.text }
        ).rendered()
        _ = try await api.submit(tenant, try submission(.device, statement, signedBy: "c-li"))
        endpoints = count
    }

    func device(_ number: Int) throws -> DeviceID {
        guard let device = DeviceID(try installation.device(number)) else { throw HarnessError("no device \(number)") }
        return device
    }

    /// A signed order of a script that does nothing, ready to be submitted.
    func order(for numbers: ClosedRange<Int>) throws -> (id: OperationID, submission: Submission) {
        let script = Array("#!/bin/sh\nexit 0\n".utf8)
        var random = SystemRandomNumberGenerator()
        orders += 1
        let reason = try SaltedText("benchmark \(orders)", random: &random)
        guard let name = FileName("nothing.sh") else { throw HarnessError("no file name") }
        let issued = BenchClock.now()
        let operation = Model.Operation(
            id: OperationID.make(
                atMilliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1_000)),
                random: &random
            ),
            tenant: tenant,
            root: root,
            issued: issued,
            expires: issued.adding(seconds: 3_600),
            action: .script(
                ScriptAction(
                    interpreter: .sh,
                    script: ScriptReference(
                        name: name,
                        sha256: TransparencyLog.Digest(sha256Of: script),
                        bytes: UInt64(script.count)
                    )
                )
            ),
            targets: .devices(try numbers.map { try device($0) }.sorted { $0.text < $1.text }),
            limits: Limits(seconds: 120, memoryBytes: 256 << 20, outputBytes: 1 << 20, processes: 64),
            reason: reason.digest
        )
        var submission = try submission(.operation, operation.rendered(), signedBy: "t-zhao")
        submission.blobs = [reason.blob]
        submission.content = Base64.encode(script)
        return (operation.id, submission)
    }

    private func submission(_ kind: EntryKind, _ text: StatementText, signedBy person: String) throws -> Submission {
        let file = try installation.folder.write(text.bytes, to: "statement")
        let signature = installation.folder.file("statement.sig")
        try installation.sign(file, as: person, namespace: kind.namespace ?? "", to: signature)
        return Submission(
            kind: kind.rawValue,
            statement: text.string,
            signatures: [try String(contentsOfFile: signature, encoding: .utf8)]
        )
    }
}
