/// The Unicode scalars that no string of a statement may hold, so that what is shown is what is signed.
///
/// Controls, marks that reorder or hide text, and tags. LF stands apart: three strings may hold it.
package enum ForbiddenCharacters {
    package static func contains(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF,
            0xE0000...0xE007F:
            true
        default:
            false
        }
    }

    /// Whether a text may stand in a statement: for those who write one.
    package static func areAbsent(from text: String) -> Bool {
        !text.unicodeScalars.contains { contains($0.value) }
    }
}
