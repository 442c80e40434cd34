/// A statement of any type, read as a whole.
package enum Statement: Hashable, Sendable {
    case root(TrustRoot)
    case status(Status)
    case operation(Operation)
    case approval(Approval)
    case denial(Denial)
    case review(Review)
    case cancel(Cancel)
    case enrolment(Enrolment)
    case device(DeviceStatement)
    case receipt(Receipt)
    case inventory(InventoryStatement)
    case item(Item)
    case release(Release)
    case note(NoteStatement)
    case login(LoginStatement)
    case access(AccessWords)
    case install(InstallWords)
    case system(SystemWords)

    /// Reads a statement that is to be signed or was.
    ///
    /// The controller's own words, which nobody signs, are unsupported here: they count only inside an entry.
    package static func parse(
        _ text: StatementText,
        zones: any TimeZoneDirectory = SystemTimeZones()
    ) throws(Refusal) -> Statement {
        let (type, value) = try typed(text)
        guard !type.isAsserted else { throw Refusal(.unsupported, "type") }
        return try parse(value, as: type, zones: zones)
    }

    /// Reads a statement that has to be of one type.
    package static func parse(
        _ text: StatementText,
        as expected: StatementType,
        zones: any TimeZoneDirectory = SystemTimeZones()
    ) throws(Refusal) -> Statement {
        let (type, value) = try typed(text)
        guard type == expected else { throw Refusal(.kind, "type") }
        return try parse(value, as: type, zones: zones)
    }

    /// Reads the text and its type, and holds the text to what that type allows.
    private static func typed(_ text: StatementText) throws(Refusal) -> (StatementType, JSONValue) {
        let json = try StrictJSON(text.bytes, limit: StrictJSON.rootLimit)
        guard let field = try Field(json.value).member("type") else { throw Refusal(.missingMember, "type") }
        let type = StatementType(text: try field.string())
        // A receipt carries the exact text of a note, and a note has lines.
        try json.refuseLineFeeds { type == .receipt && $0 == .member(of: .root, "checkpoint") }
        guard let type else { throw field.refusal(.unsupported) }
        guard type == .root || text.bytes.count <= StrictJSON.statementLimit else { throw Refusal(.tooLarge) }
        return (type, json.value)
    }

    private static func parse(
        _ value: JSONValue,
        as type: StatementType,
        zones: any TimeZoneDirectory
    ) throws(Refusal) -> Statement {
        switch type {
        case .root: .root(try TrustRoot.parse(value, zones: zones))
        case .status: .status(try Status.parse(value))
        case .operation: .operation(try Operation.parse(value, zones: zones))
        case .approval: .approval(try Approval.parse(value))
        case .denial: .denial(try Denial.parse(value))
        case .review: .review(try Review.parse(value))
        case .cancel: .cancel(try Cancel.parse(value))
        case .enrolment: .enrolment(try Enrolment.parse(value))
        case .device: .device(try DeviceStatement.parse(value))
        case .receipt: .receipt(try Receipt.parse(value))
        case .inventory: .inventory(try InventoryStatement.parse(value))
        case .item: .item(try Item.parse(value))
        case .release: .release(try Release.parse(value))
        case .note: .note(try NoteStatement.parse(value))
        case .login: .login(try LoginStatement.parse(value))
        case .access: .access(try AccessWords.parse(value))
        case .install: .install(try InstallWords.parse(value))
        case .system: .system(try SystemWords.parse(value))
        }
    }
}
