internal import CLinux
internal import Glibc

/// Runs admitted scripts: one blocking call for each, on the caller's thread.
package struct ScriptRunner: Sendable {
    package struct Configuration: Sendable {
        /// Base of the runs' working folders; belongs to the executor alone.
        package var runsFolder: String

        /// Base of the folders for secrets' files; must be memory (`/run`), never a disk.
        package var secretsFolder: String

        /// `LANG` of every script.
        package var language = "C.UTF-8"

        /// Between SIGTERM and SIGKILL.
        package var grace: Duration = .seconds(5)

        /// How long SIGKILL may take before the run is given up as `leftover: unknown`.
        package var patience: Duration = .seconds(10)

        /// RLIMIT_NOFILE.
        package var openFiles: UInt64 = 4_096

        /// Where control groups may be made, nil for nowhere.
        package var controlGroups: ControlGroupParent?

        /// Whether a run without a control group gets a PID namespace where we may make one.
        package var usesPIDNamespace = true

        package init(runsFolder: String, secretsFolder: String) {
            self.runsFolder = runsFolder
            self.secretsFolder = secretsFolder
        }
    }

    let configuration: Configuration

    package init(_ configuration: Configuration) { self.configuration = configuration }

    /// Runs one script to its end and ends everything it left behind.
    ///
    /// Control groups are preferred: they hold the limits of the whole run, and the script sees the machine as it is. A PID
    /// namespace comes second, because inside it `kill` and `pkill` cannot reach the machine's other processes, which
    /// is what many an administrator's script is for; its `/proc` is left as it is, since a mount namespace would hide
    /// the mounts that a script makes.
    ///
    /// - Parameters:
    ///   - stop: Ends the run as the time limit does.
    ///   - record: Called before the script starts; if it throws, nothing has run. Must return only when its argument is
    ///     on disk.
    ///   - output: Called with kept output as it comes. It must not block: while it runs nothing is read, and a full pipe
    ///     stops the script.
    ///   - ended: Called with how it ended, before the last of it is cleared away, which nobody needs to wait for. A failing
    ///     script, a missing interpreter (exit 127) and a stop are results, not errors.
    /// - Throws: What `record` threw, or ``SystemError``: nothing has run, and `ended` was not called.
    package func run(
        _ job: ScriptJob,
        stop: StopSignal,
        record: (RunIdentity) throws -> Void,
        output: (OutputChunk) -> Void,
        ended: (ScriptResult) -> Void
    ) throws {
        let owner = job.profile.user
        let folder = try RunFolder(in: configuration.runsFolder, name: "run", owner: owner)
        var environment = [
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=\(configuration.language)", "HOME=\(folder.path)",
            "TMPDIR=\(folder.path)",
        ]
        environment += job.environment.map { "\($0.name)=\($0.value)" }
        var folders = [folder.path]
        var secrets: RunFolder?
        if !job.secrets.isEmpty {
            let made = try RunFolder(in: configuration.secretsFolder, name: "secrets", owner: owner)
            for (index, secret) in job.secrets.enumerated() {
                environment.append("\(secret.variable)=\(try made.write(secret.value, name: "\(index)", owner: owner))")
            }
            folders.append(made.path)
            secrets = consume made
        }
        guard environment.dropFirst(4).allSatisfy({ $0.hasPrefix("CS_") && !$0.utf8.contains(0) }) else {
            throw SystemError("pass a variable outside CS_ to a script", EINVAL)
        }

        var group: ControlGroup?
        if let parent = configuration.controlGroups {
            group = try ControlGroup(in: parent, name: job.operation, limits: job.limits)
        }
        defer { _ = group?.end(patience: configuration.patience) }

        var outputPipe = try Pipe()
        var errorPipe = try Pipe()
        let keeper = try Keeper(
            job: job,
            environment: environment,
            folder: folder.path,
            group: group,
            output: outputPipe.writing,
            error: errorPipe.writing,
            configuration: configuration
        )
        outputPipe.closeWriting()
        errorPipe.closeWriting()
        guard let bootID = ProcessTable.bootID(), let start = ProcessTable.startTime(of: keeper.process) else {
            throw SystemError("read /proc", ESRCH)
        }
        try record(
            RunIdentity(
                operation: job.operation,
                bootID: bootID,
                keeper: keeper.process,
                keeperStart: start,
                pidNamespace: keeper.hasNamespace ? ProcessTable.pidNamespace(of: keeper.process) : nil,
                controlGroups: group?.paths ?? [],
                folders: folders
            )
        )
        var watch = RunWatch(
            job: job,
            configuration: configuration,
            output: outputPipe.reading,
            error: errorPipe.reading,
            group: group
        )
        try watch.run(keeper, stop: stop, sink: output)
        let result = watch.result(hasNamespace: keeper.hasNamespace)
        // First of all, as nothing would clear these away if we were lost between the receipt and here.
        _ = secrets.take()
        // Without its farewell, only the keeper's end is the end of what it held.
        if !watch.hasFarewell { keeper.end() }
        ended(result)
    }
}
