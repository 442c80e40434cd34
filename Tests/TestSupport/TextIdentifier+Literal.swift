package import Model

extension TextIdentifier {
    /// An identifier that the test's author wrote down.
    package static func literal(_ text: String) -> Self {
        guard let identifier = Self(text) else { preconditionFailure("\"\(text)\" is no \(Self.self)") }
        return identifier
    }
}

extension Timestamp {
    /// A time that the test's author wrote down.
    package static func literal(_ text: String) -> Timestamp {
        guard let time = Timestamp(text) else { preconditionFailure("\"\(text)\" is no time") }
        return time
    }
}
