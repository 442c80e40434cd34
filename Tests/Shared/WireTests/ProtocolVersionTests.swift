import Testing
import Wire

@Suite struct ProtocolVersionTests {
    @Test func `the highest common version is chosen`() throws {
        let ours = try #require(ProtocolVersions(oldest: 2, newest: 5))
        #expect(ours.common(with: try #require(ProtocolVersions(oldest: 1, newest: 3))) == 3)
        #expect(ours.common(with: try #require(ProtocolVersions(oldest: 4, newest: 9))) == 5)
        #expect(ours.common(with: try #require(ProtocolVersions(oldest: 6, newest: 9))) == nil)
        #expect(ours.common(with: try #require(ProtocolVersions(oldest: 1, newest: 1))) == nil)
    }

    @Test(arguments: [(0, 1), (2, 1), (0, 0)] as [(UInt32, UInt32)])
    func `an empty or unset range is no range`(oldest: UInt32, newest: UInt32) {
        #expect(ProtocolVersions(oldest: oldest, newest: newest) == nil)
        #expect(ProtocolVersion.negotiate(oldest: oldest, newest: newest) == nil)
    }

    @Test func `this build speaks version 1 with later ones that still do`() {
        #expect(ProtocolVersion.negotiate(oldest: 1, newest: .max) == 1)
        #expect(ProtocolVersion.negotiate(oldest: 2, newest: 3) == nil)
        #expect(ProtocolVersion.accepts(1))
        #expect(!ProtocolVersion.accepts(0))
        #expect(!ProtocolVersion.accepts(2))
    }
}
