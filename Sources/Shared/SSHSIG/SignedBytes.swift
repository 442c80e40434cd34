/// The bytes over which a key signs (OpenSSH PROTOCOL.sshsig).
///
/// ```
/// byte[6]  "SSHSIG"
/// string   namespace
/// string   reserved         empty
/// string   hash_algorithm
/// string   H(message)       the raw digest
/// ```
enum SignedBytes {
    static func make(message: [UInt8], namespace: String, hash: SSHSIGHash) -> [UInt8] {
        var writer = WireWriter()
        writer.raw("SSHSIG".utf8)
        writer.string(namespace)
        writer.string("")
        writer.string(hash.rawValue)
        writer.string(hash.digest(of: message))
        return writer.bytes
    }
}
