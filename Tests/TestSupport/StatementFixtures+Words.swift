package import Model
import TransparencyLog

extension StatementFixtures {
    package func note() -> NoteStatement {
        NoteStatement(tenant: tenant, text: salted("called back"), about: .device(device), issued: issued)
    }

    package func login() -> LoginStatement {
        LoginStatement(
            origin: .literal("https://sign.acme.example"),
            tenant: tenant,
            nonce: digest("nonce"),
            issued: issued,
            expires: issued.adding(seconds: LoginStatement.maximumValiditySeconds),
            purpose: .literal("sign-in")
        )
    }

    package func access() -> AccessWords {
        AccessWords(tenant: tenant, event: .failures, counts: [.literal("signature"): 3], from: issued, to: expires)
    }

    package func install() -> InstallWords {
        InstallWords(
            tenant: tenant,
            person: .literal("t-zhao"),
            host: "10.0.0.7",
            hostKey: receiptKey.fingerprint,
            outcome: .ok
        )
    }

    package func system() -> SystemWords {
        SystemWords(tenant: tenant, event: .resubmitted, first: 3, last: 9)
    }

    /// One sample of every type of statement.
    package var all: [Statement] {
        let operation = operation()
        return [
            .root(root()), .status(status()), .operation(operation), .approval(approval(of: operation)),
            .denial(denial(of: operation)), .review(review(of: operation)), .cancel(cancel(of: operation)),
            .enrolment(enrolment()), .device(deviceStatement()), .receipt(receipt(for: operation)),
            .inventory(inventory()), .item(item()), .release(release()), .note(note()), .login(login()),
            .access(access()), .install(install()), .system(system()),
        ]
    }
}
