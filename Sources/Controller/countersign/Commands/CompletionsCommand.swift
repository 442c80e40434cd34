import ArgumentParser
import OperatorClient

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: .spoken("Print a completion script for a shell.", "打印 shell 的补全脚本。"),
        discussion: .spoken(
            """
            bash:  countersign completions bash > ~/.local/share/bash-completion/completions/countersign
            zsh:   countersign completions zsh > "${fpath[1]}/_countersign"
            fish:  countersign completions fish > ~/.config/fish/completions/countersign.fish

            Names of devices, operations and clients come from your own folder; nobody is asked.
            """,
            """
            bash： countersign completions bash > ~/.local/share/bash-completion/completions/countersign
            zsh：  countersign completions zsh > "${fpath[1]}/_countersign"
            fish： countersign completions fish > ~/.config/fish/completions/countersign.fish

            设备、操作和客户的名称取自您自己的文件夹，不询问任何人。
            """
        )
    )

    @Argument(
        help: .spoken("The shell: bash, zsh or fish.", "所用 shell：bash、zsh 或 fish。"),
        completion: .list(CompletionShell.allCases.map(\.rawValue))
    )
    var shell: String

    func run() throws {
        guard let known = CompletionShell(rawValue: shell) else {
            let all = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientError.usage(
                Localized("there are no completions for \"\(shell)\"", "没有“\(shell)”的补全脚本"),
                hint: Localized("shells are \(all)", "可用的有 \(all)")
            )
        }
        Console.standard().document(Countersign.completionScript(for: known))
    }
}
