import Glibc
import Testing

@testable import ExecutorHost

@Suite struct ScriptRunnerTests {
    @Test(arguments: [0, 1, 7, 255])
    func `an exit code is reported as it was`(code: Int32) throws {
        let bench = try Bench()
        let result = try bench.run(bench.job("exit \(code)"))
        #expect(result.ending == .exited(code))
        #expect(result.stop == nil)
        #expect(result.leftover == .none)
    }

    @Test(arguments: [SIGKILL, SIGTERM, SIGSEGV])
    func `a signal is reported as such`(signal: Int32) throws {
        let bench = try Bench()
        #expect(try bench.run(bench.job("kill -\(signal) $$")).ending == .signalled(signal))
    }

    @Test(arguments: [
        ("/bin/sh", "echo hello"), ("/bin/bash", "echo $BASH_VERSION >/dev/null; echo hello"),
        ("/usr/bin/python3", "print('hello')"), ("/usr/bin/perl", "print \"hello\\n\";"),
    ])
    func `each interpreter runs a script from memory`(interpreter: String, script: String) throws {
        let bench = try Bench()
        let result = try bench.run(bench.job(script, interpreter: interpreter))
        #expect(result.ending == .exited(0))
        #expect(result.output.text == "hello\n")
    }

    @Test func `the environment is exactly the listed one`() throws {
        let bench = try Bench()
        var folder = ""
        let script = #"print "$_=$ENV{$_}\n" for sort keys %ENV;"#
        let job = bench.job(script, interpreter: "/usr/bin/perl", environment: [("CS_PARAM_QUEUE", "HP 3F\u{e9}")])
        let result = try bench.run(job) { folder = $0.folders[0] }
        let expected = [
            "CS_OPERATION=\(job.operation)", "CS_PARAM_QUEUE=HP 3F\u{e9}", "HOME=\(folder)", "LANG=C.UTF-8",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR=\(folder)",
        ]
        #expect(result.output.text == expected.map { "\($0)\n" }.joined())
    }

    @Test func `a variable outside CS_ is refused before anything runs`() throws {
        let bench = try Bench()
        var isRecorded = false
        #expect(throws: SystemError.self) {
            try bench.run(bench.job("true", environment: [("LD_PRELOAD", "/tmp/x.so")])) { _ in isRecorded = true }
        }
        #expect(!isRecorded)
        #expect(bench.runs.names.isEmpty)
    }

    @Test func `standard input is empty`() throws {
        let bench = try Bench()
        #expect(try bench.run(bench.job("cat; echo done")).output.text == "done\n")
    }

    @Test func `the working folder is private and gone afterwards`() throws {
        let bench = try Bench()
        var folder = ""
        let script =
            "pwd; stat -c %a .; umask; mkdir -p a/b; touch a/b/c; ln -s /etc a/link; stat -c %a a/b/c; chmod 0 a"
        let result = try bench.run(bench.job(script)) { folder = $0.folders[0] }
        #expect(result.output.text == "\(folder)\n700\n0022\n644\n")
        #expect(folder.hasPrefix(bench.runs.path))
        #expect(bench.runs.names.isEmpty)
        #expect(bench.secrets.names.isEmpty)
        #expect(access("/etc/passwd", F_OK) == 0)
    }

    @Test func `no descriptor of ours reaches the script`() throws {
        let bench = try Bench()
        // Deliberately without close on exec, as a careless library would have it.
        let careless = open("/etc/hostname", O_RDONLY)
        let moved = fcntl(careless, F_DUPFD, 200)
        defer {
            close(careless)
            close(moved)
        }
        // 3 is the script itself, 4 the folder that ls reads.
        #expect(try bench.run(bench.job("ls /proc/self/fd")).output.text == "0\n1\n2\n3\n4\n")
    }

    @Test func `the script cannot be changed while it runs`() throws {
        let bench = try Bench()
        let result = try bench.run(bench.job("echo echo evil >>/proc/self/fd/3; echo code $?"))
        #expect(!result.output.text.contains("code 0"))
        #expect(!result.output.text.contains("evil"))
    }

    @Test func `a missing interpreter is exit 127`() throws {
        let bench = try Bench()
        let result = try bench.run(bench.job("true", interpreter: "/nonexistent/interpreter"))
        #expect(result.ending == .exited(127))
        #expect(result.leftover == .none)
    }

    @Test func `an interpreter that cannot be started is exit 126`() throws {
        let bench = try Bench()
        #expect(try bench.run(bench.job("true", interpreter: "/etc/passwd")).ending == .exited(126))
    }

    @Test func `output over the limit is counted and dropped without stopping the script`() throws {
        let bench = try Bench()
        var live: [UInt8] = []
        let script = #"print "x" x 300000; print STDERR "y" x 200000; print "z" x 300000; print STDERR "end";"#
        let result = try bench.run(bench.job(script, interpreter: "/usr/bin/perl", output: 1_000)) {
            #expect($0.keeper > 0)
        } output: { chunk in
            live += chunk.bytes
        }
        #expect(result.ending == .exited(0))
        #expect(result.output.bytes == 600_000)
        #expect(result.error.bytes == 200_003)
        #expect(result.output.kept.count + result.error.kept.count == 1_000)
        #expect(result.output.isTruncated && result.error.isTruncated)
        #expect(live.count == 1_000)
    }

    @Test func `live pieces join up to what is kept`() throws {
        let bench = try Bench()
        var live: [UInt8] = []
        var areInOrder = true
        let script = "for i in 1 2 3 4 5 6 7 8 9; do echo line $i; done"
        let result = try bench.run(bench.job(script)) { _ in
        } output: { chunk in
            areInOrder = areInOrder && chunk.offset == UInt64(live.count) && chunk.stream == .output
            live += chunk.bytes
        }
        #expect(areInOrder)
        #expect(live == result.output.kept)
        #expect(!result.output.isTruncated)
    }

    @Test func `memory beyond the limit is not given`() throws {
        let bench = try Bench()
        let script = #"my $x = "a" x (512 * 1024 * 1024); print length $x;"#
        let result = try bench.run(bench.job(script, interpreter: "/usr/bin/perl", memory: 64 << 20))
        #expect(result.ending != .exited(0))
        #expect(result.output.text.isEmpty)
    }

    @Test func `use is measured`() throws {
        let bench = try Bench()
        let result = try bench.run(bench.job("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"))
        #expect(result.usage.maxRSSBytes > 100_000)
        #expect(result.usage.cpuMilliseconds > 0)
    }

    @Test func `nothing runs when the record cannot be written`() throws {
        struct DiskFull: Error {}
        let bench = try Bench()
        let marker = "\(bench.base.path)/ran"
        #expect(throws: DiskFull.self) {
            try bench.run(bench.job("touch \(marker)")) { _ in throw DiskFull() }
        }
        #expect(access(marker, F_OK) != 0)
        #expect(bench.runs.names.isEmpty)
    }

    @Test func `a secret comes as a file and is masked in both streams`() throws {
        let bench = try Bench()
        let secret = ScriptSecret(variable: "CS_SECRET_ADMIN", value: Array("hunter2-hunter2".utf8))
        let script = #"cat "$CS_SECRET_ADMIN"; echo; stat -c %a "$CS_SECRET_ADMIN"; cat "$CS_SECRET_ADMIN" >&2"#
        let result = try bench.run(bench.job(script, secrets: [secret]))
        #expect(result.output.text == "[masked]\n400\n")
        #expect(result.error.text == "[masked]")
        #expect(result.output.isMasked && result.error.isMasked)
        #expect(result.error.bytes == 8)
        #expect(bench.secrets.names.isEmpty)
    }

    @Test func `secrets are gone when the end is told, the working folder soon after`() throws {
        let bench = try Bench()
        let secret = ScriptSecret(variable: "CS_SECRET_ADMIN", value: Array("hunter2-hunter2".utf8))
        let job = bench.job("wc -c <$CS_SECRET_ADMIN", secrets: [secret])
        var text: String?
        try ScriptRunner(bench.configuration).run(job, stop: bench.stop, record: { _ in }, output: { _ in }) { result in
            text = result.output.text
            #expect(bench.runs.names.count == 1)
            #expect(bench.secrets.names.isEmpty)
        }
        #expect(text == "15\n")
        #expect(bench.runs.names.isEmpty)
    }

    @Test(.enabled(if: geteuid() == 0))
    func `an unprivileged profile has no user, group or way back`() throws {
        let bench = try Bench()
        let profile = ScriptProfile(user: (65_534, 65_534), isWithoutNetwork: true)
        let script = "id -u; id -G; grep NoNewPrivs /proc/self/status; touch mine && echo writable; ls /sys/class/net"
        let result = try bench.run(bench.job(script, profile: profile))
        #expect(
            result.output.text == "65534\n65534\nNoNewPrivs:\t1\nwritable\nlo\n"
                || result.output.text.hasPrefix("65534\n65534\nNoNewPrivs:\t1\nwritable\n")
        )
        #expect(bench.runs.names.isEmpty)
    }
}
