/// What a passkey's signature carries beyond a security key's (OpenSSH PROTOCOL.u2f, "webauthn" signatures).
///
/// ```
/// string   origin
/// string   clientData
/// string   extensions
/// ```
struct WebauthnFields: Hashable, Sendable {
    let origin: [UInt8]
    let clientData: [UInt8]
    let extensions: [UInt8]

    /// Reads the three strings.
    ///
    /// - Throws: `sig-malformed`, also for an origin that could leave its JSON string and for flags that contradict
    ///   the extensions.
    init(from reader: inout WireReader, flags: AuthenticatorFlags) throws(SSHSIGError) {
        origin = try reader.string()
        clientData = try reader.string()
        extensions = try reader.string()
        guard !origin.contains(UInt8(ascii: "\"")), !flags.contains(.attestedData),
            flags.contains(.extensions) != extensions.isEmpty
        else { throw SSHSIGError(.sigMalformed) }
    }

    /// Checks what the browser says it did: this challenge, on a page that counts, and not from another site's frame.
    ///
    /// - Parameter signedBytes: the bytes of PROTOCOL.sshsig whose base64url is the challenge.
    /// - Returns: the origin.
    func check(challenge signedBytes: [UInt8], origins: PasskeyOrigins) throws(SSHSIGError) -> String {
        let challenge = Base64Text.encodeURLUnpadded(signedBytes)
        let start =
            Array(#"{"type":"webauthn.get","challenge":"\#(challenge)","origin":""#.utf8) + origin + Array("\"".utf8)
        guard clientData.starts(with: start), clientData.count > start.count,
            clientData[start.count] == UInt8(ascii: ",") || clientData[start.count] == UInt8(ascii: "}")
        else { throw SSHSIGError(.sigInvalid) }
        guard let client = ClientData(clientData) else { throw SSHSIGError(.webauthnClientData) }
        guard let page = String(validating: origin, as: UTF8.self), origins.admits(page) else {
            throw SSHSIGError(.webauthnOrigin)
        }
        guard !client.isCrossOrigin else { throw SSHSIGError(.webauthnCrossOrigin) }
        return page
    }
}
