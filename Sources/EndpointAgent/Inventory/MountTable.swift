import Glibc
import InventoryReport

/// The mounted file systems that hold data: `/proc/self/mountinfo` (proc(5)), one entry per device.
struct MountTable {
    struct Entry {
        let mount: String
        let device: String
        let type: String
        let readOnly: Bool
        /// Whether asking for its size cannot hang on a network.
        let isLocal: Bool
    }

    /// What a file system says of its size.
    struct Size {
        let bytes: Int64?
        let freeBytes: Int64?
        let availableBytes: Int64?
        let files: Int64?
        let freeFiles: Int64?
    }

    static let path = "/proc/self/mountinfo"
    private static let limit = 256

    let entries: [Entry]
    private let root: InventoryRoot

    init(reader: SectionReader) {
        root = reader.root
        var devices: Set<String> = []
        var found: [Entry] = []
        reader.lines(Self.path) { line in
            guard let separator = line.offset(of: " - ") else { return true }
            let left = line.part(0, separator).words()
            let right = line.from(separator + 3).words()
            guard left.count >= 6, right.count >= 2 else { return true }
            guard let mount = Self.unescaped(left[4]), let device = Self.unescaped(right[1]),
                let type = FactText.decoded(right[0]), let number = FactText.decoded(left[2])
            else { return true }
            let isBlock = device.hasPrefix("/dev/") && !device.hasPrefix("/dev/loop")
            let isPool = ["zfs", "bcachefs"].contains(type)
            guard isBlock || isPool || mount == "/", !["squashfs", "devtmpfs"].contains(type) else { return true }
            // A bind mount shows part of a file system; only Btrfs names a subvolume there as a matter of course.
            guard left[3].equals("/") || type == "btrfs" || isPool else { return true }
            guard devices.insert(number).inserted else { return true }
            guard found.count < Self.limit else { return false }
            found.append(
                Entry(
                    mount: mount,
                    device: device,
                    type: type,
                    readOnly: left[5].starts(with: "ro"),
                    isLocal: isBlock || isPool || type == "overlay"
                )
            )
            return true
        }
        if found.count == Self.limit { reader.note(Self.path, code: "truncated") }
        entries = found.sorted { CodePointOrder.precedes($0.mount, $1.mount) }
    }

    /// The size of a mounted file system; `nil` in a tree that is not the running system.
    func size(_ entry: Entry) -> Size? {
        guard root.isSystem, entry.isLocal else { return nil }
        var info = statvfs()
        guard statvfs(entry.mount, &info) == 0 else { return nil }
        let unit = UInt64(info.f_frsize)
        func bytes(_ blocks: UInt64) -> Int64? {
            let (product, overflowed) = blocks.multipliedReportingOverflow(by: unit)
            return overflowed ? nil : Int64(exactly: product)
        }
        return Size(
            bytes: bytes(UInt64(info.f_blocks)),
            freeBytes: bytes(UInt64(info.f_bfree)),
            availableBytes: bytes(UInt64(info.f_bavail)),
            // File systems without a fixed number of inodes say 0.
            files: info.f_files == 0 ? nil : Int64(exactly: info.f_files),
            freeFiles: info.f_files == 0 ? nil : Int64(exactly: info.f_ffree)
        )
    }

    /// The field with its octal escapes (`\040` for a space) undone.
    static func unescaped(_ field: UnsafeRawBufferPointer) -> String? {
        var out: [UInt8] = []
        var index = 0
        while index < field.count {
            let byte = field[index]
            if byte == UInt8(ascii: "\\"), index + 3 < field.count {
                let digits = field.part(index + 1, index + 4)
                if digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }) {
                    out.append(digits.reduce(0) { $0 << 3 | ($1 & 7) })
                    index += 4
                    continue
                }
            }
            out.append(byte)
            index += 1
        }
        return out.withUnsafeBytes { FactText.decoded($0) }
    }
}
