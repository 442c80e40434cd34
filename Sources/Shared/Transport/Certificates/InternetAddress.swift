import Glibc

/// Reads IP addresses as the system does.
enum InternetAddress {
    /// The 4 or 16 bytes of an address in network order; nil for any other text.
    static func bytes(_ text: String) -> [UInt8]? {
        for (family, length) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: length)
            if bytes.withUnsafeMutableBytes({ inet_pton(family, text, $0.baseAddress) }) == 1 { return bytes }
        }
        return nil
    }
}
