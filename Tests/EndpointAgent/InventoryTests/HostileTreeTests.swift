import Inventory
import InventoryReport
import Testing

@Suite struct HostileTreeTests {
    private func collect(_ tree: SampleTree) throws -> Report {
        try InventoryCollector(root: tree.path).collect(at: 1)
    }

    private func roundTrips(_ report: Report) throws -> Bool {
        try ReportDelta.parse(ReportDelta.make(from: nil, to: report, sequence: 1).rendered()).hashes == report.hashes
    }

    @Test(arguments: ["/etc/machine-id", "../../../../../../../../../../etc/machine-id"])
    func `a link out of the root ends inside it`(target: String) throws {
        let tree = try SampleTree()
        try tree.link("/etc/hostname", to: target)
        #expect(try collect(tree).facts("identity")["hostname"] == .null)
        try tree.write("/etc/machine-id", "inside\n")
        #expect(try collect(tree).facts("identity")["hostname"] == .string("inside"))
    }

    @Test func `a folder that links out of the root is not followed there`() throws {
        let outside = try SampleTree()
        try outside.write("/sys_vendor", "Outside\n")
        let tree = try SampleTree()
        try tree.link("/sys/class/dmi/id", to: outside.path)
        #expect(try collect(tree).facts("dmi") == .null)
    }

    @Test func `links in a circle are an error of the section`() throws {
        let tree = try SampleTree()
        try tree.link("/etc/hostname", to: "name")
        try tree.link("/etc/name", to: "hostname")
        let report = try collect(tree)
        #expect(report.sections["identity"]?.errors == [ReportSection.Failure(at: "/etc/hostname", code: "ELOOP")])
    }

    @Test func `a pipe in place of a file does not block`() throws {
        let tree = try SampleTree()
        try tree.pipe("/etc/hostname")
        try tree.pipe("/var/lib/dpkg/status")
        let report = try collect(tree)
        #expect(report.facts("identity")["hostname"] == .null)
        #expect(report.sections["packages"]?.errors.first?.code == "EINVAL")
    }

    @Test func `binary garbage everywhere still gives a report that can be read`() throws {
        let tree = try SampleTree()
        var state: UInt64 = 42
        let garbage = (0..<200_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        for path in [
            "/proc/cpuinfo", "/proc/meminfo", "/proc/self/mountinfo", "/proc/mdstat", "/proc/net/route", "/proc/stat",
            "/proc/net/if_inet6", "/proc/loadavg", "/proc/version", "/etc/os-release", "/etc/os-version",
            "/etc/hostname",
            "/etc/machine-id", "/etc/resolv.conf", "/var/lib/dpkg/status", "/run/udev/data/+dmi:id",
            "/sys/block/sda/dev",
            "/sys/class/dmi/id/product_name", "/sys/class/dmi/id/bios_date", "/sys/class/dmi/id/chassis_type",
            "/sys/class/net/eth0/address", "/sys/class/net/eth0/device/vendor", "/sys/block/sda/device/vpd_pg80",
            "/sys/class/power_supply/BAT0/energy_full", "/proc/net/bonding/bond0", "/run/reboot-required.pkgs",
        ] {
            try tree.write(path, garbage)
        }
        try tree.write("/sys/block/sda/size", "8\n")
        try tree.write("/sys/class/power_supply/BAT0/type", "Battery\n")
        #expect(try roundTrips(collect(tree)))
    }

    @Test func `a hundred thousand packages are cut and the section says so`() throws {
        let tree = try SampleTree()
        var text = ""
        for number in 0..<100_000 {
            text += "Package: p\(number)\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n"
        }
        try tree.write("/var/lib/dpkg/status", text)
        let report = try collect(tree)
        #expect(report.packages.count == ReportLimits.packages)
        #expect(report.sections["packages"]?.errors == [ReportSection.Failure(at: "/var/lib/dpkg", code: "truncated")])
        #expect(try roundTrips(report))
    }

    @Test func `packages with monstrous fields leave room for the rest of the report`() throws {
        let tree = try SampleTree()
        let long = String(repeating: "\u{1}", count: 1024)
        var text = ""
        for number in 0..<5000 {
            text += "Package: p\(number)\nStatus: install ok installed\nVersion: \(long)\nSource: \(long)x\n\n"
        }
        try tree.write("/var/lib/dpkg/status", text)
        let report = try collect(tree)
        #expect(!report.packages.isEmpty)
        #expect(try roundTrips(report))
    }

    @Test func `long and broken text is cut and repaired`() throws {
        let tree = try SampleTree()
        try tree.write("/sys/class/dmi/id/product_name", Array(repeating: UInt8(0xFF), count: 4000))
        try tree.write("/sys/class/dmi/id/sys_vendor", String(repeating: "机", count: 1000))
        let dmi = try collect(tree).facts("dmi")
        let model = try #require(dmi["model"].text)
        #expect(model.utf8.count <= ReportLimits.stringBytes)
        #expect(model.unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
        #expect(dmi["vendor"].text == String(repeating: "机", count: 341))
    }

    @Test func `control characters stay data`() throws {
        let tree = try SampleTree()
        try tree.write("/etc/hostname", "evil\u{1B}[2Jname\n")
        let report = try collect(tree)
        #expect(report.facts("identity")["hostname"] == .string("evil\u{1B}[2Jname"))
        #expect(try roundTrips(report))
        let shown = ReportText.lines(report, language: .english).joined()
        #expect(shown.contains("evil\\u{1b}[2Jname"))
    }

    @Test func `a line longer than the buffer is left out and the next one counts`() throws {
        let tree = try SampleTree()
        let long = String(repeating: "x", count: 200_000)
        try tree.write("/proc/meminfo", "Junk: \(long)\nMemTotal: 77 kB\nSwapTotal: 0 kB\n")
        #expect(try collect(tree).facts("memory")["total_kib"] == .integer(77))
    }
}
