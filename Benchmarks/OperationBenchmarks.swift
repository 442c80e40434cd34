import ControllerCore
import Foundation
import Harness
import Model
import OperatorClient

/// From a person's submission to the receipt that is proven at the endpoint, with real processes on loopback.
struct OperationBenchmarks {
    static let single = "operation.single.p50"
    static let cold = "operation.single.cold"
    static let fanout = "operation.fanout100.real"

    let client: RunningClient

    /// The parts that no implementation could do without, each measured alone.
    struct Floor {
        let commit: Double
        let signature: SignatureFloor
        let shell: Double
        let roundTrip: Double

        /// Operation and receipt at the controller; admitted, receipt and proven at the endpoint.
        static let commits = 5.0
        /// The order's and the checkpoint's at the endpoint, the receipt's checkpoint there; order's and receipt's before.
        static let verifications = 5.0
        /// Two checkpoints, one receipt.
        static let signings = 3.0
        /// Submission, delivery, receipt and proof are four one-way trips.
        static let roundTrips = 2.0

        init() async throws {
            commit = try BareLog.single(bytes: 1_300)
            signature = try SignatureFloor()
            shell = try SpawnFloor.shell()
            roundTrip = try await ChannelFloor.roundTrip()
        }

        var total: Double {
            Self.commits * commit + Self.verifications * signature.verify + Self.signings * signature.sign + shell
                + Self.roundTrips * roundTrip
        }

        var text: String {
            """
            floor = 5 commits of \(Number.text(commit)) + 5 verifications of \(Number.text(signature.verify)) + 3 signatures \
            of \(Number.text(signature.sign)) + sh \(Number.text(shell)) + 2 TLS round trips of \(Number.text(roundTrip)) ms
            """
        }
    }

    func runSingle(_ results: inout Results) async throws {
        try await client.grow(to: 1)
        let before = try await Floor()
        let watch = try ProofWatch(state: "\(client.installation.endpoint(1))/executor")
        var samples: [Double] = []
        for round in 0..<50 {
            let time = try await run(watch)
            // The first ones warm code, caches and connections.
            if round >= 10 { samples.append(time) }
        }
        let after = try await Floor()
        let floor = before.total < after.total ? before : after
        results.add(
            Measurement(
                Self.single,
                unit: "ms",
                samples,
                floor: floor.total,
                goals: [.ratioAtMost(2.5), .below(8)],
                note: """
                    signed before, HTTPS connection open, from submit until the executor's own state holds the proof of its \
                    receipt, seen by inotify on its write-ahead log; \(floor.text)
                    """
            )
        )
    }

    /// With both processes of the endpoint just started: nothing is in their memory yet.
    func runCold(_ results: inout Results) async throws {
        try await client.grow(to: 1)
        let installation = client.installation
        let (path, folder) = (Products.path("countersign-executor"), "\(installation.endpoint(1))/executor")
        var samples: [Double] = []
        for _ in 0..<7 {
            installation.stopAgent(1)
            installation.stopExecutor(1)
            try installation.startExecutor(1)
            try installation.startAgent(1)
            samples.append(try await run(try ProofWatch(state: folder)))
        }
        let start = try Timing.median(of: 7) { try SpawnFloor.run([path, "identity", "--state", folder]) }
        results.add(
            Measurement(
                Self.cold,
                unit: "ms",
                samples,
                note: """
                    first operation of a freshly started executor and agent, their start not included: the executor keeps no \
                    idle exit while its agent is connected; starting its program and opening its state takes \
                    \(Number.text(start)) ms
                    """
            )
        )
    }

    func runFanout(_ results: inout Results) async throws {
        let count = 100
        try await client.grow(to: count)
        let floor = try await Floor()
        var samples: [Double] = []
        for round in 0..<8 {
            let (id, submission) = try client.order(for: 1...count)
            let start = ContinuousClock.now
            _ = try await client.api.submit(client.tenant, submission)
            var end: ContinuousClock.Instant?
            try await client.api.watch(client.tenant, id) { event in
                guard event.event == "end" else { return true }
                end = .now
                let states = Set(event.summary?.targets.map(\.state) ?? [])
                guard states == ["succeeded"] else { throw HarnessError("targets ended as \(states.sorted())") }
                return false
            }
            guard let end else { throw HarnessError("the watch ended before operation \(id)") }
            if round > 0 { samples.append(Timing.milliseconds(end - start)) }
            // The proofs of this round are on their way still.
            try await Task.sleep(for: .seconds(2))
        }
        let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
        results.add(
            Measurement(
                Self.fanout,
                unit: "ms",
                samples,
                floor: floor.total * Double(count) / cores,
                goals: [.atMost(300)],
                note: """
                    \(count) agents and executors as processes on this machine, from submit until the submitter's watch says \
                    that all receipts are logged; floor = \(count) times that of one operation on \(Int(cores)) cores
                    """
            )
        )
    }

    private func run(_ watch: ProofWatch) async throws -> Double {
        let (id, submission) = try client.order(for: 1...1)
        let start = ContinuousClock.now
        async let proven = watch.proven(id)
        _ = try await client.api.submit(client.tenant, submission)
        return Timing.milliseconds(try await proven - start)
    }
}
