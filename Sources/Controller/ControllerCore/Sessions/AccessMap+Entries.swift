package import Model

extension AccessMap {
    /// Stands for a code that is no word of an entry.
    package static let otherCode = Keyword("other")

    /// The entry of a path that a person took, nil where the table says that it writes none or another one.
    ///
    /// - Parameter values: what stands for `{operation}`, `{device}` and so on, taken from parsed identifiers only.
    package static func words(_ written: Written, tenant: TenantID, person: PersonID, values: [String: String] = [:])
        -> AccessWords?
    {
        switch written {
        case .read(let object): AccessWords(tenant: tenant, event: .read, person: person, object: fill(object, values))
        case .export(let object):
            AccessWords(tenant: tenant, event: .export, person: person, object: fill(object, values))
        case .providerRead(let object):
            AccessWords(tenant: .provider, event: .read, person: person, object: fill(object, values))
        case .signIn: AccessWords(tenant: .provider, event: .signIn, person: person)
        case .signOut: AccessWords(tenant: .provider, event: .signOut, person: person)
        case .nothing, .token, .statement, .newTenant, .evidence, .renewal: nil
        }
    }

    private static func fill(_ template: String, _ values: [String: String]) -> String {
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            text += values[name] ?? "?"
            rest = rest[rest.index(after: close)...]
        }
        // Free text of an entry has at most 200 characters; identifiers are far shorter.
        return String((text + rest).prefix(200))
    }
}
