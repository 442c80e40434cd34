import NIOCore
import Wire

/// An established connection that carries frames: the payloads of ``FrameDecoder``, both ways.
///
/// One task reads, any number may send. Reading ends (nil) when the connection has ended for whatever reason, and
/// ``closeReason`` says which. Whoever was handed the channel need not close it: that happens when their closure returns.
package struct FrameChannel: Sendable {
    private let channel: any Channel
    private let queue: FrameQueue
    private let record: ConnectionRecord

    /// What is known of the connection.
    package let facts: ChannelFacts

    init(channel: any Channel, queue: FrameQueue, record: ConnectionRecord, facts: ChannelFacts) {
        self.channel = channel
        self.queue = queue
        self.record = record
        self.facts = facts
    }

    /// The next frame's payload, nil at the end of the connection.
    ///
    /// The socket is not read while four frames wait. Cancelling the task ends the connection.
    package func next() async -> [UInt8]? {
        let (frame, resume) = await withTaskCancellationHandler {
            await queue.take()
        } onCancel: {
            close(.cancelled)
        }
        if resume { channel.triggerUserOutboundEvent(FrameHandler.Command.resume, promise: nil) }
        return frame
    }

    /// Sends one payload and returns when the socket has taken it: back-pressure is the wait.
    ///
    /// A peer that takes nothing for the write deadline is closed as slow. Cancelling the task ends the connection, since
    /// a frame cannot be sent in part.
    /// - Throws: `closed` with the connection's reason, `frame` for a payload that no peer would take.
    package func send(_ payload: [UInt8]) async throws(TransportError) {
        try await send([payload])
    }

    /// Sends payloads together, and returns when the socket has taken the last; otherwise as for one of them.
    package func send(_ payloads: [[UInt8]]) async throws(TransportError) {
        for payload in payloads {
            guard !payload.isEmpty else { throw .frame(.empty) }
            guard payload.count <= WireLimits.agentFrame else {
                throw .frame(.oversized(announced: payload.count, limit: WireLimits.agentFrame))
            }
        }
        guard let last = payloads.last else { return }
        do {
            try await withTaskCancellationHandler {
                for payload in payloads.dropLast() { channel.write(payload, promise: nil) }
                try await channel.writeAndFlush(last)
            } onCancel: {
                close(.cancelled)
            }
        } catch {
            throw .closed(closeReason ?? .peerClosed)
        }
    }

    /// Ends the connection for a reason; the first reason is the one counted.
    package func close(_ reason: CloseReason) {
        channel.triggerUserOutboundEvent(FrameHandler.Command.close(reason), promise: nil)
    }

    /// Why the connection ended or is ending; nil while it lives.
    package var closeReason: CloseReason? {
        record.reason
    }

    /// Returns when the connection has ended and is counted.
    package func closed() async -> CloseReason {
        try? await channel.closeFuture.get()
        return record.reason ?? .peerClosed
    }

    /// Runs what serves the connection, then ends it.
    func serve<Success: Sendable>(_ body: (FrameChannel) async throws -> Success) async throws -> Success {
        do {
            let success = try await withTaskCancellationHandler {
                try await body(self)
            } onCancel: {
                close(.cancelled)
            }
            close(.ended)
            _ = await closed()
            return success
        } catch {
            // A body that only passes on why its connection ended adds nothing to that.
            close(error is CancellationError ? .cancelled : .aborted)
            _ = await closed()
            throw error
        }
    }
}

extension FrameChannel {
    /// The frames as a sequence, to be iterated once.
    package var frames: Frames { Frames(channel: self) }

    /// The payloads of a connection in order, until it ends.
    package struct Frames: AsyncSequence, Sendable {
        package struct AsyncIterator: AsyncIteratorProtocol {
            fileprivate let channel: FrameChannel

            package mutating func next() async -> [UInt8]? {
                await channel.next()
            }
        }

        fileprivate let channel: FrameChannel

        package func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(channel: channel)
        }
    }
}
