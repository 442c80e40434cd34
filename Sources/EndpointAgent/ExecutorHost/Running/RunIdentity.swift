/// Names a run's processes so that they can be found after the executor itself was lost, and no others.
///
/// Written durably before the script starts.
package struct RunIdentity: Equatable, Sendable {
    package var operation: String
    package var bootID: String

    /// The keeper process, in whose hands everything of the run is, with its start in clock ticks since boot.
    package var keeper: Int32
    package var keeperStart: UInt64

    /// Inode of the run's own PID namespace, nil if it has none.
    package var pidNamespace: UInt64?

    /// The run's own control groups, absolute paths.
    package var controlGroups: [String]

    /// Folders to be removed.
    package var folders: [String]

    package init(
        operation: String,
        bootID: String,
        keeper: Int32,
        keeperStart: UInt64,
        pidNamespace: UInt64?,
        controlGroups: [String],
        folders: [String]
    ) {
        self.operation = operation
        self.bootID = bootID
        self.keeper = keeper
        self.keeperStart = keeperStart
        self.pidNamespace = pidNamespace
        self.controlGroups = controlGroups
        self.folders = folders
    }

    /// Lines of `word value`; paths are ours and hold no line feed.
    package var encoded: [UInt8] {
        var lines = ["run 1", "operation \(operation)", "boot \(bootID)", "keeper \(keeper) \(keeperStart)"]
        if let pidNamespace { lines.append("pid-namespace \(pidNamespace)") }
        lines += controlGroups.map { "group \($0)" }
        lines += folders.map { "folder \($0)" }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Nil for anything that ``encoded`` has not made.
    package init?(encoded: [UInt8]) {
        var fields: [Substring: [Substring]] = [:]
        let text = String(decoding: encoded, as: UTF8.self)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            fields[parts[0], default: []].append(parts[1])
        }
        let keeper = (fields["keeper"]?.first ?? "").split(separator: " ")
        guard fields["run"] == ["1"], let operation = fields["operation"]?.first, let bootID = fields["boot"]?.first,
            keeper.count == 2, let pid = Int32(keeper[0]), pid > 1, let start = UInt64(keeper[1])
        else { return nil }
        self.operation = String(operation)
        self.bootID = String(bootID)
        self.keeper = pid
        keeperStart = start
        pidNamespace = fields["pid-namespace"]?.first.flatMap { UInt64($0) }
        controlGroups = (fields["group"] ?? []).map(String.init)
        folders = (fields["folder"] ?? []).map(String.init)
    }
}
