/// What the agents' port is made of.
package struct ListenerConfiguration: Sendable {
    /// The address to listen on.
    package var host: String

    /// The port; 0 lets the system choose.
    package var port: Int

    /// The server's certificate and key.
    package var identity: ServerIdentity

    /// Authorities whose agents' certificates count, DER: the present one and, while it is being replaced, the one before.
    package var authoritiesDER: [[UInt8]]

    /// How long peers may take.
    package var deadlines: Deadlines

    /// Connections in all.
    package var connectionLimit: Int

    /// Connections of one address (IPv6: of one /64) that have shown no good certificate: handshakes and enrolments.
    package var unauthenticatedLimit: Int

    /// Threads that serve sockets.
    package var threads: Int

    /// Makes a configuration.
    package init(
        host: String,
        port: Int,
        identity: ServerIdentity,
        authoritiesDER: [[UInt8]],
        deadlines: Deadlines = Deadlines(),
        connectionLimit: Int = 20_000,
        unauthenticatedLimit: Int = 128,
        threads: Int = 2
    ) {
        self.host = host
        self.port = port
        self.identity = identity
        self.authoritiesDER = authoritiesDER
        self.deadlines = deadlines
        self.connectionLimit = connectionLimit
        self.unauthenticatedLimit = unauthenticatedLimit
        self.threads = threads
    }
}
