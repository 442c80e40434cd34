import Testing

@testable import ControllerServer

@Suite struct IdleMemoryTests {
    @Test func `room is given back once it is quiet, and once only`() {
        var idle = IdleMemory()
        var due: [Bool] = []
        for activity: UInt64 in [0, 5, 9, 9, 9, 10, 10] { due.append(idle.isDue(activity)) }
        #expect(due == [false, false, false, true, false, false, true])
    }

    @Test func `where it is never quiet room is given back each minute`() {
        var idle = IdleMemory()
        var due = 0
        for number in 1...UInt64(3 * IdleMemory.patience) where idle.isDue(number) { due += 1 }
        #expect(due == 3)
    }
}
