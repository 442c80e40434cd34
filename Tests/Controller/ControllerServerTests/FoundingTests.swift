import ControllerServer
import Foundation
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct FoundingTests {
    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func `the folder and its keys are the controller's alone`() async throws {
        let ground = try await Ground(begun: false)
        let path = ground.folder.path
        for folder in ["", "/keys", "/logs", "/blobs"] { #expect(try mode(path + folder) == 0o700) }
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(path)/keys") {
            #expect(try mode("\(path)/keys/\(name)") == 0o600, "\(name)")
        }
        #expect(try mode(ground.folder.configuration) == 0o600)
    }

    @Test func `a folder that holds something is not taken`() async throws {
        let ground = try await Ground(begun: false)
        #expect(throws: DataFolderError.notEmpty(path: ground.folder.path)) {
            try Founding.make(
                at: ground.folder.path,
                configuration: ground.configuration,
                owners: [Founding.Member(id: .literal("owner"), key: ground.owner.publicKey)],
                technicians: [],
                now: Ground.now()
            )
        }
    }

    @Test func `one key for two people makes no draft and no folder`() async throws {
        let ground = try await Ground(begun: false)
        let path = ground.temporary.file("other")
        #expect(throws: FoundingError.self) {
            try Founding.make(
                at: path,
                configuration: ground.configuration,
                owners: [Founding.Member(id: .literal("owner"), key: ground.owner.publicKey)],
                technicians: [Founding.Member(id: .literal("t-zhao"), key: ground.owner.publicKey)],
                now: Ground.now()
            )
        }
        #expect(!ground.temporary.contains("other"))
    }

    @Test func `the draft is a root that its owners may sign`() async throws {
        let ground = try await Ground(begun: false)
        guard case .root(let root) = try Statement.parse(ground.draft, as: .root) else {
            Issue.record("the draft is no root")
            return
        }
        #expect(root.tenant == .provider)
        #expect(root.people.map(\.roles) == [[.root], [.technician]])
        #expect(root.controllers.map(\.caSHA256) == [ground.founding.agentsAuthority])
    }

    @Test func `a root that no owner signed does not begin`() async throws {
        let ground = try await Ground(begun: false)
        await #expect(throws: FoundingError.root(member: "", reason: "threshold-new")) {
            try await ground.begin(signedBy: ground.technician)
        }
        await #expect(throws: FoundingError.notBegun(path: ground.folder.path)) { try await ground.serve { _ in } }
    }

    @Test func `a folder begins once`() async throws {
        let ground = try await Ground()
        await #expect(throws: FoundingError.begun(path: ground.folder.path)) { try await ground.begin() }
    }

    @Test func `a running controller keeps others out`() async throws {
        try await Ground().serve { running async throws in
            let folder = running.ground.folder
            #expect(throws: DataFolderError.locked(path: "\(folder.path)/lock")) { try folder.lock() }
            await #expect(throws: DataFolderError.self) {
                try await ProjectionRebuild.run(folder, clock: Ground.now)
            }
        }
    }

    @Test func `the projection is made again from the logs`() async throws {
        let ground = try await Ground()
        try await ground.serve { _ = try await TestClient.create($0) }
        let counts = try await ProjectionRebuild.run(ground.folder, clock: Ground.now)
        #expect(counts.map(\.tenant) == [.provider, .literal("acme")])
        // root, start, sign-in, tenant, stop
        #expect(counts.map(\.entries) == [5, 1])
    }
}
