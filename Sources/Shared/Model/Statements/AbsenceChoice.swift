/// What happens if nobody is there to consent.
package enum AbsenceChoice: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case run
    case refuse
}
