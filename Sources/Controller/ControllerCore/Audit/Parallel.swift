import Dispatch

/// The same work for many elements, spread over the cores.
enum Parallel {
    private static let slice = 16

    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ work: @Sendable (Element) -> Result
    ) -> [Result] {
        let slices = (elements.count + slice - 1) / slice
        guard slices > 1 else { return elements.map(work) }
        return [Result](unsafeUninitializedCapacity: elements.count) { buffer, count in
            // Each slot is written once, by the one iteration that owns its slice, and read after all have ended.
            nonisolated(unsafe) let slots = buffer
            DispatchQueue.concurrentPerform(iterations: slices) { number in
                for index in (number * slice)..<min((number + 1) * slice, elements.count) {
                    slots.initializeElement(at: index, to: work(elements[index]))
                }
            }
            count = elements.count
        }
    }
}
