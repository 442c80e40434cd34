import ArgumentParser
import ControllerCore
import Foundation
import Model
import OperatorClient
import TransparencyLog

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: .spoken(
            "Sign in to a controller for reading; actions are always signed one by one.",
            "登录控制器以便查看；每个动作始终单独签署。"
        )
    )

    @Argument(help: .spoken("The controller: https://HOST[:8443]", "控制器地址：https://主机[:8443]"))
    var url: String?

    @Option(
        name: .customLong("ca-sha256"),
        help: .spoken(
            "SHA-256 of the people CA, as countersign-controller init printed it.",
            "人员侧 CA 的 SHA-256，由 countersign-controller init 打印。"
        )
    )
    var authority: String?

    @Option(
        help: .spoken("Your private key, or KEY.pub of a key in your ssh-agent.", "您的私钥，或 ssh-agent 中密钥的 .pub 文件。"),
        completion: .file()
    )
    var key: String?

    @Flag(help: .spoken("Print JSON.", "输出 JSON。"))
    var json = false

    func run() async throws {
        let work = Workplace.start()
        let held = try work.home.readJSON(Profile.self, from: Profile.file)
        guard let address = url ?? held?.url, let digest = authority ?? held?.caSha256, let key = key ?? held?.key
        else {
            throw ClientError.notSignedIn
        }
        let server = try ServerURL(address)
        let path = NSString(string: key).expandingTildeInPath
        var profile = Profile(
            url: server.origin.text,
            caSha256: try DigestText.parse(digest).hex,
            ca: "",
            key: path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        )
        guard PlainFile.exists(profile.key) else { throw ClientError.keyMissing(path: profile.key) }
        let der = try await PeopleAuthority.fetch(
            host: server.host,
            port: server.port,
            sha256: try DigestText.parse(digest)
        )
        profile.ca = Base64.encode(der)
        let api = try APIClient(url: profile.url, authority: der, token: nil)
        let answer: LoginAnswer
        do {
            answer = try await Self.signIn(api, server, work, profile)
            await api.close()
        } catch {
            await api.close()
            throw error
        }
        try work.home.writeJSON(profile, to: Profile.file)
        try work.home.writeJSON(StoredSession(answer), to: StoredSession.file)
        if json {
            work.console.json(answer.memberships)
        } else {
            let tenants = answer.memberships.map { "\($0.tenant) (\($0.person): \($0.roles.joined(separator: ", ")))" }
            work.console.out(
                Catalogue.signedIn(profile.url, until: answer.expires, tenants: tenants.joined(separator: "; "))
            )
        }
    }

    private static func signIn(
        _ api: APIClient,
        _ server: ServerURL,
        _ work: Workplace,
        _ profile: Profile
    ) async throws(ClientError) -> LoginAnswer {
        let challenge = try await api.challenge()
        guard challenge.origin == server.origin.text else {
            throw .originMismatch(dialled: server.origin.text, presented: challenge.origin)
        }
        guard let nonce = Digest(hex: challenge.nonce), let purpose = Keyword(LoginJudge.purpose) else {
            throw .unreachable(url: profile.url, cause: "the challenge is not what this version understands")
        }
        let issued = work.now
        let text = LoginStatement(
            origin: server.origin,
            nonce: nonce,
            issued: issued,
            expires: issued.adding(seconds: LoginStatement.maximumValiditySeconds),
            purpose: purpose
        ).rendered()
        let signature = try work.keygen(profile).sign(text, namespace: "login@countersign")
        return try await api.login(LoginRequest(statement: text.string, signature: signature))
    }
}

struct LogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: .spoken("End the reading session.", "结束查看会话。")
    )

    func run() async throws {
        let work = Workplace.start()
        defer { work.home.remove(StoredSession.file) }
        try await work.withAPI { api, _ in try await api.logout() }
        work.console.out(Catalogue.signedOut)
    }
}
