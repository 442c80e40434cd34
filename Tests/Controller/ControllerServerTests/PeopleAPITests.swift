import ControllerCore
import ControllerServer
import ControllerStore
import Foundation
import Model
import NIOHTTP1
import NIOSSL
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import Transport
import WireMessages

@Suite struct PeopleAPITests {
    private func entries(_ running: RunningController, _ tenant: TenantID) async throws -> [Entry] {
        let log = try await running.controller.tenants.service(tenant).log
        return try await log.leaves(in: 0..<(log.size()), maximumBytes: 64 << 20).map { try Entry(leaf: $0) }
    }

    private func access(_ running: RunningController, _ tenant: TenantID = .provider) async throws -> [AccessWords] {
        try await entries(running, tenant).compactMap { entry in
            if case .access(let words) = entry.statement { return words }
            return nil
        }
    }

    @Test func `somebody whom a root names signs in, and the log says so`() async throws {
        try await Ground().serve { running async throws in
            let reply = try await running.people.login(running.ground.technician)
            #expect(reply.status == 200)
            let answer: LoginAnswer = try reply.decoded()
            #expect(answer.memberships.map(\.tenant) == ["_provider"])
            #expect(answer.memberships.map(\.person) == ["t-zhao"])
            let words = try await access(running)
            #expect(words.map(\.event) == [.signIn])
            #expect(words.first?.person == .literal("t-zhao"))
        }
    }

    @Test func `strangers are refused and write nothing of their own`() async throws {
        try await Ground().serve { running async throws in
            let size = try await running.controller.tenants.service(.provider).log.size()
            let login = try await running.people.login(TestKey("stranger"))
            #expect(login.status == 401)
            #expect(login.error?.code == "signer-unknown")
            for path in ["/v1/tenants", "/v1/tenants/acme/devices", "/v1/tenants/_provider/entries"] {
                let reply = try await running.people.get(path)
                #expect(reply.status == 401, "\(path)")
                #expect(try await running.people.get(path, token: String(repeating: "A", count: 43)).status == 401)
            }
            #expect(try await running.people.get("/v1/elsewhere").status == 404)
            #expect(try await running.controller.tenants.service(.provider).log.size() == size)
        }
    }

    @Test func `failures of strangers become one entry of counts`() async throws {
        let ground = try await Ground()
        try await ground.serve { running async throws in
            _ = try await running.people.login(TestKey("stranger"))
            _ = try await running.people.get("/v1/tenants")
        }
        let counts = try await ground.serve { running async throws in
            try await access(running).filter { $0.event == .failures }.compactMap(\.counts)
        }
        #expect(counts == [[.literal("login"): 1, .literal("session"): 1]])
    }

    @Test func `a login for another origin is refused`() async throws {
        try await Ground().serve { running async throws in
            let text = try await running.people.loginStatement(origin: "https://evil.example:8443")
            let signature = running.ground.technician.signer.sign(text.bytes, namespace: "login@countersign")
            let reply = try await running.people.post(
                "/v1/login",
                LoginRequest(statement: text.string, signature: signature)
            )
            #expect(reply.status == 401)
            #expect(reply.error?.code == "origin")
        }
    }

    @Test func `a nonce signs in once`() async throws {
        try await Ground().serve { running async throws in
            let text = try await running.people.loginStatement()
            let request = LoginRequest(
                statement: text.string,
                signature: running.ground.technician.signer.sign(text.bytes, namespace: "login@countersign")
            )
            #expect(try await running.people.post("/v1/login", request).status == 200)
            let again = try await running.people.post("/v1/login", request)
            #expect(again.status == 401)
            #expect(again.error?.code == "nonce")
        }
    }

    @Test func `a session survives a restart and ends at sign-out`() async throws {
        let ground = try await Ground()
        let token = try await ground.serve { try await $0.people.token($0.ground.technician) }
        try await ground.serve { running async throws in
            #expect(try await running.people.get("/v1/tenants", token: token).status == 200)
            #expect(try await running.people.send(.POST, "/v1/logout", token: token).status == 204)
            #expect(try await running.people.get("/v1/tenants", token: token).status == 401)
        }
        try await ground.serve { running async throws in
            #expect(try await running.people.get("/v1/tenants", token: token).status == 401)
        }
    }

    @Test func `a client is created by a technician with its own people's signatures`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let list: TenantList = try await running.people.get("/v1/tenants", token: client.token).decoded()
            #expect(list.tenants.map(\.tenant) == ["_provider", "acme"])
            let root: RootAnswer = try await running.people.get("/v1/tenants/acme/root", token: client.token).decoded()
            #expect(root.root == client.root.string)
            #expect(root.index == 0)
            let told = try await entries(running, .provider).contains { entry in
                if case .system(let words) = entry.statement { return words.event == .tenant && words.object == "acme" }
                return false
            }
            #expect(told)
        }
    }

    @Test func `no client is created that the provider's log can't tell of`() async throws {
        let ground = try await Ground()
        let creation = try await ground.serve { running async throws in
            let token = try await running.people.token(ground.technician)
            let text = try await TestClient.draftRoot(running, token: token).rendered()
            return TenantCreation(root: text.string, signatures: [ground.contact.sign(text, for: .root)])
        }
        // The provider's log is filled; a client's own would have room.
        await confirmation { refused in
            // Stopping fails here, since it is an entry of the provider's log as well.
            _ = await #expect(throws: LogError.self) {
                try await ground.serve(maximumLogBytes: 200 << 10) { running async throws in
                    let token = try await running.people.token(ground.technician)
                    var status = 200
                    for _ in 0..<400 where status == 200 {
                        status = try await running.people.get("/v1/tenants", token: token).status
                    }
                    #expect(try await running.people.post("/v1/tenants", creation, token: token).status == 503)
                    #expect(ground.folder.tenants() == [.provider])
                    refused()
                }
            }
        }
        try await ground.serve { running async throws in
            let token = try await running.people.token(ground.technician)
            #expect(try await running.people.post("/v1/tenants", creation, token: token).status == 201)
        }
    }

    @Test func `of two that create a client at once one does, and the client works`() async throws {
        try await Ground().serve { running async throws in
            let token = try await running.people.token(running.ground.technician)
            let text = try await TestClient.draftRoot(running, token: token).rendered()
            let creation = TenantCreation(
                root: text.string,
                signatures: [running.ground.contact.sign(text, for: .root)]
            )
            let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for _ in 0..<8 {
                    tasks.addTask { try await running.people.post("/v1/tenants", creation, token: token).status }
                }
                return try await tasks.reduce(into: [Int]()) { $0.append($1) }.sorted()
            }
            #expect(statuses == [201] + Array(repeating: 409, count: 7))
            #expect(try await running.people.get("/v1/tenants/acme/devices", token: token).status == 200)
        }
    }

    @Test func `a root below its threshold, or of another log, begins no client`() async throws {
        try await Ground().serve { running async throws in
            let token = try await running.people.token(running.ground.technician)
            let root = try await TestClient.draftRoot(running, token: token)
            let text = root.rendered()
            let unsigned = try await running.people.post(
                "/v1/tenants",
                TenantCreation(root: text.string, signatures: [TestKey("stranger").sign(text, for: .root)]),
                token: token
            )
            #expect(unsigned.status == 422)
            #expect(unsigned.error?.code == "threshold-new")

            let foreign = StatementFixtures(issued: Ground.now()).root().rendered()
            let reply = try await running.people.post(
                "/v1/tenants",
                TenantCreation(root: foreign.string, signatures: [running.ground.contact.sign(foreign, for: .root)]),
                token: token
            )
            #expect(reply.status == 422)
            #expect(reply.error?.code == "draft")
            #expect(reply.error?.member == "log.key")
            #expect(running.ground.folder.tenants() == [.provider])
        }
    }

    @Test func `each read is in the client's log before it is answered`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            for path in ["devices", "operations", "inbox", "inventory", "root"] {
                #expect(try await running.people.get("/v1/tenants/acme/\(path)", token: client.token).status == 200)
            }
            let words = try await access(running, client.tenant)
            #expect(words.map(\.object) == ["devices", "operations", "inbox", "inventory", "root"])
            #expect(words.allSatisfy { $0.event == .read && $0.person == .literal("t-zhao") })
        }
    }

    @Test func `somebody of another client learns nothing`() async throws {
        try await Ground().serve { running async throws in
            _ = try await TestClient.create(running)
            let token = try await running.people.token(running.ground.owner)
            let reply = try await running.people.get("/v1/tenants/acme/devices", token: token)
            #expect(reply.status == 404)
            let nobody = try await running.people.get("/v1/tenants/nobody/devices", token: token)
            #expect(nobody.status == 404)
            #expect(reply.error == nobody.error)
        }
    }

    @Test func `a contact issues no enrolment file`() async throws {
        try await Ground().serve { running async throws in
            _ = try await TestClient.create(running)
            let token = try await running.people.token(running.ground.contact)
            let reply = try await running.people.post(
                "/v1/tenants/acme/enrolment-files",
                EnrolmentFileRequest(uses: 1, validSeconds: 600),
                token: token
            )
            #expect(reply.status == 403)
        }
    }

    @Test func `a refused submission is an entry with person, digest and code`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let operation = client.fixtures.operation().rendered()
            let reply = try await running.people.post(
                "/v1/tenants/acme/submissions",
                Submission(
                    kind: "operation",
                    statement: operation.string,
                    signatures: [running.ground.technician.sign(operation, for: .operation)]
                ),
                token: client.token
            )
            #expect(reply.status == 422)
            let words = try #require(try await access(running, client.tenant).last)
            #expect(words.event == .refused)
            #expect(words.object == operation.sha256.hex)
            #expect(words.person == .literal("t-zhao"))
            #expect(words.code?.text == reply.error?.code)
        }
    }

    @Test func `a body above the limit is refused unread`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let large = [UInt8](repeating: 0x20, count: (4 << 20) + 1)
            let reply = try await running.people.send(
                .POST,
                "/v1/tenants/acme/submissions",
                token: client.token,
                body: large
            )
            #expect(reply.status == 413)
            #expect(try await running.people.send(.POST, "/v1/login", body: large).status == 413)
            #expect(try await running.people.get("/v1/tenants", token: client.token).status == 200)
        }
    }

    @Test(arguments: ["{", "[]", "{\"kind\":1}", ""])
    func `what is no JSON of ours is refused`(body: String) async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let reply = try await running.people.send(
                .POST,
                "/v1/tenants/acme/submissions",
                token: client.token,
                body: Array(body.utf8)
            )
            #expect(reply.status == 400)
            #expect(reply.error?.code == "malformed")
        }
    }

    @Test func `TLS below 1_3 is refused`() async throws {
        try await Ground().serve { running async throws in
            let old = try PeopleClient(
                port: running.ground.configuration.peoplePort,
                authority: running.controller.keys.peopleAuthority.certificateDER,
                minimum: .tlsv12,
                maximum: .tlsv12
            )
            await #expect(throws: (any Error).self) { try await old.get("/v1/tenants") }
            try await old.close()
        }
    }

    @Test func `proofs and entries hold against the checkpoint`() async throws {
        try await Ground().serve { running async throws in
            let client = try await TestClient.create(running)
            let path = "/v1/tenants/acme"
            let answer: ProofAnswer = try await running.people.post(
                "\(path)/proofs",
                ProofRequest(consistencyFrom: 1, leaves: [0, 1]),
                token: client.token
            ).decoded()
            let key = try await running.controller.tenants.service(client.tenant).log.verifierKey
            let checkpoint = try VerifiedCheckpoint.verify(
                note: answer.checkpoint,
                origin: key.name,
                logKey: key,
                witnesses: []
            ).checkpoint
            for proven in answer.leaves {
                let leaf = try #require(Base64.decode(proven.leaf))
                let proof = proven.inclusion.compactMap { Base64.decode($0) }.compactMap { Digest(bytes: $0) }
                #expect(
                    InclusionProof.verify(
                        proof,
                        index: proven.index,
                        size: checkpoint.size,
                        leafHash: MerkleHash.leaf(leaf),
                        root: checkpoint.root
                    )
                )
            }
            let entries: EntriesAnswer = try await running.people.get(
                "\(path)/entries?start=0&count=1",
                token: client.token
            ).decoded()
            #expect(entries.leaves.first == answer.leaves.first?.leaf)
            for query in ["start=0&count=257", "start=0&count=0", "start=99999999999999999999", "start=1000000"] {
                let reply = try await running.people.get("\(path)/entries?\(query)", token: client.token)
                #expect(reply.status == 400, "\(query)")
            }
        }
    }

    @Test func `the exported log is the log`() async throws {
        let ground = try await Ground()
        try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let reply = try await running.people.get("/v1/tenants/acme/export", token: client.token)
            #expect(reply.status == 200)
            let path = try ground.temporary.write(reply.body, to: "export.sqlite")
            let file = try LogFile(path: path)
            #expect(try file.size() == 2)
            let leaf = try #require(try file.leaf(at: 1))
            guard case .access(let words) = try Entry(leaf: leaf).statement else {
                Issue.record("leaf 1 is no access entry")
                return
            }
            #expect(words.event == .export)
        }
    }

    @Test func `on a full disk a submission is answered 503 and leaves nothing, and the log goes on later`()
        async throws
    {
        let ground = try await Ground()
        let (client, device) = try await ground.serve { running async throws in
            let client = try await TestClient.create(running)
            let agent = try ScriptedAgent("one", running)
            #expect(try await agent.enrol(client, token: client.enrolmentToken(running)).code.isEmpty)
            await agent.dialer.shutdown()
            return (client, agent.device)
        }
        // Room for some entries only: the tables themselves take a dozen pages.
        let (read, submitted) = try await ground.serve(maximumLogBytes: 200 << 10) { running async throws in
            var read = try await running.people.get("/v1/tenants/acme/devices", token: client.token)
            for _ in 0..<400 where read.status == 200 {
                read = try await running.people.get("/v1/tenants/acme/devices", token: client.token)
            }
            return (read, try await client.admit(running, device))
        }
        #expect(read.status == 503)
        #expect(submitted.status == 503)
        #expect(submitted.error?.code == "disk")
        // It opens, so tree, entries and newest checkpoint fit together, and takes entries again.
        try await ground.serve { running async throws in
            let list: DeviceList = try await running.people.get("/v1/tenants/acme/devices", token: client.token)
                .decoded()
            #expect(list.devices.map(\.statement) == [nil])
            #expect(try await client.admit(running, device).status == 200)
        }
    }
}
