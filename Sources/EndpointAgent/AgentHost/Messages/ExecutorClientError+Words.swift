internal import Glibc

extension ExecutorClientError {
    /// What to say of it.
    var words: AgentWords {
        switch self {
        case .unreachable(let path, let code) where code == EACCES:
            AgentWords(
                "user \(getuid()) may not open the executor's socket \(path)",
                "run the agent as the user that countersign-executor serves (its --agent-uid)",
                chinese: "用户 \(getuid()) 无权打开执行器的套接字 \(path)",
                "请以 countersign-executor 所服务的用户（其 --agent-uid）运行代理"
            )
        case .unreachable(let path, let code):
            AgentWords(
                "cannot reach the executor at \(path): \(String(cString: strerror(code)))",
                "start countersign-executor, or name its socket with --socket",
                chinese: "无法连接执行器 \(path)：\(String(cString: strerror(code)))",
                "请启动 countersign-executor，或用 --socket 指定其套接字"
            )
        case .wrongUser(let expected, let found):
            AgentWords(
                "the executor's socket is served by user \(found) instead of \(expected)",
                "check who owns the socket's folder; where the executor does run as user \(found), say --executor-uid \(found)",
                chinese: "执行器的套接字由用户 \(found) 提供，而不是 \(expected)",
                "请检查套接字所在文件夹的属主；若执行器确实以用户 \(found) 运行，请指定 --executor-uid \(found)"
            )
        case .closed:
            AgentWords(
                "the executor closed the connection of user \(getuid())",
                "it serves one agent at a time, and only the user given as its --agent-uid",
                chinese: "执行器关闭了用户 \(getuid()) 的连接",
                "它同时只服务一个代理，且只服务其 --agent-uid 指定的用户"
            )
        case .malformed(let what):
            AgentWords(
                "the executor sent \(what)",
                "install agent and executor of one version",
                chinese: "执行器发来了无法理解的内容（\(what)）",
                "请安装同一版本的代理与执行器"
            )
        }
    }
}
