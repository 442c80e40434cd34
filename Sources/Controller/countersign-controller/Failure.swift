import ArgumentParser
import ControllerServer
import Foundation

/// Prints what failed and ends with the code that `--help` documents.
enum Failure {
    static let failed = ExitCode(1)
    static let refused = ExitCode(2)

    static func run(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch {
            FileHandle.standardError.write(Data(text(error).utf8))
            throw isRefusal(error) ? refused : failed
        }
    }

    /// What failed on one line, what to do on the next.
    private static func text(_ error: any Error) -> String {
        let whole = "\(error)"
        guard let cut = whole.range(of: "; ") else { return "error: \(whole)\n" }
        return "error: \(whole[..<cut.lowerBound])\nhint: \(whole[cut.upperBound...])\n"
    }

    private static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case is FoundingError: true
        case DataFolderError.locked, DataFolderError.notEmpty, DataFolderError.absent: true
        default: false
        }
    }
}
