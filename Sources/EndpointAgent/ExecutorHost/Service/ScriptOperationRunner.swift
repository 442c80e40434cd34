package import ExecutorCore
package import Model

/// Runs admitted operations on this machine: scripts as processes, `collect` profiles in this process.
package struct ScriptOperationRunner: OperationRunner {
    private let scripts: ScriptRunner
    /// `CS_STATE`: the device's folder for what scripts keep between runs.
    private let stateFolder: String
    private let now: @Sendable () -> Timestamp
    private let collect: @Sendable (ProfileName) -> [UInt8]

    /// - Parameter collect: what a profile collects, as text for stdout.
    package init(
        scripts: ScriptRunner,
        stateFolder: String,
        now: @escaping @Sendable () -> Timestamp,
        collect: @escaping @Sendable (ProfileName) -> [UInt8]
    ) {
        self.scripts = scripts
        self.stateFolder = stateFolder
        self.now = now
        self.collect = collect
    }

    package func makeStop() throws -> RunStop {
        let signal = try StopSignal()
        return RunStop(signal: signal) { signal.stop() }
    }

    package func endLeftovers(_ run: [UInt8]) -> Model.Leftover {
        guard let identity = RunIdentity(encoded: run) else { return .unknown }
        return Model.Leftover(Leftovers.end(identity))
    }

    package func run(
        _ operation: AdmittedOperation,
        device: DeviceID,
        admitted: Timestamp,
        stop: RunStop,
        record: (Timestamp, [UInt8]) throws -> Void,
        output: (Bool, UInt64, [UInt8]) -> Void,
        ended: (RunReport) -> Void
    ) throws {
        switch operation.operation.action {
        case .script(let action):
            let signal = try (stop.signal as? StopSignal) ?? StopSignal()
            var started = admitted
            try scripts.run(
                try job(operation, action, device: device),
                stop: signal,
                record: { identity in
                    started = now()
                    try record(started, identity.encoded)
                },
                output: { chunk in output(chunk.stream == .error, chunk.offset, chunk.bytes) },
                ended: { result in ended(RunReport(result, admitted: admitted, started: started, ended: now())) }
            )
        case .collect(let profile):
            ended(report(of: profile, operation.operation.limits, admitted: admitted, output: output))
        case .catalog, .update:
            throw SystemError("run an action that the gate does not admit", 0)
        }
    }

    private func job(_ admitted: AdmittedOperation, _ action: ScriptAction, device: DeviceID) throws -> ScriptJob {
        guard let interpreter = ScriptInterpreter(action.interpreter.rawValue) else {
            throw SystemError("find the interpreter \(action.interpreter.rawValue)", 0)
        }
        let operation = admitted.operation
        var environment = [
            (name: "CS_DEVICE", value: device.text),
            (name: "CS_OPERATION", value: operation.id.text),
            (name: "CS_TENANT", value: operation.tenant.text),
            (name: "CS_STATE", value: stateFolder),
        ]
        for (name, value) in action.parameters.sorted(by: { $0.key < $1.key }) {
            environment.append((name: "CS_PARAM_\(name.text.uppercased())", value: value))
        }
        return ScriptJob(
            operation: operation.id.text,
            interpreter: interpreter,
            script: admitted.content,
            environment: environment,
            limits: ScriptLimits(
                time: .seconds(Int64(clamping: operation.limits.seconds)),
                memoryBytes: operation.limits.memoryBytes,
                outputBytes: operation.limits.outputBytes,
                processes: operation.limits.processes
            )
        )
    }

    /// Reads what the profile names; no process is started, nothing is written.
    private func report(
        of profile: ProfileName,
        _ limits: Limits,
        admitted: Timestamp,
        output: (Bool, UInt64, [UInt8]) -> Void
    ) -> RunReport {
        let started = now()
        let text = collect(profile)
        let kept = Array(text.prefix(Int(clamping: limits.outputBytes)))
        output(false, 0, kept)
        return RunReport(
            ending: .exited(0),
            admitted: admitted,
            started: started,
            ended: now(),
            stdout: RunOutput(kept: kept, bytes: UInt64(text.count), masked: false),
            stderr: nil,
            usage: ReceiptUsage(cpuMs: 0, maxRssBytes: 0),
            mechanism: Keyword.none,
            leftover: .none
        )
    }
}

extension RunReport {
    /// A script's end in the receipt's words.
    init(_ result: ScriptResult, admitted: Timestamp, started: Timestamp, ended: Timestamp) {
        let ending: Ending =
            switch (result.stop, result.ending) {
            case (.timedOut?, _): .timedOut
            case (.cancelled?, _): .cancelled
            case (nil, .exited(let code)): .exited(UInt64(clamping: code))
            case (nil, .signalled(let signal)): .signalled(UInt64(clamping: signal))
            case (nil, .lost), (nil, .notStarted): .interrupted
            }
        // What did not run has no times of its own, and nothing held it.
        let hasRun = result.ending != .notStarted
        self.init(
            ending: ending,
            admitted: admitted,
            started: hasRun ? started : nil,
            ended: hasRun ? ended : nil,
            stdout: RunOutput(result.output),
            stderr: RunOutput(result.error),
            usage: ReceiptUsage(cpuMs: result.usage.cpuMilliseconds, maxRssBytes: result.usage.maxRSSBytes),
            mechanism: hasRun ? Keyword(result.mechanism.rawValue) ?? Keyword.none : Keyword.none,
            leftover: Model.Leftover(result.leftover)
        )
    }
}

extension RunOutput {
    /// Nil for a stream on which nothing came.
    fileprivate init?(_ output: CapturedOutput) {
        guard output.bytes > 0 else { return nil }
        self.init(kept: output.kept, bytes: output.bytes, masked: output.isMasked)
    }
}

extension Model.Leftover {
    fileprivate init(_ leftover: ExecutorHost.Leftover) {
        self =
            switch leftover {
            case .none: .none
            case .killed: .killed
            case .unknown: .unknown
            }
    }
}
