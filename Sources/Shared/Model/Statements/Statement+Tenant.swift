extension Statement {
    /// The tenant that a statement belongs to; only a sign-in may leave it out.
    package var tenant: TenantID? {
        switch self {
        case .root(let content): content.tenant
        case .status(let content): content.tenant
        case .operation(let content): content.tenant
        case .approval(let content): content.tenant
        case .denial(let content): content.tenant
        case .review(let content): content.tenant
        case .cancel(let content): content.tenant
        case .enrolment(let content): content.tenant
        case .device(let content): content.tenant
        case .receipt(let content): content.tenant
        case .inventory(let content): content.tenant
        case .item(let content): content.tenant
        case .release(let content): content.tenant
        case .note(let content): content.tenant
        case .login(let content): content.tenant
        case .access(let content): content.tenant
        case .install(let content): content.tenant
        case .system(let content): content.tenant
        }
    }
}
