import Foundation
import Model

/// The machine's time, as statements carry it.
enum BenchClock {
    @Sendable static func now() -> Timestamp {
        Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    }
}
