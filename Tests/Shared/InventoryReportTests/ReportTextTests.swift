import InventoryReport
import Testing

@Suite struct ReportTextTests {
    private let report = SampleReport.report([
        "identity": .object(["hostname": .string("pc\u{202E}1")]),
        "cpu": .object(["model": .string("Test CPU"), "sockets": .integer(1), "cores": .integer(8)]),
        "memory": .object(["total_kib": .integer(16_106_124)]),
        "disks": .array([.object(["name": .string("sda"), "bytes": .integer(512_110_190_592)])]),
        "packages": .object(["installed": .integer(12), "format": .string("dpkg")]),
    ])

    @Test func `the overview in English`() {
        #expect(
            ReportText.lines(report, language: .english) == [
                "Identity: pc\\u{202e}1",
                "Processor: Test CPU, 1 socket, 8 cores",
                "Memory: 15.3 GiB",
                "Disk: sda, 512.1 GB",
                "Packages: 12 installed, dpkg",
                "Incomplete sections: cpu disks identity memory packages",
            ]
        )
    }

    @Test func `the overview in Chinese`() {
        let lines = ReportText.lines(report, language: .chinese)
        #expect(lines[1] == "处理器：Test CPU，1 路，8 核")
        #expect(lines[4] == "软件包：12 个已安装，dpkg")
    }

    @Test func `an empty report has nothing to say`() {
        let empty = Report(bootID: nil, sections: [:], metrics: nil)
        #expect(ReportText.lines(empty, language: .english).isEmpty)
    }
}
