/// How long a peer may take.
package struct Deadlines: Hashable, Sendable {
    /// From the connection's start to the end of the handshake, verification included.
    package var handshake: Duration

    /// Between two whole frames of the peer's.
    ///
    /// Bytes of an unfinished frame do not count, so trickling does not help.
    package var idle: Duration

    /// For the peer to take one more frame of those that wait.
    package var write: Duration

    /// For the peer to answer the end of TLS before the connection is cut.
    package var shutdown: Duration

    /// Between two looks at the clock for the end of an agent's certificate.
    ///
    /// The clock may be set meanwhile, so a timer for the whole rest of the month would not do.
    package var certificate: Duration

    /// Makes deadlines; the defaults suit agents on bad lines that send a ping every 30 seconds.
    package init(
        handshake: Duration = .seconds(10),
        idle: Duration = .seconds(90),
        write: Duration = .seconds(60),
        shutdown: Duration = .seconds(2),
        certificate: Duration = .seconds(30)
    ) {
        self.handshake = handshake
        self.idle = idle
        self.write = write
        self.shutdown = shutdown
        self.certificate = certificate
    }
}
