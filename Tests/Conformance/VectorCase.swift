/// The common members of a case.
struct CaseHeader: Decodable {
    let id: String
    let expect: String
    let reason: String?
    /// The path of the refused member, where the family names one.
    let member: String?
    let level: Outcome.Level?
}

/// A case: the common members beside those of its schema.
struct Vector<Body: Decodable>: Decodable {
    let header: CaseHeader
    let body: Body

    init(from decoder: any Decoder) throws {
        header = try CaseHeader(from: decoder)
        body = try Body(from: decoder)
    }
}

/// A file whose cases stand in one list.
struct CaseList<Body: Decodable>: Decodable {
    let cases: [Vector<Body>]
}
