/// Arguments as people type them, made regular for the parser.
enum Arguments {
    /// `--yes` may stand alone or have a number after it; the parser knows only the second form.
    static func normalised(_ arguments: [String]) -> [String] {
        var result: [String] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            if argument == "--" { return result + arguments[(index - 1)...] }
            guard argument == "--yes" || argument == "-y" else {
                result.append(argument)
                continue
            }
            if index < arguments.count, Int(arguments[index]) != nil {
                result.append("--yes=\(arguments[index])")
                index += 1
            } else {
                result.append("--yes=0")
            }
        }
        return result
    }
}
