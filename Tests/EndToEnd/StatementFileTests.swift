import Foundation
import Harness
import TestSupport
import Testing

/// A device rule that asks for two people is met by one file and two signatures.
@Suite(.serialized) struct StatementFileTests {
    private static let namespace = "device@countersign"

    /// The client, whose rule for devices asks for the contact and a technician.
    private func createClient(_ installation: Installation) throws {
        let key = { (person: String) in installation.folder.file("\(person).pub") }
        let root = installation.rootFile
        try installation.logIn("t-zhao")
        try installation.cli(
            "t-zhao",
            [
                "tenant", "create", "acme", "--out", root,
                "--person", "c-li:client:root,contact:\(key("c-li"))",
                "--person", "t-zhao:provider:technician:\(key("t-zhao"))",
                "--rule", "admit;kinds=device;require=contact*1,technician*1",
            ]
        )
        try installation.sign(root, as: "c-li", namespace: "root@countersign", to: "\(root).sig")
        try installation.cli("t-zhao", ["tenant", "create", "--root", root, "--signature", "\(root).sig"])
        for person in ["c-li", "t-zhao"] { try installation.logIn(person) }
    }

    @Test func `a trust root that is pinned already is not overwritten by a client of the same name`() throws {
        let installation = try Installation()
        try installation.startController()
        let folder = "home-t-zhao/tenants/acme"
        try FileManager.default.createDirectory(
            atPath: installation.folder.file(folder),
            withIntermediateDirectories: true
        )
        let pin = Array(#"{"versions":[{"index":0,"root":"{}","signatures":[]}]}"#.utf8)
        try installation.folder.write(pin, to: "\(folder)/root.json")
        let error = #expect(throws: HarnessError.self) { try createClient(installation) }
        #expect(
            error?.description.contains("another trust root of acme is pinned here") == true,
            "\(String(describing: error))"
        )
        #expect(try Array(installation.folder.read("\(folder)/root.json")) == pin)
    }

    @Test func `two people sign one device statement and the device is admitted`() throws {
        let installation = try Installation()
        try installation.startController()
        try createClient(installation)
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        let device = try installation.device(1)
        let alone = try installation.cli("c-li", ["device", "admit", device, "--name", "pc-1", "--yes"], expecting: 3)
        #expect(alone.errors.contains("technician"), "\(alone.errors)")

        let file = installation.folder.file("admit.json")
        let written = try installation.cli(
            "c-li",
            ["device", "admit", device, "--name", "pc-1", "--group", "desktops", "--statement-out", file]
        )
        #expect(written.text.contains("ssh-keygen -Y sign -f KEY -n \(Self.namespace) < \(file)"), "\(written.text)")
        var signatures: [String] = []
        for person in ["c-li", "t-zhao"] {
            let path = "\(file).\(person).sig"
            try installation.sign(file, as: person, namespace: Self.namespace, to: path)
            signatures += ["--signature", path]
        }
        let one = try installation.cli("c-li", ["device", "submit", file] + signatures.prefix(2), expecting: 3)
        #expect(one.errors.contains("refused"), "\(one.errors)")
        try installation.cli("c-li", ["device", "submit", file] + signatures)
        #expect(try installation.cli("t-zhao", ["device", "list"]).text.contains("active"))
    }

    @Test func `a signature over another file is refused before anything is sent`() throws {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        let file = installation.folder.file("admit.json")
        try installation.cli(
            "c-li",
            ["device", "admit", installation.device(1), "--name", "pc-1", "--statement-out", file]
        )
        try installation.sign(
            installation.folder.file("owner.pub"),
            as: "c-li",
            namespace: Self.namespace,
            to: "\(file).sig"
        )
        let run = try installation.cli("c-li", ["device", "submit", file, "--signature", "\(file).sig"], expecting: 2)
        #expect(run.errors.contains("no signature over \(file)"), "\(run.errors)")
    }
}
