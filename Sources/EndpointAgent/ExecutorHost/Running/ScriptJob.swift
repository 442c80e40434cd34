/// One of the programs that may run a script; there is no other way to name one.
package struct ScriptInterpreter: Hashable, Sendable, CustomStringConvertible {
    /// The interpreters of operation/v1 (docs/protocol.md); none takes arguments.
    package static let all: [ScriptInterpreter] = ["/bin/sh", "/bin/bash", "/usr/bin/python3", "/usr/bin/perl"].map {
        ScriptInterpreter(unchecked: $0)
    }

    package let path: String

    /// Nil for any path that is not in the list.
    package init?(_ path: String) {
        guard ScriptInterpreter.all.contains(where: { $0.path == path }) else { return nil }
        self.path = path
    }

    init(unchecked path: String) { self.path = path }

    package var description: String { path }
}

/// What a run may use at most.
package struct ScriptLimits: Hashable, Sendable {
    /// Time while the machine is awake, from start to SIGTERM.
    package var time: Duration
    package var memoryBytes: UInt64
    /// Of standard output and standard error together.
    package var outputBytes: UInt64
    package var processes: UInt64

    package init(time: Duration, memoryBytes: UInt64, outputBytes: UInt64, processes: UInt64) {
        self.time = time
        self.memoryBytes = memoryBytes
        self.outputBytes = outputBytes
        self.processes = processes
    }
}

/// Whom the script runs as and what it is kept from.
package struct ScriptProfile: Hashable, Sendable {
    /// The user and group to become, nil for the executor's own.
    package var user: (uid: UInt32, gid: UInt32)?

    /// Whether it gets a network namespace with nothing in it.
    package var isWithoutNetwork: Bool

    package init(user: (uid: UInt32, gid: UInt32)? = nil, isWithoutNetwork: Bool = false) {
        self.user = user
        self.isWithoutNetwork = isWithoutNetwork
    }

    package static func == (left: ScriptProfile, right: ScriptProfile) -> Bool {
        left.user?.uid == right.user?.uid && left.user?.gid == right.user?.gid
            && left.isWithoutNetwork == right.isWithoutNetwork
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(user?.uid)
        hasher.combine(user?.gid)
        hasher.combine(isWithoutNetwork)
    }
}

/// A secret's value, handed to the script as the path of a file that is gone when the run ends.
package struct ScriptSecret: Sendable {
    /// The variable that holds the path, `CS_SECRET_…`.
    package var variable: String
    package var value: [UInt8]

    package init(variable: String, value: [UInt8]) {
        self.variable = variable
        self.value = value
    }
}

/// An admitted script, ready to run.
package struct ScriptJob: Sendable {
    /// The operation's id: names the run and, as `CS_OPERATION`, marks its processes.
    package var operation: String
    package var interpreter: ScriptInterpreter

    /// The exact bytes that the gate has hashed; they never touch a disk.
    package var script: [UInt8]

    /// Variables beside PATH, LANG, HOME and TMPDIR; each name begins with `CS_`.
    package var environment: [(name: String, value: String)]
    package var secrets: [ScriptSecret]
    package var limits: ScriptLimits
    package var profile: ScriptProfile

    package init(
        operation: String,
        interpreter: ScriptInterpreter,
        script: [UInt8],
        environment: [(name: String, value: String)] = [],
        secrets: [ScriptSecret] = [],
        limits: ScriptLimits,
        profile: ScriptProfile = ScriptProfile()
    ) {
        self.operation = operation
        self.interpreter = interpreter
        self.script = script
        self.environment = environment
        self.secrets = secrets
        self.limits = limits
        self.profile = profile
    }
}
