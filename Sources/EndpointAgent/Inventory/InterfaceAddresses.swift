import Glibc
import InventoryReport

/// The lasting IP addresses of interfaces.
///
/// IPv6 from `/proc/net/if_inet6` without link-local, temporary and deprecated ones, which come and go; IPv4 from
/// getifaddrs(3), of the running system only.
struct InterfaceAddresses {
    private static let limit = 1024

    private var byName: [String: [String]] = [:]

    init(reader: SectionReader) {
        var found: [String: [String]] = [:]
        var count = 0
        reader.lines("/proc/net/if_inet6") { line in
            let words = line.words(limit: 6)
            guard words.count == 6, words[0].count == 32, let scope = words[3].hexNumber,
                let flags = words[4].hexNumber,
                let name = FactText.decoded(words[5])
            else { return true }
            // IFA_F_TEMPORARY 0x01, IFA_F_DEPRECATED 0x20 (linux/if_addr.h); scope 0 is global.
            guard scope == 0, flags & 0x21 == 0, let address = Self.version6(words[0]) else { return true }
            found[name, default: []].append(address)
            count += 1
            return count < Self.limit
        }
        if reader.root.isSystem { Self.version4(into: &found) }
        byName = found.mapValues { $0.sorted(by: CodePointOrder.precedes) }
    }

    func of(_ name: String) -> [String] {
        byName[name] ?? []
    }

    private static func version4(into found: inout [String: [String]]) {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return }
        defer { freeifaddrs(first) }
        var next = first
        var count = 0
        while let entry = next, count < limit {
            next = entry.pointee.ifa_next
            guard let address = entry.pointee.ifa_addr, CInt(address.pointee.sa_family) == AF_INET else { continue }
            let bytes = UnsafeRawPointer(address).load(as: sockaddr_in.self).sin_addr
            let text = withUnsafeBytes(of: bytes) { $0.map { String($0) }.joined(separator: ".") }
            found[String(cString: entry.pointee.ifa_name), default: []].append(text)
            count += 1
        }
    }

    /// The text form of 32 hexadecimal digits (RFC 5952).
    static func version6(_ digits: UnsafeRawBufferPointer) -> String? {
        var groups: [UInt64] = []
        for start in stride(from: 0, to: 32, by: 4) {
            guard digits.count == 32, let group = digits.part(start, start + 4).hexNumber else { return nil }
            groups.append(group)
        }
        // The first longest run of zeros, of two groups at least, is left out.
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, best.count) { best = start..<end }
            start = max(end, start + 1)
        }
        func hex(_ part: ArraySlice<UInt64>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return hex(groups[...]) }
        return hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
    }
}
