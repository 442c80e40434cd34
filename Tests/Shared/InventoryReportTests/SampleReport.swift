import InventoryReport

/// Small reports for the tests.
enum SampleReport {
    static func section(_ facts: FactValue, at seconds: Int64 = 1) -> ReportSection {
        ReportSection(
            collectedAt: seconds,
            source: "test",
            privilege: .user,
            errors: [ReportSection.Failure(at: "/sys/x", code: "EIO")],
            facts: facts
        )
    }

    static func report(_ facts: [String: FactValue], at seconds: Int64 = 1) -> Report {
        Report(
            bootID: "boot",
            sections: facts.mapValues { section($0, at: seconds) },
            metrics: section(.object(["uptime_s": .integer(seconds)]), at: seconds)
        )
    }
}
