/// Knows which time zones a reader of statements can reckon with.
///
/// A document that names any other is refused.
package protocol TimeZoneDirectory: Sendable {
    func contains(_ zone: ZoneName) -> Bool
}
