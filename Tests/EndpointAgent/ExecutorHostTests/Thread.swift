import Glibc

/// A plain thread for the blocking half of a test.
struct Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let thread: pthread_t

    static func start(_ body: @escaping @Sendable () -> Void) -> Thread {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Body(body)).toOpaque()
        pthread_create(
            &thread,
            nil,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            },
            context
        )
        return Thread(thread: thread)
    }

    func join() { pthread_join(thread, nil) }
}
