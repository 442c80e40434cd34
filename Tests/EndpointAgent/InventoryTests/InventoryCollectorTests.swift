import Inventory
import InventoryReport
import Testing
import TransparencyLog

@Suite struct InventoryCollectorTests {
    private func collect(_ tree: SampleTree, privileged: [String: String] = [:]) throws -> Report {
        try InventoryCollector(root: tree.path, privileged: privileged).collect(at: 1_800_000_000)
    }

    @Test func `an empty tree gives sections without facts rather than zeros`() throws {
        let report = try collect(SampleTree())
        #expect(report.facts("dmi") == .null)
        #expect(report.facts("memory")["total_kib"] == .null)
        #expect(report.facts("cpu")["threads"] == .null)
        #expect(report.facts("disks") == .array([]))
        #expect(report.facts("packages")["installed"] == .null)
        #expect(report.sections.values.allSatisfy { $0.collectedAt == 1_800_000_000 && !$0.source.isEmpty })
    }

    @Test func `a root that does not exist is an error`() {
        #expect(throws: InventoryError.root("/nonexistent/tree", code: "ENOENT")) {
            try InventoryCollector(root: "/nonexistent/tree").collect(at: 0)
        }
    }

    @Test func `firmware placeholders and impossible identifiers count as absent`() throws {
        let tree = try SampleTree()
        try tree.write(
            in: "/sys/class/dmi/id",
            [
                "sys_vendor": "To Be Filled By O.E.M.", "product_name": "  Model X  ",
                "product_serial": "Default string",
                "product_uuid": "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "chassis_type": "10", "bios_date": "04/12/2024",
            ]
        )
        let dmi = try collect(tree).facts("dmi")
        #expect(dmi["vendor"] == .null)
        #expect(dmi["model"] == .string("Model X"))
        #expect(dmi["serial"] == .null)
        #expect(dmi["uuid"] == .null)
        #expect(dmi["chassis"] == .string("notebook"))
        #expect(dmi["bios_date"] == .string("2024-04-12"))
    }

    @Test func `facts from root replace the files and mark the section`() throws {
        let tree = try SampleTree()
        try tree.write("/sys/class/dmi/id/product_serial", "from-file")
        let report = try collect(tree, privileged: ["product_serial": " R00T-1 ", "shadow": "x"])
        #expect(report.facts("dmi")["serial"] == .string("R00T-1"))
        #expect(report.sections["dmi"]?.privilege == .root)
        #expect(!String(decoding: CanonicalJSON.bytes(of: report.facts("dmi")), as: UTF8.self).contains("shadow"))
    }

    @Test func `privileged facts come from a fixed list`() throws {
        let tree = try SampleTree()
        try tree.write(in: "/sys/class/dmi/id", ["product_uuid": "u", "board_serial": "b", "bios_vendor": "v"])
        #expect(PrivilegedFacts.read(root: tree.path) == ["product_uuid": "u", "board_serial": "b"])
    }

    @Test func `the machine id leaves the machine as a keyed hash only`() throws {
        let tree = try SampleTree()
        let raw = "00112233445566778899aabbccddeeff"
        try tree.write("/etc/machine-id", raw + "\n")
        let report = try collect(tree)
        // Made with: printf countersign | openssl dgst -sha256 -mac HMAC -macopt hexkey:0011…eeff
        #expect(report.facts("identity")["machine_id"].text == Self.machineHash)
        let blob = ReportDelta.make(from: nil, to: report, sequence: 1).rendered()
        #expect(!String(decoding: blob, as: UTF8.self).contains(raw))
    }

    private static let machineHash = "3d0d2eb47dfe3ac472412706f4cf62463ef3d0d110d72db4362ff715d0c1844e"

    @Test(arguments: ["uninitialized", "", "00112233445566778899AABBCCDDEEFF", "00000000000000000000000000000000"])
    func `a machine id of the wrong form is absent`(text: String) throws {
        let tree = try SampleTree()
        try tree.write("/etc/machine-id", text)
        #expect(try collect(tree).facts("identity")["machine_id"] == .null)
    }

    @Test func `processors are counted by package and core`() throws {
        let tree = try SampleTree()
        let blocks = (0..<4).map {
            "processor\t: \($0)\nmodel name\t: Test CPU\nphysical id\t: \($0 / 2)\ncore id\t\t: 0\nflags\t\t: fpu hypervisor\n\n"
        }
        try tree.write("/proc/cpuinfo", blocks.joined())
        try tree.write("/sys/devices/system/cpu/possible", "0-3,6\n")
        let cpu = try collect(tree).facts("cpu")
        #expect(cpu["threads"] == .integer(4))
        #expect(cpu["sockets"] == .integer(2))
        #expect(cpu["cores"] == .integer(2))
        #expect(cpu["possible"] == .integer(5))
        #expect(cpu["virtualised"] == .bool(true))
    }

    @Test func `an arm processor gets its name from its numbers and its cores from sysfs`() throws {
        let tree = try SampleTree()
        try tree.write("/proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x70\nCPU part\t: 0x862\n")
        try tree.write(
            in: "/sys/devices/system/cpu/cpu0/topology",
            ["core_id": "0", "physical_package_id": "-1"]
        )
        let cpu = try collect(tree).facts("cpu")
        #expect(cpu["model"] == .string("Phytium FTC862"))
        #expect(cpu["cores"] == .integer(1))
        #expect(cpu["sockets"] == .integer(1))
        #expect(cpu["virtualised"] == .null)
    }

    @Test func `disks are sized in sectors of 512 bytes and others are left out`() throws {
        let tree = try SampleTree()
        for name in ["sda", "loop0", "sr0", "dm-0", "mmcblk0boot0", "vda"] {
            try tree.write("/sys/block/\(name)/size", "1000\n")
            try tree.write("/sys/block/\(name)/queue/rotational", "1\n")
        }
        try tree.write("/sys/block/sdb/size", "0\n")
        try tree.write("/sys/block/sdc/size", "9223372036854775807\n")
        try tree.write("/sys/block/sda/queue/logical_block_size", "4096\n")
        try tree.write("/sys/block/sda/device/vpd_pg80", [0, 0x80, 0, 6] + Array(" AB12 trailing".utf8))
        let disks = try collect(tree).facts("disks").elements
        #expect(disks.map { $0["name"].text } == ["sda", "sdc", "vda"])
        #expect(disks.map { $0["bytes"].number } == [512_000, nil, 512_000])
        #expect(disks.map { $0["kind"].text } == ["hdd", "ssd", "virtual"])
        #expect(disks[0]["serial"] == .string("AB12"))
        #expect(disks[2]["rotational"] == .null)
    }

    @Test func `bind mounts, images and repeated devices are no file systems`() throws {
        let tree = try SampleTree()
        try tree.write(
            "/proc/self/mountinfo",
            """
            1 0 8:1 / / rw - ext4 /dev/sda1 rw
            2 1 8:2 / /my\\040data ro,nosuid shared:2 - xfs /dev/sda2 rw
            3 1 8:2 / /again rw - xfs /dev/sda2 rw
            4 1 8:1 /home /srv rw - ext4 /dev/sda1 rw
            5 1 7:0 / /snap/x ro - squashfs /dev/loop0 ro
            6 1 0:5 / /proc rw - proc proc rw
            7 1 0:40 / /net rw - nfs4 server:/share rw
            broken line - x

            """
        )
        let found = try collect(tree).facts("filesystems").elements
        #expect(found.map { $0["mount"].text } == ["/", "/my data"])
        #expect(found.map { $0["read_only"].flag } == [false, true])
        #expect(found.allSatisfy { $0["bytes"] == .null })
    }

    @Test func `a local address and one set by software weigh nothing in the fingerprint`() throws {
        let tree = try SampleTree()
        for (name, address, type) in [
            ("eth0", "00:11:22:33:44:55", "0"), ("eth1", "02:11:22:33:44:56", "0"), ("eth2", "00:11:22:33:44:57", "3"),
        ] {
            try tree.write(in: "/sys/class/net/\(name)", ["address": address, "addr_assign_type": type, "speed": "-1"])
            try tree.link("/sys/class/net/\(name)/device", to: "../../../devices/\(name)")
            try tree.write("/sys/devices/\(name)/vendor", "0x8086\n")
            try tree.write("/sys/devices/\(name)/device", "0x1a1e\n")
            try tree.link("/sys/devices/\(name)/driver", to: "../../bus/e1000e")
        }
        try tree.write("/sys/class/net/docker0/address", "02:42:00:00:00:01\n")
        let report = try collect(tree)
        let nics = report.facts("nics").elements
        #expect(nics.map { $0["name"].text } == ["eth0", "eth1", "eth2"])
        #expect(nics[0]["pci"] == .string("8086:1a1e"))
        #expect(nics[0]["driver"] == .string("e1000e"))
        #expect(nics[0]["speed_mbps"] == .null)
        #expect(report.facts("network")["virtual_nics"] == .texts(["docker0"]))
        let marks = report.facts("identity")["fingerprint"].elements
        #expect(marks.compactMap { $0["weight"].number }.sorted() == [0, 10])
    }

    @Test func `os-release is read with its quoting`() throws {
        let tree = try SampleTree()
        try tree.write(
            "/etc/os-release",
            "# comment\nID=Deepin\nVERSION_ID='20.9'\nPRETTY_NAME=\"Say \\\"hi\\\" for \\$5\"\nBROKEN\n"
        )
        let os = try collect(tree).facts("os")
        #expect(os["id"] == .string("deepin"))
        #expect(os["version_id"] == .string("20.9"))
        #expect(os["pretty"] == .string("Say \"hi\" for $5"))
    }

    @Test func `free space and load never change the hashes`() throws {
        let tree = try SampleTree()
        try tree.write("/proc/loadavg", "0.08 1.50 12.00 1/2 3\n")
        try tree.write("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 500 kB\nSwapTotal: 0 kB\n")
        let first = try collect(tree)
        #expect(first.metrics?.facts["load_milli"] == .array([.integer(80), .integer(1500), .integer(12000)]))
        try tree.write("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 400 kB\nSwapTotal: 0 kB\n")
        let second = try InventoryCollector(root: tree.path).collect(at: 1_800_000_900)
        #expect(second.metrics?.facts["memory_available_kib"] == .integer(400))
        #expect(first.hashes == second.hashes)
    }

    @Test func `the machine the tests run on reports itself and its report can be read`() throws {
        let report = try InventoryCollector().collect(at: 1)
        #expect(report.facts("kernel")["running"].text != nil)
        #expect((report.facts("memory")["total_kib"].number ?? 0) > 0)
        let delta = ReportDelta.make(from: nil, to: report, sequence: 1)
        #expect(try ReportDelta.parse(delta.rendered()).hashes == report.hashes)
    }
}
