/// A comma-separated pattern list of ssh_config(5): `*`, `?`, and `!` which wins over every match.
struct PatternList {
    private let patterns: [String]

    init(_ text: String) {
        patterns = text.split(separator: ",").map(String.init)
    }

    func matches(_ text: String) -> Bool {
        var isMatch = false
        for pattern in patterns {
            let isNegated = pattern.hasPrefix("!")
            guard Self.matches(Array(text.utf8)[...], Array(pattern.utf8)[(isNegated ? 1 : 0)...]) else { continue }
            if isNegated { return false }
            isMatch = true
        }
        return isMatch
    }

    private static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case UInt8(ascii: "*"):
            return matches(text, rest) || (!text.isEmpty && matches(text.dropFirst(), pattern))
        case UInt8(ascii: "?"):
            return !text.isEmpty && matches(text.dropFirst(), rest)
        default:
            return text.first == first && matches(text.dropFirst(), rest)
        }
    }
}
