/// Why a frame, or the envelope inside it, was refused.
///
/// Carries only numbers and names of ours: nothing that a peer wrote goes into the text.
package enum FrameError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The announced length passes the limit; nothing was allocated for it.
    case oversized(announced: Int, limit: Int)
    /// A frame of length zero, which no envelope serialises to.
    case empty
    /// The stream ended inside a frame.
    case truncated(missing: Int)
    /// The bytes are not a serialised message of this name.
    case undecodable(envelope: String)
    /// The envelope has no member set, or only one that this version does not know.
    case memberMissing(envelope: String)
    /// The envelope carries a member that this version does not know beside one that it knows.
    case memberUnknown(envelope: String)
    /// The message of ours cannot be serialised.
    case unencodable(envelope: String)

    package var description: String {
        switch self {
        case .oversized(let announced, let limit):
            "frame of \(announced) bytes passes the limit of \(limit); send it in smaller pieces"
        case .empty:
            "frame of length 0 holds no message; leave it out"
        case .truncated(let missing):
            "stream ended \(missing) bytes before the end of a frame; connect again and send it whole"
        case .undecodable(let envelope):
            "frame is not a \(envelope); check that both sides speak the same protocol"
        case .memberMissing(let envelope):
            "\(envelope) has no member that protocol version \(ProtocolVersion.newest) knows; update this side"
        case .memberUnknown(let envelope):
            "\(envelope) has an unknown member beside a known one; send one member a frame"
        case .unencodable(let envelope):
            "\(envelope) cannot be serialised; check that its required parts are set"
        }
    }
}
