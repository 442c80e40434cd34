import FaultPoints
import Foundation
import Harness
import TestSupport
import Testing

/// The controller is killed, or its disk refuses, at each durable step; then it is started again.
@Suite(.serialized, .crashScene) struct CrashControllerTests {
    /// What people do to reach a step, and what holds after they have done it again.
    enum Job {
        case submit
        case approve
        case deny
        case cancel
        case admit
        case logIn
        case export
        case draft
        case create
        case token
    }

    private static let jobs: [(step: ControllerStep, job: Job)] = [
        (.blobsKept, .submit), (.logOperation, .submit), (.logApproval, .approve), (.logDenial, .deny),
        (.logCancel, .cancel), (.logDevice, .admit), (.runtimeWritten, .logIn), (.filePublished, .export),
        (.privateFile, .draft), (.logMade, .create), (.logRoot, .create), (.logSystem, .create), (.logAccess, .token),
    ]

    /// The first entry of kind `system` is the start itself.
    static let people: [(fault: CrashFault, job: Job)] = jobs.flatMap { step, job in
        (step == .privateFile ? CrashFault.all([step]) : CrashFault.some([step], hit: step == .logSystem ? 2 : 1))
            .map { ($0, job) }
    }

    @Test(arguments: people)
    func `what a person did is there or is refused, and can be done again`(fault: CrashFault, job: Job) throws {
        let scene = try CrashScene.current
        let work = CrashWork(job, scene)
        try work.prepare()
        try scene.restartController(fault)
        let acknowledged = try work.attempt()
        try scene.controller().meets(fault)
        // What was refused, or whose answer was lost, was not told as done.
        // A session is also good that the disk does not hold: it lasts as long as the process.
        if job != .logIn || fault.side != .fail { #expect(!acknowledged) }
        if fault.side != .fail { try scene.restartController() }
        try work.finish()
        if fault.side == .after { try scene.works() }
    }

    /// Steps that no person's request waits for.
    static let silent: [CrashFault] =
        CrashFault.some([ControllerStep.logReceipt]) + CrashFault.some([ControllerStep.fleetWritten])
        + CrashFault.some([ControllerStep.blobsKept], hit: 2) + CrashFault.some([ControllerStep.runtimeWritten])

    @Test(arguments: silent)
    func `an order's receipt is logged once, whatever befalls the controller meanwhile`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        // The agent is away: the fault meets the receipt's way, not the order's.
        scene.installation.stopAgent(1)
        let id = try #require(try scene.submit("#!/bin/sh\necho \"$CS_OPERATION\" >>\"$CS_STATE/runs\"\necho told\n"))
        try scene.restartController(fault)
        try scene.installation.startAgent(1, awaitsReady: false)
        if fault.hit == 2 { _ = try? scene.submit() }
        try scene.controller().meets(fault)
        if fault.side != .fail { try scene.restartController() }
        #expect(try scene.outcome(id) == "succeeded")
        #expect(scene.runs(of: id) == 1)
        if fault.side == .after { try scene.works() }
    }

    @Test(arguments: CrashFault.some([ControllerStep.logEnrolment, .logInventory]))
    func `a device that enrols meanwhile is enrolled once and reports`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        let endpoint = try scene.newEndpoint()
        defer { scene.retire(endpoint) }
        try scene.install(endpoint)
        try scene.installation.startExecutor(endpoint)
        try scene.restartController(fault)
        try scene.installation.startAgent(endpoint, awaitsReady: false)
        try scene.controller().meets(fault)
        try scene.restartController()
        try scene.agent(endpoint).becomeReady()
        let device = try scene.installation.device(endpoint)
        #expect(try scene.inLog("SELECT count(*) FROM enrolments WHERE device = '\(device)'") == ["1"])
        try FolderEvent.wait(in: "\(scene.installation.data)/logs") {
            try scene.inLog("SELECT count(*) > 0 FROM inventory WHERE device = '\(device)'") == ["1"]
        }
    }

    @Test(arguments: CrashFault.some([ControllerStep.logOpened, .logSystem]))
    func `a controller that could not start starts the next time`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        try scene.restartController(fault)
        let ending = try scene.controller().ending()
        #expect(ending == (fault.side == .fail ? .exited(1) : .signalled(SIGKILL)))
        try scene.restartController()
        try scene.works()
    }

    @Test(arguments: CrashFault.some([ControllerStep.fleetMade, .fleetReset]))
    func `a projection that was half made is made again`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        scene.installation.stopController()
        if fault.point == ControllerStep.fleetMade.rawValue {
            for end in ["", "-wal", "-shm"] { unlink("\(scene.installation.data)/fleet.sqlite\(end)") }
        }
        let run = try ToolRun.run(
            "/usr/bin/env",
            [
                "COUNTERSIGN_FAULT=\(fault.text)", Products.path("countersign-controller"), "rebuild", "--data",
                scene.installation.data,
            ]
        )
        #expect(run.errors.contains("fault: \(fault.text)"))
        #expect(run.status == (fault.side == .fail ? 1 : SIGKILL))
        try scene.installation.startController()
        if fault.side == .after { try scene.works() }
        try scene.rebuilds()
    }

    @Test(arguments: CrashFault.some([ControllerStep.runtimeMade]))
    func `a new controller whose first start crashed starts`(fault: CrashFault) throws {
        let fresh = try Installation()
        try fresh.startController(fault: fault.text)
        let ending = try #require(fresh.controller).ending()
        #expect(ending == (fault.side == .fail ? .exited(1) : .signalled(SIGKILL)))
        try fresh.startController()
        try fresh.logIn("t-zhao")
    }

    /// To lose a client's small blobs is to have them erased: the log does without.
    @Test(arguments: CrashFault.some([ControllerStep.blobsMade]))
    func `a client's file of small blobs that was half made is made again`(fault: CrashFault) throws {
        let scene = try CrashScene.current
        scene.installation.stopController()
        for end in ["", "-wal", "-shm"] { unlink("\(scene.installation.data)/blobs/acme.sqlite\(end)") }
        try scene.restartController(fault)
        _ = try? scene.submit()
        try scene.controller().meets(fault)
        if fault.side != .fail { try scene.restartController() }
        try scene.works()
    }

    @Test func `after all of it the log verifies and the projection is the same`() throws {
        let scene = try CrashScene.current
        try scene.restartController()
        try scene.verify()
        try scene.rebuilds()
        try scene.works()
    }
}

/// One thing that people do, for a crash in the middle of it.
final class CrashWork {
    private let job: CrashControllerTests.Job
    private let scene: CrashScene
    private let installation: Installation
    private var operation = ""
    private var client = ""

    init(_ job: CrashControllerTests.Job, _ scene: CrashScene) {
        self.job = job
        self.scene = scene
        installation = scene.installation
    }

    /// Brings about what the work begins with.
    func prepare() throws {
        switch job {
        case .approve, .deny:
            try scene.ensureFinance()
            operation = try scene.submit(on: "pc-f") ?? ""
        case .cancel:
            try scene.ensureFinance()
            operation = try scene.submit(on: "pc-f") ?? ""
        case .draft: client = scene.newClient()
        case .create:
            client = scene.newClient()
            try draft()
        case .submit, .admit, .logIn, .export, .token: break
        }
    }

    /// Does it; whether the controller said that it is done.
    func attempt() throws -> Bool {
        switch job {
        case .submit:
            guard let id = try scene.submit() else { return false }
            operation = id
            return true
        case .approve: return try tell("c-li", ["approve", operation, "--yes"])
        case .deny: return try tell("c-li", ["deny", operation, "--reason", "no", "--yes"])
        case .cancel: return try tell("c-li", ["cancel", operation, "--reason", "no", "--yes"])
        case .admit:
            let device = try installation.device(1)
            return try tell("c-li", ["device", "admit", device, "--name", "pc-1", "--group", "desktops", "--yes"])
        case .logIn:
            do { try installation.logIn("t-qian") } catch { return false }
            return true
        case .export:
            do { _ = try installation.exportLog() } catch { return false }
            return true
        case .draft:
            do { try draft() } catch { return false }
            return true
        case .create: return try tell("t-zhao", creation)
        case .token:
            do { _ = try installation.enrolmentFile(uses: 1) } catch { return false }
            return true
        }
    }

    /// Does it again, as the person would, and looks whether it is there.
    func finish() throws {
        switch job {
        case .submit: break
        case .approve:
            try again(["approve", operation, "--yes"])
            #expect(try scene.outcome(operation) == "succeeded")
            #expect(scene.runs(of: operation, on: scene.finance) == 1)
        case .deny:
            try again(["deny", operation, "--reason", "no", "--yes"])
            #expect(scene.runs(of: operation, on: scene.finance) == 0)
        case .cancel:
            try again(["cancel", operation, "--reason", "no", "--yes"])
            #expect(scene.runs(of: operation, on: scene.finance) == 0)
        case .draft:
            try draft()
            try installation.cli("t-zhao", creation)
            #expect(try scene.inLog("SELECT count(*) FROM roots", of: client) == ["1"])
        case .create:
            // Whose answer was lost is told that the client is there already.
            let run = try installation.cli("t-zhao", creation, expecting: nil)
            #expect(run.status == 0 || (run.text + run.errors).contains("already"), "\(run.text)\(run.errors)")
            #expect(try scene.inLog("SELECT count(*) FROM roots", of: client) == ["1"])
        case .admit, .logIn, .export, .token:
            #expect(try attempt())
        }
    }

    /// Signs it again unless the log has it; either way it is there then.
    private func again(_ arguments: [String]) throws {
        let sql =
            "SELECT count(*) FROM entries WHERE statement LIKE '%\(operation)%' AND kind IN "
            + "('approval', 'denial', 'cancel')"
        if try scene.inLog(sql) == ["0"] { try installation.cli("c-li", arguments) }
        #expect(try scene.inLog(sql) == ["1"])
    }

    private func tell(_ person: String, _ arguments: [String]) throws -> Bool {
        try installation.cli(person, arguments, expecting: nil).status == 0
    }

    // MARK: Clients

    private var root: String { installation.folder.file("\(client).json") }

    private var creation: [String] {
        [
            "tenant", "create", "--root", root, "--signature", "\(root).c-li.sig", "--signature", "\(root).o-chen.sig",
        ]
    }

    private func draft() throws {
        try? FileManager.default.removeItem(atPath: root)
        let people = ["c-li:client:root,contact", "o-chen:client:root", "t-zhao:provider:technician"].map { person in
            let id = String(person.prefix { $0 != ":" })
            return "\(person):\(installation.folder.file("\(id).pub")):\(id)"
        }
        try installation.cli(
            "t-zhao",
            ["tenant", "create", client, "--out", root, "--threshold", "2"] + people.flatMap { ["--person", $0] }
                + ["--rule", "admit;kinds=device;require=contact*1", "--rule", "all;kinds=script;require=technician*1"]
        )
        for person in ["c-li", "o-chen"] {
            try installation.sign(root, as: person, namespace: "root@countersign", to: "\(root).\(person).sig")
        }
    }
}
