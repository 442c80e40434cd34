extension Statement {
    /// The text of a new statement with this content: only for whoever makes it.
    package func rendered() -> StatementText {
        switch self {
        case .root(let content): content.rendered()
        case .status(let content): content.rendered()
        case .operation(let content): content.rendered()
        case .approval(let content): content.rendered()
        case .denial(let content): content.rendered()
        case .review(let content): content.rendered()
        case .cancel(let content): content.rendered()
        case .enrolment(let content): content.rendered()
        case .device(let content): content.rendered()
        case .receipt(let content): content.rendered()
        case .inventory(let content): content.rendered()
        case .item(let content): content.rendered()
        case .release(let content): content.rendered()
        case .note(let content): content.rendered()
        case .login(let content): content.rendered()
        case .access(let content): content.rendered()
        case .install(let content): content.rendered()
        case .system(let content): content.rendered()
        }
    }
}
