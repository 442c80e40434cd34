internal import Wire
internal import WireMessages

/// The state of one connection, without its socket: what has come, what waits to go, and when it must close.
struct ExecutorConnection: Sendable {
    enum Fault: Error, Equatable, Sendable {
        case frame(FrameError)
        /// More requests were sent than may wait for their answers.
        case tooManyRequests
        /// The peer does not read; what it must not miss has piled up.
        case notReading
    }

    /// Waiting frames beyond this drop output events, which show as holes in the stream.
    static let droppingBytes = 256 << 10
    /// Waiting bytes beyond this end the connection.
    static let largestBytes = 16 << 20

    private var decoder = FrameDecoder(limit: WireLimits.executorFrame)
    private var outgoing: [[UInt8]] = []
    private var sent = 0
    private var waitingBytes = 0
    private(set) var inFlight = 0

    /// Takes bytes as they came and returns the requests that are complete now.
    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(Fault) -> [WireExecutorRequest] {
        decoder.push(bytes)
        var requests: [WireExecutorRequest] = []
        do {
            while let payload = try decoder.next() {
                guard inFlight < WireLimits.executorRequestsInFlight else { throw Fault.tooManyRequests }
                inFlight += 1
                requests.append(try EnvelopeDecoder.decode(WireExecutorRequest.self, from: payload).envelope)
            }
        } catch let fault as Fault {
            throw fault
        } catch let error as FrameError {
            throw .frame(error)
        } catch {
            throw .frame(.empty)
        }
        return requests
    }

    /// Queues the answer to a request.
    mutating func answer(_ message: WireExecutorMessage) throws(Fault) {
        inFlight -= 1
        try enqueue(message)
    }

    /// Queues an event; output is dropped while the peer is slow to read, everything else is not.
    mutating func push(_ event: WireExecutorMessage) throws(Fault) {
        if case .progress(let progress)? = event.message, !progress.output.isEmpty,
            waitingBytes + progress.output.count > Self.droppingBytes
        {
            return
        }
        try enqueue(event)
    }

    var hasOutgoing: Bool { !outgoing.isEmpty }

    /// Bytes to be written next.
    var next: ArraySlice<UInt8> { outgoing.first.map { $0[sent...] } ?? [] }

    /// Takes note of how many of ``next`` were written.
    mutating func didWrite(_ count: Int) {
        sent += count
        waitingBytes -= count
        guard let first = outgoing.first, sent >= first.count else { return }
        outgoing.removeFirst()
        sent = 0
    }

    private mutating func enqueue(_ message: WireExecutorMessage) throws(Fault) {
        let frame: [UInt8]
        do throws(FrameError) {
            frame = try FrameEncoder.encode(message)
        } catch {
            throw .frame(error)
        }
        guard waitingBytes + frame.count <= Self.largestBytes else { throw .notReading }
        outgoing.append(frame)
        waitingBytes += frame.count
    }
}
