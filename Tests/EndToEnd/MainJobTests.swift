import Foundation
import Harness
import TestSupport
import Testing

/// The main job, with real processes, real TLS and real ssh-keygen.
@Suite(.serialized) struct MainJobTests {
    /// A client with endpoints that are enrolled and admitted to `desktops`.
    private func running(endpoints: Int = 1) throws -> Installation {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        let file = try installation.enrolmentFile(uses: endpoints)
        for number in 1...endpoints {
            try installation.enrol(number, with: file)
            try installation.admit(number, name: "pc-\(number)", groups: ["desktops"])
        }
        return installation
    }

    @Test func `a signed script runs on every target and its receipts verify`() throws {
        let installation = try running(endpoints: 2)
        let script = try installation.writeScript(
            "hello.sh",
            "#!/bin/sh\necho \"hello $CS_PARAM_WHO from $CS_DEVICE\"\n"
        )
        let run = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--on", "pc-2", "--param", "who=world", "--reason", "greeting", "--yes"]
        )
        for number in 1...2 {
            #expect((run.text + run.errors).contains("hello world from \(try installation.device(number))"))
        }
        let log = try installation.exportLog()
        #expect(try installation.query("SELECT count(*) FROM receipts WHERE outcome = 'succeeded'", in: log) == ["2"])
        try installation.cli("t-zhao", ["audit", "verify", log, "--root", installation.rootFile])
    }

    @Test func `run ends with 1 when a target fails and says its exit`() throws {
        let installation = try running()
        let script = try installation.writeScript("fail.sh", "#!/bin/sh\nexit 7\n")
        let run = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "will fail", "--yes"],
            expecting: 1
        )
        #expect((run.text + run.errors).contains("failed"))
        #expect((run.text + run.errors).contains("7"))
    }

    @Test func `in a group with a contact's rule nothing runs before the contact has signed`() throws {
        let installation = try running()
        try installation.admit(1, name: "pc-1", groups: ["finance"])
        let script = try installation.writeScript("touch.sh", "#!/bin/sh\ntouch \"$CS_STATE/ran\"\n")
        let id = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "month end", "--no-wait", "--yes"]
        ).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try installation.cli("t-zhao", ["operation", "show", id]).text.contains("waiting"))
        #expect(try installation.cli("c-li", ["inbox"]).text.contains(id))
        let marker = "\(installation.endpoint(1))/executor/state/ran"
        #expect(!FileManager.default.fileExists(atPath: marker))
        try installation.cli("c-li", ["approve", id, "--yes"])
        try installation.cli("t-zhao", ["operation", "watch", id])
        #expect(FileManager.default.fileExists(atPath: marker))
    }

    @Test func `a denied operation never runs`() throws {
        let installation = try running()
        try installation.admit(1, name: "pc-1", groups: ["finance"])
        let script = try installation.writeScript("touch.sh", "#!/bin/sh\ntouch \"$CS_STATE/ran\"\n")
        let id = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "month end", "--no-wait", "--yes"]
        ).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try installation.cli("c-li", ["deny", id, "--reason", "not today", "--yes"])
        #expect(try installation.cli("t-zhao", ["operation", "show", id]).text.contains("denied"))
        let late = try installation.cli("c-li", ["approve", id, "--yes"], expecting: nil)
        #expect(late.status == 3)
        #expect(!FileManager.default.fileExists(atPath: "\(installation.endpoint(1))/executor/state/ran"))
    }

    @Test func `a device that nobody admitted gives inventory and runs nothing`() throws {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        try installation.enrol(1, with: installation.enrolmentFile(uses: 1))
        let script = try installation.writeScript("hello.sh", "#!/bin/sh\necho hello\n")
        let run = try installation.cli(
            "t-zhao",
            ["run", script, "--on", installation.device(1), "--reason", "too early", "--yes"],
            expecting: nil
        )
        #expect(run.status != 0)
        #expect((run.text + run.errors).contains("quarantined"))
        let log = try installation.exportLog()
        #expect(try installation.query("SELECT count(*) FROM receipts", in: log) == ["0"])
        #expect(try installation.query("SELECT count(*) > 0 FROM inventory", in: log) == ["1"])
    }

    @Test func `a run that loses its executor is interrupted and never runs again`() throws {
        let installation = try running()
        // It says where it is, then waits for what only the end of the test could bring.
        let script = try installation.writeScript(
            "hang.sh",
            "#!/bin/sh\necho run >>\"$CS_STATE/runs\"\nmkfifo \"$CS_STATE/never\"\ncat \"$CS_STATE/never\"\n"
        )
        let id = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "hang", "--no-wait", "--yes"]
        ).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let state = "\(installation.endpoint(1))/executor/state"
        try FileEvent.wait(for: "\(state)/never")
        installation.killExecutor(1)
        try installation.startExecutor(1)
        let watch = try installation.cli("t-zhao", ["operation", "watch", id], expecting: 1)
        #expect((watch.text + watch.errors).contains("interrupted"))
        #expect(try String(contentsOfFile: "\(state)/runs", encoding: .utf8) == "run\n")
    }

    @Test func `a cancel ends what runs`() throws {
        let installation = try running()
        let script = try installation.writeScript(
            "hang.sh",
            "#!/bin/sh\nmkfifo \"$CS_STATE/never\"\ncat \"$CS_STATE/never\"\n"
        )
        let id = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "hang", "--no-wait", "--yes"]
        ).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try FileEvent.wait(for: "\(installation.endpoint(1))/executor/state/never")
        try installation.cli("c-li", ["cancel", id, "--reason", "enough", "--yes"])
        let watch = try installation.cli("t-zhao", ["operation", "watch", id], expecting: 1)
        #expect((watch.text + watch.errors).contains("cancelled"))
    }

    @Test func `an endpoint that was away gets its orders when it comes back, also from a new controller process`()
        throws
    {
        let installation = try running()
        installation.stopAgent(1)
        let script = try installation.writeScript("hello.sh", "#!/bin/sh\necho hello\n")
        let id = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "later", "--no-wait", "--yes"]
        ).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        installation.killController()
        try installation.startController()
        try installation.startAgent(1)
        let watch = try installation.cli("t-zhao", ["operation", "watch", id])
        #expect((watch.text + watch.errors).contains("succeeded"))
    }

    @Test func `a retired device is cut off at once`() throws {
        let installation = try running()
        try installation.cli("c-li", ["device", "retire", "pc-1", "--yes"])
        let script = try installation.writeScript("hello.sh", "#!/bin/sh\necho hello\n")
        let run = try installation.cli(
            "t-zhao",
            ["run", script, "--on", "pc-1", "--reason", "gone", "--yes"],
            expecting: nil
        )
        #expect(run.status != 0)
        let list = try installation.cli("t-zhao", ["device", "list"]).text
        #expect(list.contains("retired"))
    }
}

/// Waits for files without sleeping: the kernel says when a folder changes.
enum FileEvent {
    /// Returns once the file exists.
    static func wait(for path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let queue = inotify_init1(Int32(IN_CLOEXEC))
        guard queue >= 0 else { throw HarnessError("no inotify") }
        defer { close(queue) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard inotify_add_watch(queue, folder, UInt32(IN_CREATE | IN_MOVED_TO)) >= 0 else {
            throw HarnessError("cannot watch \(folder)")
        }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !FileManager.default.fileExists(atPath: path) {
            var wait = pollfd(fd: queue, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 30_000) == 1 else { throw HarnessError("\(path) did not appear in 30 s") }
            _ = read(queue, &buffer, buffer.count)
        }
    }
}
