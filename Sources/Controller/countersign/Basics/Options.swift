import ArgumentParser

/// Options of every command that is about one client.
struct TenantOptions: ParsableArguments {
    @Option(help: "The client; needed if you may read more than one.")
    var tenant: String?

    @Flag(help: "Print JSON.")
    var json = false
}

/// The confirmation of commands that sign.
struct YesOption: ParsableArguments {
    @Option(help: ArgumentHelp("Sign without asking; above 10 targets only with their number.", valueName: "[count]"))
    var yes: Int?
}
