import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(1))) struct FrameQueueTests {
    @Test func `a full queue says so and asks to go on once there is room`() async {
        let queue = FrameQueue()
        for number in 0..<FrameQueue.capacity {
            #expect(queue.hasRoom())
            queue.put([UInt8(number)])
        }
        #expect(!queue.hasRoom())
        let first = await queue.take()
        #expect(first.frame == [0])
        #expect(first.resume)
        let second = await queue.take()
        #expect(second.frame == [1])
        #expect(!second.resume)
    }

    @Test func `frames that wait are still taken after the end`() async {
        let queue = FrameQueue()
        queue.put([1])
        queue.finish()
        queue.put([2])
        #expect(await queue.take().frame == [1])
        #expect(await queue.take().frame == nil)
    }

    @Test func `a waiting reader gets the next frame or the end`() async {
        let queue = FrameQueue()
        async let frames = [queue.take().frame, queue.take().frame]
        queue.put([9])
        queue.finish()
        #expect(await frames == [[9], nil])
    }
}
