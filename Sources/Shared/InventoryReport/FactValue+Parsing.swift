extension FactValue {
    /// Reads one value from its canonical form, such as what a collection printed.
    ///
    /// - Throws: `tooLarge`, `notCanonical` or `limit`.
    package static func parse(_ bytes: [UInt8]) throws(ReportError) -> FactValue {
        try FactParser.parse(bytes)
    }
}
