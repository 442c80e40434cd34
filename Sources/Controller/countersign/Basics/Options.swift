import ArgumentParser

/// Options of every command that is about one client.
struct TenantOptions: ParsableArguments {
    @Option(
        help: .spoken("The client; needed if you may read more than one.", "客户；可查看多个客户时须指明。"),
        completion: KnownWords.tenants
    )
    var tenant: String?

    @Flag(help: .spoken("Print JSON.", "输出 JSON。"))
    var json = false
}

/// The confirmation of commands that sign.
struct YesOption: ParsableArguments {
    @Option(
        help: .spoken(
            "Sign without asking; above 10 targets only with their number.",
            "不再询问直接签署；超过 10 个目标时须给出数量。",
            valueName: "[count]"
        )
    )
    var yes: Int?
}
