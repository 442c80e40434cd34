import Inventory
import InventoryReport
import Testing

@Suite struct PackageSectionTests {
    private static let status = """
        Package: libone
        Status: install ok installed
        Architecture: amd64
        Source: one (2.0)
        Version: 2.0+b1
        Installed-Size: 10
        Description: first
         Version: 9.9 is not a field here

        Package: two
        Status: hold ok installed
        Architecture: all
        Version: 1:3-1
        Installed-Size: 5

        Package: gone
        Status: deinstall ok config-files
        Architecture: all
        Version: 1

        Package: half
        Status: install reinstreq half-installed
        Version: 1

        Package: dpkg
        Status: install ok installed
        Architecture: amd64
        Version: 1.21
        """

    @Test func `paragraphs are told apart by their state`() throws {
        let tree = try SampleTree()
        try tree.write("/var/lib/dpkg/status", Self.status)
        let report = try InventoryCollector(root: tree.path).collect(at: 1)
        let facts = report.facts("packages")
        #expect(facts["installed"] == .integer(3))
        #expect(facts["installed_kib"] == .integer(15))
        #expect(facts["held"] == .texts(["two"]))
        #expect(facts["config_files"] == .texts(["gone"]))
        #expect(facts["broken"] == .texts(["half"]))
        #expect(facts["architecture"] == .string("amd64"))
        #expect(report.packages.map(\.key) == ["dpkg:amd64", "libone:amd64", "two:all"])
        let one = try #require(report.packages.first { $0.name == "libone" })
        #expect([one.version, one.source, one.sourceVersion] == ["2.0+b1", "one", "2.0"])
    }

    @Test func `packages of image builders need no status`() throws {
        let tree = try SampleTree()
        try tree.write("/var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12\nArchitecture: arm64\n")
        try tree.write("/var/lib/dpkg/status.d/base.md5sums", "Package: no\n")
        let report = try InventoryCollector(root: tree.path).collect(at: 1)
        #expect(report.packages.map(\.name) == ["base-files"])
    }

    @Test func `an rpm database is named as unsupported`() throws {
        let tree = try SampleTree()
        try tree.write("/var/lib/rpm/rpmdb.sqlite", "SQLite format 3")
        let section = try InventoryCollector(root: tree.path).collect(at: 1).sections["packages"]
        #expect(section?.errors == [ReportSection.Failure(at: "/var/lib/rpm/rpmdb.sqlite", code: "unsupported")])
        #expect(section?.facts["installed"] == .null)
    }

    @Test func `an upgrade changes its bucket and the summary at most`() throws {
        let tree = try SampleTree()
        try tree.write("/var/lib/dpkg/status", Self.status)
        let before = try InventoryCollector(root: tree.path).collect(at: 1)
        try tree.write("/var/lib/dpkg/status", Self.status.replacing("1:3-1", with: "1:3-2"))
        let after = try InventoryCollector(root: tree.path).collect(at: 2)
        let two = try #require(after.packages.first { $0.name == "two" })
        let delta = ReportDelta.make(from: before.hashes, to: after, sequence: 2)
        #expect(Array(delta.sections.keys) == [two.sectionName])
        #expect(delta.removed.isEmpty)
    }
}
