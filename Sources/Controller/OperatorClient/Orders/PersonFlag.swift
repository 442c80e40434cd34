package import Model
package import SSHSIG

/// A person as `--person` takes them: `ID:ORGANISATION:ROLE,ROLE:KEYFILE.pub[:NAME]`.
package enum PersonFlag {
    package static func parse(_ text: String) throws(ClientError) -> Person {
        let parts = text.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        let example = "c-li:client:root,contact:c-li.pub:李娜"
        guard parts.count >= 4, let id = PersonID(parts[0]) else {
            throw .usage(
                Localized("\"\(text)\" is no person", "“\(text)”不是人员"),
                hint: Localized("write it as \(example)", "写法：\(example)")
            )
        }
        guard let organisation = Organisation(rawValue: parts[1]) else {
            throw .usage(
                Localized("\(id): \"\(parts[1])\" is no organisation", "\(id)：“\(parts[1])”不是组织"),
                hint: Localized("it is client or provider", "应为 client 或 provider")
            )
        }
        var roles: [Role] = []
        for word in parts[2].split(separator: ",", omittingEmptySubsequences: false) {
            guard let role = Role(rawValue: String(word)), !roles.contains(role) else {
                let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage(
                    Localized("\(id): \"\(word)\" is no role, or named twice", "\(id)：“\(word)”不是角色，或重复"),
                    hint: Localized("roles are \(all)", "角色有 \(all)")
                )
            }
            roles.append(role)
        }
        return Person(
            id: id,
            name: parts.count == 5 && !parts[4].isEmpty ? parts[4] : id.text,
            organisation: organisation,
            roles: roles,
            keys: [PersonKey(key: try PublicKeyFile.read(parts[3]))]
        )
    }
}

/// A `.pub` file as ssh-keygen writes it: `type base64 [comment]`.
package enum PublicKeyFile {
    package static func read(_ path: String) throws(ClientError) -> SSHPublicKey {
        let text = String(decoding: try PlainFile.read(path, limit: 65_536), as: UTF8.self)
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "\r" }
        guard words.count >= 2 else { throw .unreadable(path: path, cause: "it is no public key") }
        do throws(SSHSIGError) {
            return try SSHPublicKey(line: "\(words[0]) \(words[1])")
        } catch {
            throw .unreadable(path: path, cause: error.description)
        }
    }
}
