import AgentHost
import ArgumentParser
import Glibc

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stay connected until told to stop; prints \"ready\" when a controller has answered.",
        discussion: """
            Enrols by itself when the executor holds a ticket, renews its certificate by itself, and connects again after \
            every loss. SIGTERM ends it at once: everything that matters is on disk before anybody hears of it.
            """
    )

    @OptionGroup var place: AgentPlace

    func run() async throws {
        signal(SIGTERM) { _ in _exit(0) }
        signal(SIGINT) { _ in _exit(0) }
        try await reporting {
            try await place.program.run {
                writeOut(Array("ready\n".utf8))
            }
        }
    }
}
