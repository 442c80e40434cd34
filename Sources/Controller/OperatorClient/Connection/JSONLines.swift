/// Cuts newline-delimited JSON into lines; empty ones, which keep a connection alive, are left out.
package struct JSONLines: Sendable {
    /// A line that is longer ends the stream.
    private static let longestLine = 4 << 20

    private var pending: [UInt8] = []

    package init() {}

    package mutating func take(_ bytes: [UInt8]) throws(ClientError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            guard byte == 0x0A else {
                pending.append(byte)
                continue
            }
            if !pending.isEmpty { lines.append(pending) }
            pending.removeAll(keepingCapacity: true)
        }
        guard pending.count <= Self.longestLine else {
            throw .unreachable(url: "the stream", cause: "a line has more than \(Self.longestLine) bytes")
        }
        return lines
    }
}
