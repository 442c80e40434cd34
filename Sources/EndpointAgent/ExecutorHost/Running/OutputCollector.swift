/// Keeps the first bytes of both streams up to the limit they share, and counts the rest.
struct OutputCollector: Sendable {
    private struct Stream: Sendable {
        var captured = CapturedOutput()
        var mask: SecretMask
    }

    private var room: UInt64
    private var output: Stream
    private var error: Stream

    init(limit: UInt64, secrets: [[UInt8]]) {
        room = limit
        output = Stream(mask: SecretMask(secrets: secrets))
        error = Stream(mask: SecretMask(secrets: secrets))
    }

    /// Takes what was read and returns the part that is kept, nil if nothing is.
    mutating func take(_ bytes: ArraySlice<UInt8>, from stream: ScriptStream) -> OutputChunk? {
        switch stream {
        case .output: keep(output.mask.push(bytes), in: \.output, stream)
        case .error: keep(error.mask.push(bytes), in: \.error, stream)
        }
    }

    /// Ends a stream; what its mask held back comes out now.
    mutating func finish(_ stream: ScriptStream) -> OutputChunk? {
        switch stream {
        case .output: keep(output.mask.finish(), in: \.output, stream)
        case .error: keep(error.mask.finish(), in: \.error, stream)
        }
    }

    func captured(_ stream: ScriptStream) -> CapturedOutput {
        let source = stream == .output ? output : error
        var captured = source.captured
        captured.isMasked = source.mask.hasMasked
        return captured
    }

    private mutating func keep(
        _ bytes: [UInt8],
        in path: WritableKeyPath<OutputCollector, Stream>,
        _ stream: ScriptStream
    ) -> OutputChunk? {
        self[keyPath: path].captured.bytes &+= UInt64(bytes.count)
        let kept = bytes.prefix(Int(clamping: room))
        guard !kept.isEmpty else { return nil }
        room -= UInt64(kept.count)
        let offset = UInt64(self[keyPath: path].captured.kept.count)
        self[keyPath: path].captured.kept.append(contentsOf: kept)
        return OutputChunk(stream: stream, offset: offset, bytes: Array(kept))
    }
}
