import Hummingbird
import Logging
import NIOCore

/// What a request carries besides itself: only where it comes from.
struct PeopleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The peer's IP address.
    let address: String
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
        address = channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
