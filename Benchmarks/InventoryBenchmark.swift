import Harness

/// What an agent collects, as the process that a person starts to see it.
enum InventoryBenchmark {
    static let id = "inventory.collect"

    static func run(_ results: inout Results) throws {
        let command = [Products.path("countersign-agent"), "inventory", "--show"]
        var samples: [Double] = []
        var floors: [Double] = []
        for round in 0..<22 {
            let time = try Timing.milliseconds { try SpawnFloor.run(command) }
            let floor = try Timing.milliseconds { try SpawnFloor.run(["/bin/cat", "/var/lib/dpkg/status"]) }
            guard round > 1 else { continue }
            samples.append(time)
            floors.append(floor)
        }
        results.add(
            Measurement(
                id,
                unit: "ms",
                samples,
                floor: Spread(floors).median,
                goals: [.atMost(30)],
                note:
                    "countersign-agent inventory --show, start to exit; floor = cat of dpkg's status file, the largest source"
            )
        )
    }
}
