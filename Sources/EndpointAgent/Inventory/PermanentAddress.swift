import Glibc

/// The address that a network card was made with, whatever it uses at the moment.
///
/// `ioctl(SIOCETHTOOL)` with `ETHTOOL_GPERMADDR` (linux/ethtool.h), which needs no privilege. The request is a
/// `struct ifreq`: name at 0 (16 bytes), pointer at 16; it points to `struct ethtool_perm_addr`: command (u32),
/// capacity (u32), address.
enum PermanentAddress {
    private static let request: UInt = 0x8946
    private static let command: UInt32 = 0x20
    private static let capacity = 32

    /// The address, `nil` if the card has none or the tree is not the running system.
    static func read(_ name: String, root: InventoryRoot) -> String? {
        guard root.isSystem, name.utf8.count < 16 else { return nil }
        let handle = socket(AF_INET, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard handle >= 0 else { return nil }
        defer { close(handle) }
        return withUnsafeTemporaryAllocation(byteCount: 8 + capacity, alignment: 8) { answer in
            withUnsafeTemporaryAllocation(byteCount: 40, alignment: 8) { frame -> String? in
                _ = answer.initializeMemory(as: UInt8.self, repeating: 0)
                _ = frame.initializeMemory(as: UInt8.self, repeating: 0)
                answer.storeBytes(of: command, toByteOffset: 0, as: UInt32.self)
                answer.storeBytes(of: UInt32(capacity), toByteOffset: 4, as: UInt32.self)
                frame.copyBytes(from: name.utf8)
                guard let base = frame.baseAddress, let target = answer.baseAddress else { return nil }
                frame.storeBytes(of: UInt(bitPattern: target), toByteOffset: 16, as: UInt.self)
                guard ioctl(handle, request, base) == 0 else { return nil }
                let size = min(Int(answer.load(fromByteOffset: 4, as: UInt32.self)), capacity)
                let digits = Array("0123456789abcdef".utf8)
                var text: [UInt8] = []
                for byte in answer[8..<(8 + size)] {
                    if !text.isEmpty { text.append(UInt8(ascii: ":")) }
                    text.append(digits[Int(byte >> 4)])
                    text.append(digits[Int(byte & 15)])
                }
                return InterfaceSection.hardwareAddress(String(decoding: text, as: UTF8.self))
            }
        }
    }
}
