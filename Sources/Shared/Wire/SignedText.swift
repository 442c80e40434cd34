import FoundationEssentials
package import WireMessages

/// A signed statement taken apart: exact bytes and the armored signature over them, neither parsed yet.
package struct SignedText: Hashable, Sendable {
    /// The statement's exact bytes.
    package let statement: [UInt8]

    /// The armored signature.
    package let signature: String

    /// Makes one of our own.
    package init(statement: [UInt8], signature: String) {
        self.statement = statement
        self.signature = signature
    }

    /// Takes a message apart.
    ///
    /// - Throws: `length` when a part is empty or too long.
    package init(_ wire: WireSignedStatement) throws(WireError) {
        guard (1...WireLimits.statement).contains(wire.statement.count) else {
            throw .length(member: "statement", found: wire.statement.count, expected: 1...WireLimits.statement)
        }
        let length = wire.signature.utf8.count
        guard (1...WireLimits.signature).contains(length) else {
            throw .length(member: "signature", found: length, expected: 1...WireLimits.signature)
        }
        statement = [UInt8](wire.statement)
        signature = wire.signature
    }

    /// The statement as a message carries it.
    package var wire: WireSignedStatement {
        var wire = WireSignedStatement()
        wire.statement = Data(statement)
        wire.signature = signature
        return wire
    }
}
