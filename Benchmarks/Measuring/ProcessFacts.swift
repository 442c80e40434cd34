import CDispatch
import Foundation
import Harness

/// What the kernel says of a running process.
struct ProcessFacts {
    let id: Int32

    /// Kilobytes of resident memory, and of it what is written and shared with nobody (`smaps_rollup`).
    func memory() throws -> (resident: Double, privateDirty: Double) {
        let text = try String(contentsOfFile: "/proc/\(id)/smaps_rollup", encoding: .utf8)
        func kilobytes(_ name: String) -> Double? {
            text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
                .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Double($0) }
        }
        guard let resident = kilobytes("Rss"), let dirty = kilobytes("Private_Dirty") else {
            throw HarnessError("process \(id) has no smaps_rollup")
        }
        return (resident, dirty)
    }

    /// Nanoseconds of processor time so far, of all threads, ended ones too.
    func processorTime() throws -> Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(id, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw HarnessError("process \(id) has no clock")
        }
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
