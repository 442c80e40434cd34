package import Model
package import SSHSIG

/// A person as `--person` takes them: `ID:ORGANISATION:ROLE,ROLE:KEYFILE.pub[:NAME]`.
package enum PersonFlag {
    package static func parse(_ text: String) throws(ClientError) -> Person {
        let parts = text.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        let example = "write it as c-li:client:root,contact:c-li.pub:李娜"
        guard parts.count >= 4, let id = PersonID(parts[0]) else {
            throw .usage("\"\(text)\" is no person", hint: example)
        }
        guard let organisation = Organisation(rawValue: parts[1]) else {
            throw .usage("\(id): \"\(parts[1])\" is no organisation", hint: "it is client or provider")
        }
        var roles: [Role] = []
        for word in parts[2].split(separator: ",", omittingEmptySubsequences: false) {
            guard let role = Role(rawValue: String(word)), !roles.contains(role) else {
                let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("\(id): \"\(word)\" is no role, or named twice", hint: "roles are \(all)")
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
