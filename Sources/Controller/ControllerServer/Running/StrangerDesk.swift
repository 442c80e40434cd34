import ControllerCore
package import Model
import Synchronization
package import Transport

/// Counts the failures of those whom nobody knows, from wherever they are seen.
package final class StrangerDesk: Sendable {
    private let counter = Mutex(StrangerCounter())
    private let clock: @Sendable () -> Timestamp

    package init(clock: @escaping @Sendable () -> Timestamp) {
        self.clock = clock
    }

    func count(_ failure: StrangerCounter.Failure) {
        let now = clock()
        counter.withLock { $0.count(failure, now: now) }
    }

    /// Counts the end of a connection, where it is a stranger's failure.
    package func count(_ reason: CloseReason) {
        switch reason {
        case .peerClosed, .ended, .cancelled, .aborted, .replaced, .idleTimeout, .slowPeer, .unexpectedMessage,
            .protocolVersion:
            break
        case .malformedFrame, .oversizedFrame, .truncatedFrame: count(.frame)
        case .malformedHello, .wrongALPN, .resumptionOffered, .handshakeTimeout: count(.handshake)
        case .tlsFailure, .serverUntrusted: count(.tls)
        case .noCertificate, .certificateUntrusted, .certificateExpired, .certificatePurpose, .certificateName,
            .certificateRevoked:
            count(.certificate)
        case .tooManyConnections, .tooManyUnauthenticated: count(.rate)
        }
    }

    /// The entry for the minute that is over, or for what there is.
    func take(all: Bool = false) -> AccessWords? {
        let now = clock()
        return counter.withLock { all ? $0.drain(now: now) : $0.flush(now: now) }
    }
}
