/// What one check came to.
package struct DoctorLine: Hashable, Sendable {
    package enum Check: String, Hashable, Sendable, CaseIterable {
        case home
        case signIn = "sign-in"
        case tool = "ssh-keygen"
        case key
        case address
        case authority
        case certificate
        case clock
        case session
        case root

        package var name: Localized {
            switch self {
            case .home: Localized("home folder", "本地文件夹")
            case .signIn: Localized("sign-in", "登录设置")
            case .tool: Localized("ssh-keygen", "ssh-keygen")
            case .key: Localized("key", "密钥")
            case .address: Localized("controller", "控制器")
            case .authority: Localized("authority", "CA")
            case .certificate: Localized("certificate", "证书")
            case .clock: Localized("clock", "时钟")
            case .session: Localized("session", "会话")
            case .root: Localized("trust root", "信任根")
            }
        }
    }

    package enum State: String, Hashable, Sendable {
        case good
        case wrong
        /// Could not be looked at, because of another line.
        case skipped
    }

    package let check: Check
    package let state: State
    /// What is, with real values.
    package let what: Localized
    /// What to do about it.
    package let next: Localized?

    static func good(_ check: Check, _ what: Localized) -> DoctorLine {
        DoctorLine(check: check, state: .good, what: what, next: nil)
    }

    static func wrong(_ check: Check, _ what: Localized, next: Localized?) -> DoctorLine {
        DoctorLine(check: check, state: .wrong, what: what, next: next)
    }

    static func skipped(_ check: Check, _ why: Localized) -> DoctorLine {
        DoctorLine(check: check, state: .skipped, what: why, next: nil)
    }

    static func wrong(_ check: Check, _ error: ClientError) -> DoctorLine {
        .wrong(check, error.message, next: error.hint)
    }
}
