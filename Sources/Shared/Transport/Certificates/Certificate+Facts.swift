import FoundationEssentials
import Model
import SwiftASN1
import TransparencyLog
import X509

extension Certificate {
    /// Reads one certificate; a longer one than ours could ever be is not even parsed.
    static func read(_ der: [UInt8], called what: String) throws(IdentityError) -> Certificate {
        guard der.count <= 16_384, let certificate = try? Certificate(derEncoded: der) else {
            throw .unreadable(what)
        }
        return certificate
    }

    var derBytes: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.serialize(self)
            return serializer.serializedBytes
        }
    }

    /// The serial number as registers keep it: lower-case hex, two digits a byte.
    var serialText: String {
        Hex.encode(serialNumber.bytes)
    }

    /// Whether it may issue others; what cannot be read may not.
    var isAuthority: Bool {
        guard let constraints = try? extensions.basicConstraints, case .isCertificateAuthority = constraints else {
            return false
        }
        return true
    }

    /// Whether it names this usage; the usage "any" does not count.
    func isFor(_ usage: ExtendedKeyUsage.Usage) -> Bool {
        guard let usages = try? extensions.extendedKeyUsage else { return false }
        return usages.contains(usage)
    }
}

extension Timestamp {
    var date: Date {
        Date(timeIntervalSince1970: Double(seconds))
    }

    init(_ date: Date) {
        self.init(seconds: Int64(date.timeIntervalSince1970))
    }
}
