package import Model
import TransparencyLog

/// The judgement over one offered root document; it changes nothing.
///
/// The rules are those of The Update Framework for root metadata (TUF 1.0 §5.3), with people in place of keys.
package enum RootUpdate {
    /// Judges a document offered as the next version.
    ///
    /// Order: number of signatures, text, tenant, version, structure, signatures of the trusted version, signatures of
    /// the offered one. Whether an intermediate version has expired is not asked, so that whoever was away for long can
    /// catch up.
    /// - Throws: `too-many-signatures`, `structure` with the member at fault, `tenant`, `version`, `equivocation` for
    ///   the trusted version in other bytes, `threshold-old`, `threshold-new`.
    package static func judge(
        _ offered: StatementText,
        signatures: [String],
        following trusted: HeldRoot,
        zones: any TimeZoneDirectory
    ) throws(Refusal) -> HeldRoot {
        guard signatures.count <= TrustRoot.signatureLimit else { throw Refusal(.tooManySignatures) }
        let value = try plainText(offered)
        guard value["tenant"]?.stringValue == trusted.root.tenant.text else { throw Refusal(.tenant, "tenant") }
        let version = try version(of: value)
        guard version != trusted.root.version else {
            throw Refusal(offered.sha256 == trusted.sha256 ? .version : .equivocation, "version")
        }
        guard version == trusted.root.version + 1 else { throw Refusal(.version, "version") }
        let root = try structure(offered, zones: zones)
        let votes = RootThreshold.votes(signatures, over: offered)
        guard RootThreshold.isReached(of: trusted.root, by: votes, issued: root.issued) else {
            throw Refusal(.thresholdOld)
        }
        guard RootThreshold.isReached(of: root, by: votes, issued: root.issued) else { throw Refusal(.thresholdNew) }
        return HeldRoot(root, sha256: offered.sha256)
    }

    /// Judges the document that a device or a log begins with: its form, and its own threshold.
    ///
    /// Whether it is the right one only people can say, by its digest.
    /// - Throws: `too-many-signatures`, `structure`, `threshold-new`.
    package static func judgeFirst(
        _ text: StatementText,
        signatures: [String],
        zones: any TimeZoneDirectory
    ) throws(Refusal) -> HeldRoot {
        guard signatures.count <= TrustRoot.signatureLimit else { throw Refusal(.tooManySignatures) }
        let root = try structure(text, zones: zones)
        let votes = RootThreshold.votes(signatures, over: text)
        guard RootThreshold.isReached(of: root, by: votes, issued: root.issued) else { throw Refusal(.thresholdNew) }
        return HeldRoot(root, sha256: text.sha256)
    }

    private static func plainText(_ text: StatementText) throws(Refusal) -> JSONValue {
        do throws(Refusal) {
            return try StrictJSON(text.bytes, limit: TrustRoot.byteLimit).value
        } catch {
            throw Refusal(.structure, error.member)
        }
    }

    private static func version(of value: JSONValue) throws(Refusal) -> UInt64 {
        guard case .integer(let version) = value["version"] else { throw Refusal(.version, "version") }
        return version
    }

    private static func structure(_ text: StatementText, zones: any TimeZoneDirectory) throws(Refusal) -> TrustRoot {
        do throws(Refusal) {
            guard case .root(let root) = try Statement.parse(text, as: .root, zones: zones) else {
                throw Refusal(.unsupported, "type")
            }
            return root
        } catch {
            throw Refusal(.structure, error.member)
        }
    }
}
