/// The few facts of a TLS ClientHello that decide what happens to a connection before TLS starts (RFC 8446 §4.1.2).
///
/// Nothing is concluded from it that TLS does not confirm: BoringSSL parses the same bytes, and the protocol it negotiates
/// is compared with ours afterwards.
struct ClientHello: Equatable, Sendable {
    /// The protocols offered (RFC 7301 §3.1).
    var protocols: [[UInt8]] = []

    /// Whether the client wants to resume a session (RFC 8446 §4.2.11).
    var offersResumption = false

    /// What the first bytes of a stream turned out to be.
    enum Peek: Equatable, Sendable {
        /// Worth another look once the stream has this many bytes.
        case incomplete(needed: Int)
        case malformed
        case complete(ClientHello)
    }

    /// The longest ClientHello looked at, record headers included; a hybrid key share makes about 1,800 bytes.
    static let limit = 16_384

    /// The records that a ClientHello may be spread over.
    ///
    /// Together with `needed` it keeps the work linear in the bytes
    /// received, however thin a client slices them.
    static let recordLimit = 8

    private static let handshakeRecord: UInt8 = 22
    private static let clientHelloType: UInt8 = 1
    private static let protocolsExtension = 16
    private static let preSharedKeyExtension = 41

    /// Looks at what has arrived so far.
    static func peek(_ stream: [UInt8]) -> Peek {
        var message: [UInt8] = []
        var rest = stream[...]
        // A ClientHello may be spread over several records (RFC 8446 §5.1).
        for _ in 0..<recordLimit {
            guard let header = rest.prefix(5).complete(5) else {
                // What cannot become a record is refused at its first wrong byte, not waited for.
                return startsRecord(rest) ? .incomplete(needed: rest.startIndex + 5) : .malformed
            }
            guard startsRecord(header) else { return .malformed }
            let length = Int(header[header.startIndex + 3]) << 8 | Int(header[header.startIndex + 4])
            guard (1...limit).contains(length) else { return .malformed }
            let fragment = rest.dropFirst(5).prefix(length)
            message.append(contentsOf: fragment)
            if let needed = neededBytes(message) {
                guard needed > 0, needed <= limit else { return .malformed }
                if message.count >= needed {
                    return parse(message[4..<needed]).map(Peek.complete) ?? .malformed
                }
            }
            guard fragment.count == length else { return .incomplete(needed: rest.startIndex + 5 + length) }
            rest = rest.dropFirst(5 + length)
        }
        return .malformed
    }

    /// Whether the bytes are, as far as they go, a handshake record's header.
    private static func startsRecord(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let type = bytes.first else { return true }
        guard type == handshakeRecord else { return false }
        guard let major = bytes.dropFirst().first else { return true }
        return major == 3
    }

    /// Length of the whole message, header included; nil while unknown, 0 when it is no ClientHello.
    private static func neededBytes(_ message: [UInt8]) -> Int? {
        guard message.count >= 4 else { return nil }
        guard message[0] == clientHelloType else { return 0 }
        return 4 + (Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3]))
    }

    private static func parse(_ body: ArraySlice<UInt8>) -> ClientHello? {
        var reader = HelloReader(bytes: body)
        guard
            reader.skip(34),  // legacy_version, random
            reader.vector(lengthBytes: 1) != nil,  // legacy_session_id
            reader.vector(lengthBytes: 2) != nil,  // cipher_suites
            reader.vector(lengthBytes: 1) != nil  // legacy_compression_methods
        else { return nil }
        var hello = ClientHello()
        guard !reader.bytes.isEmpty else { return hello }
        guard let extensions = reader.vector(lengthBytes: 2), reader.bytes.isEmpty else { return nil }

        var seenProtocols = false
        reader = HelloReader(bytes: extensions)
        while !reader.bytes.isEmpty {
            guard let type = reader.integer(bytes: 2), let content = reader.vector(lengthBytes: 2) else { return nil }
            switch type {
            case protocolsExtension:
                guard !seenProtocols, let protocols = parseProtocols(content) else { return nil }
                seenProtocols = true
                hello.protocols = protocols
            case preSharedKeyExtension:
                hello.offersResumption = true
            default:
                break
            }
        }
        return hello
    }

    private static func parseProtocols(_ content: ArraySlice<UInt8>) -> [[UInt8]]? {
        var outer = HelloReader(bytes: content)
        guard let list = outer.vector(lengthBytes: 2), outer.bytes.isEmpty else { return nil }
        var reader = HelloReader(bytes: list)
        var protocols: [[UInt8]] = []
        while !reader.bytes.isEmpty {
            guard let name = reader.vector(lengthBytes: 1), !name.isEmpty else { return nil }
            protocols.append(Array(name))
        }
        return protocols
    }
}

/// Reads the length-prefixed vectors of TLS (RFC 8446 §3.4) without ever reading past the end.
private struct HelloReader {
    var bytes: ArraySlice<UInt8>

    mutating func skip(_ count: Int) -> Bool {
        guard bytes.count >= count else { return false }
        bytes = bytes.dropFirst(count)
        return true
    }

    mutating func integer(bytes count: Int) -> Int? {
        guard let field = bytes.prefix(count).complete(count) else { return nil }
        bytes = bytes.dropFirst(count)
        return field.reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func vector(lengthBytes: Int) -> ArraySlice<UInt8>? {
        guard let length = integer(bytes: lengthBytes), let content = bytes.prefix(length).complete(length) else {
            return nil
        }
        bytes = bytes.dropFirst(length)
        return content
    }
}

extension ArraySlice<UInt8> {
    /// The slice itself when it has as many bytes as asked for.
    fileprivate func complete(_ count: Int) -> ArraySlice<UInt8>? {
        self.count == count ? self : nil
    }
}
