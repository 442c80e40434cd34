/// What the argument parser says in its own words, brought into the form and the language of everything else.
///
/// The parser's texts are constant English, so they are told apart by their templates; a template that is not known stands
/// as it is. Each is met by a test that makes the parser say it.
package enum ParserText {
    /// A help page with its headings in one language.
    package static func help(_ text: String, in language: Language) -> String {
        guard language == .chinese else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { helpLine(String($0)) }
            .joined(separator: "\n")
    }

    private static let headings = [
        ("OVERVIEW: ", "概述："), ("USAGE: ", "用法："), ("ARGUMENTS:", "参数："), ("OPTIONS:", "选项："),
        ("SUBCOMMANDS:", "子命令："),
    ]

    private static func helpLine(_ line: String) -> String {
        for (english, chinese) in headings where line.hasPrefix(english) {
            return chinese + line.dropFirst(english.count)
        }
        if line.hasPrefix("  See '"), let command = quoted(line) { return "  用 \(command) 查看详细帮助。" }
        return line.replacing("Show the version.", with: "显示版本。")
            .replacing("Show help information.", with: "显示帮助。")
            .replacing("(default: ", with: "（缺省：")
            .replacingLastParenthesis()
    }

    /// A usage error as `error:`, the usage, and `hint:`.
    package static func error(_ text: String, in language: Language) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { errorLine(String($0), language) }
            .joined(separator: "\n")
    }

    private static func errorLine(_ line: String, _ language: Language) -> String {
        let isChinese = language == .chinese
        if let message = rest(of: line, after: "Error: ") {
            let words = isChinese ? chinese(message) : message.prefix(1).lowercased() + message.dropFirst()
            return Catalogue.error.text(in: language) + (isChinese ? "" : " ") + words
        }
        if let help = rest(of: line, after: "Help:  ") { return "  \(help)" }
        if let usage = rest(of: line, after: "Usage: ") { return (isChinese ? "用法：" : "usage: ") + usage }
        if line.hasPrefix("  See '"), let command = quoted(line) {
            return isChinese ? "提示：见 \(command)" : "hint: see \(command)"
        }
        return line
    }

    /// Templates of the parser; `*` stands for what varies.
    private static let templates = [
        ("Unknown option '*'. Did you mean '*'?", "未知选项“*”，是否为“*”？"),
        ("Unknown option '*'", "未知选项“*”"),
        ("Missing value for '*'", "“*”缺少值"),
        ("Unexpected argument '*'", "多余的参数“*”"),
        ("* unexpected arguments: '*'", "* 个多余的参数：“*”"),
        ("Missing expected argument '*'", "缺少参数“*”"),
        ("Missing one of: '*'", "须给出其中之一：“*”"),
        ("The option '*' does not take any value, but '*' was specified.", "选项“*”不带值，却给出了“*”"),
        ("Value to be set with * had already been set with *", "* 与 * 重复设置同一值"),
        ("The value '*' is invalid for '*'", "值“*”不适用于“*”"),
        ("Missing required subcommand.", "缺少子命令"),
    ]

    private static func chinese(_ message: String) -> String {
        for (english, chinese) in templates {
            guard let found = match(message, english) else { continue }
            var values = found[...]
            return chinese.reduce(into: "") { text, character in
                if character == "*" { text += values.popFirst() ?? "" } else { text.append(character) }
            }
        }
        return message
    }

    /// What stands for the stars, nil where the text has another form.
    private static func match(_ text: String, _ template: String) -> [String]? {
        let parts = template.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else { return nil }
        guard parts.count > 1 else { return text == first ? [] : nil }
        var rest = text.dropFirst(first.count)
        var values: [String] = []
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: part) else { return nil }
            values.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        guard rest.hasSuffix(last) else { return nil }
        return values + [String(rest.dropLast(last.count))]
    }

    private static func rest(of line: String, after prefix: String) -> String? {
        line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : nil
    }

    private static func quoted(_ line: String) -> String? {
        let parts = line.split(separator: "'", omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }
}

extension String {
    /// The bracket that belongs to the full-width one put in above.
    fileprivate func replacingLastParenthesis() -> String {
        contains("（缺省：") && hasSuffix(")") ? dropLast() + "）" : self
    }
}
