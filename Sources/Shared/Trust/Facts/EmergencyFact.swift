package import Model

/// An emergency operation that this device has admitted earlier.
package struct EmergencyFact: Hashable, Sendable {
    /// Those who signed its leaf.
    package let people: Set<PersonID>
    package let admitted: Timestamp
    /// Of the rule that admitted it.
    package let reviewSeconds: Int64
    /// People with a proven review of it, whatever the verdict.
    package let reviewedBy: Set<PersonID>

    package init(people: Set<PersonID>, admitted: Timestamp, reviewSeconds: Int64, reviewedBy: Set<PersonID>) {
        self.people = people
        self.admitted = admitted
        self.reviewSeconds = reviewSeconds
        self.reviewedBy = reviewedBy
    }

    /// Whether somebody else has looked at it.
    package var isReviewed: Bool { !reviewedBy.subtracting(people).isEmpty }
}
