import ArgumentParser
import Foundation
import OperatorClient

/// The language of this process: the parser's texts are made before any command runs.
enum Spoken {
    static let language = Language(environment: ProcessInfo.processInfo.environment)
}

extension String {
    /// A text of the parser, both languages side by side where it is written.
    static func spoken(_ english: String, _ chinese: String) -> String {
        Localized(english, chinese).text(in: Spoken.language)
    }
}

extension ArgumentHelp {
    /// What an argument is for, both languages side by side; the value's name is syntax and has one.
    static func spoken(_ english: String, _ chinese: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(String.spoken(english, chinese), valueName: valueName)
    }
}
