package import Wire

/// Why a connection could not be made or used.
package enum TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing answers there.
    case unreachable(ServerAddress)
    /// The connection has ended, or never came to be, for this reason.
    case closed(CloseReason)
    /// The frame or message is not one that may be sent or was not one that may be received.
    case frame(FrameError)
    /// The listener could not take its address or lost it.
    case listener(String)
    /// Keys or certificates do not fit together.
    case identity(IdentityError)

    package var description: String {
        switch self {
        case .unreachable(let address):
            "nothing answers at \(address); check address, network and firewall"
        case .closed(let reason):
            "connection ended: \(reason); see the counters of both ends"
        case .frame(let error):
            error.description
        case .listener(let address):
            "cannot listen on \(address); check that the address is this machine's and the port is free"
        case .identity(let error):
            error.description
        }
    }
}
