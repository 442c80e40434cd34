import Testing

@testable import SSHSIG

@Suite struct SignatureArmorTests {
    private let header = "-----BEGIN SSH SIGNATURE-----"
    private let footer = "-----END SSH SIGNATURE-----"

    private func reason(_ text: String) -> SSHSIGError.Reason? {
        do throws(SSHSIGError) {
            _ = try SignatureArmor.decode(Array(text.utf8))
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `what is written is read again, in lines of 70`() throws {
        for count in [1, 2, 3, 100, 105, 4000] {
            let blob = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let text = SignatureArmor.encode(blob)
            #expect(try SignatureArmor.decode(Array(text.utf8)) == blob)
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 70 })
        }
    }

    @Test func `any line width, CR LF and a missing last line end are read`() {
        for text in [
            "\(header)\nQU\nJD\n\(footer)\n", "\(header)\r\nQUJD\r\n\(footer)\r\n", "\(header)\nQUJD\n\(footer)",
        ] {
            #expect(reason(text) == nil)
        }
    }

    @Test func `text before the header is refused`() {
        for text in [
            "", "x", "\n\(header)\nQUJD\n\(footer)\n", "\u{feff}\(header)\nQUJD\n\(footer)\n", header,
            "\(header) \nQUJD\n\(footer)\n", "\(header)\rQUJD\n\(footer)\n",
        ] {
            #expect(reason(text) == .armorHeader)
        }
    }

    @Test func `a missing footer and text after it are refused`() {
        #expect(reason("\(header)\nQUJD\n") == .armorFooter)
        #expect(reason("\(header)\nQUJD\(footer)\n") == .armorFooter)
        for rest in [" ", "\n\n", "\nx", "\r", "\n\(footer)\n", "x\n"] {
            #expect(reason("\(header)\nQUJD\n\(footer)\(rest)") == .armorTrailing)
        }
    }

    @Test func `base64 that is not canonical is refused`() {
        for body in ["", "QUJD\n\nQUJD", "QU JD", "QUI", "QUJ=", "QR==", "Q===", "=", "QUJD====", "QU==QUJD", "QUJ\tD"]
        {
            #expect(reason("\(header)\n\(body)\n\(footer)\n") == .armorBase64)
        }
    }

    @Test func `a text or a blob beyond its bound is refused`() {
        #expect(reason("\(header)\n\(String(repeating: "QUJD", count: 16 * 1024))\n\(footer)\n") == .armorBase64)
        #expect(reason("\(header)\n\(String(repeating: "QUJD", count: 5462))\n\(footer)\n") == .armorBase64)
    }
}
