/// Replaces the values of secrets in a stream of output, also where a value is cut between two reads.
///
/// This protects against a script that prints what it was given; one that prints it reversed or in hex gets through.
struct SecretMask: Sendable {
    static let replacement = Array("[masked]".utf8)

    /// Shorter values would mask half of every text and give themselves away by where they do.
    static let shortest = 4

    private let secrets: [[UInt8]]
    private let longest: Int
    private var held: [UInt8] = []

    /// Whether anything was replaced so far.
    private(set) var hasMasked = false

    init(secrets: [[UInt8]]) {
        // Longest first, so that a secret that contains another is masked whole.
        self.secrets = secrets.filter { $0.count >= SecretMask.shortest }.sorted { $0.count > $1.count }
        longest = self.secrets.first?.count ?? 0
    }

    /// Takes bytes and returns those that can no longer be part of a secret.
    mutating func push(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard longest > 0 else { return Array(bytes) }
        held.append(contentsOf: bytes)
        return release(keeping: longest - 1)
    }

    /// Returns what was still held back at the end of the stream.
    mutating func finish() -> [UInt8] { longest > 0 ? release(keeping: 0) : [] }

    private mutating func release(keeping tail: Int) -> [UInt8] {
        var released: [UInt8] = []
        var position = 0
        while position < held.count - tail {
            if let secret = secrets.first(where: { held[position...].starts(with: $0) }) {
                released.append(contentsOf: SecretMask.replacement)
                position += secret.count
                hasMasked = true
            } else {
                released.append(held[position])
                position += 1
            }
        }
        held.removeFirst(min(position, held.count))
        return released
    }
}
