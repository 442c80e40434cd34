import TransparencyLog

extension TrustRoot: StatementContent {
    package static let type = StatementType.root

    /// The members in the order of docs/protocol.md, optional ones only where they say something.
    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("version", version)
        object.set("issued", issued)
        object.set("expires", expires)
        object.set("rootThreshold", UInt64(rootThreshold))
        object.set("people", people)
        object.set("log", log)
        object.set("witnesses", witnesses)
        object.set("status", status)
        object.set("timestamps", timestamps.isEmpty ? nil : timestamps)
        object.set("webauthnOrigins", webauthnOrigins.isEmpty ? nil : webauthnOrigins)
        if !privacyAllow.isEmpty {
            var privacy = JSONObject()
            privacy.set("allow", privacyAllow)
            object.set("privacy", privacy)
        }
        object.set("controllers", controllers)
        object.set("mirrors", mirrors.isEmpty ? nil : mirrors)
        object.set("policy", policy)
        return object.json
    }
}

extension Role: JSONConvertible {}
extension Organisation: JSONConvertible {}
extension RuleKind: JSONConvertible {}

extension ItemPattern: JSONConvertible {
    package var json: JSONValue { .string(description) }
}

extension Person: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("id", id)
        object.set("name", name)
        object.set("organisation", organisation)
        object.set("roles", roles)
        object.set("keys", keys)
        object.set("sealingKey", sealingKey)
        return object.json
    }
}

extension PersonKey: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("key", key)
        object.set("until", until)
        return object.json
    }
}

extension RootLog: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("origin", origin)
        object.set("key", key.text)
        object.set("previous", previous)
        return object.json
    }
}

extension PreviousLog: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("origin", origin)
        object.set("size", size)
        object.set("root", root)
        return object.json
    }
}

extension WitnessPolicy: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("quorum", UInt64(quorum))
        object.set("maxAgeSeconds", UInt64(maximumAgeSeconds))
        object.set("list", list)
        return object.json
    }
}

extension Witness: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("key", key.text)
        object.set("url", url)
        return object.json
    }
}

extension StatusPolicy: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("required", required)
        object.set("maxAgeSeconds", UInt64(maximumAgeSeconds))
        return object.json
    }
}

extension TimestampAuthority: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("certificateSha256", certificateSHA256)
        object.set("policies", policies)
        return object.json
    }
}

extension ControllerAddress: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("address", address)
        object.set("caSha256", caSHA256)
        return object.json
    }
}

extension PolicyRule: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("name", name)
        object.set("kinds", kinds)
        object.set("groups", groups)
        object.set("items", items)
        object.set("profiles", profiles)
        object.set("emergency", emergency)
        object.set("hours", hours)
        object.set("require", require)
        object.set("requesterCounts", requesterCounts ? nil : false)
        object.setFlag("userVerification", userVerification)
        object.setFlag("independentDisplay", independentDisplay)
        object.set("witnesses", witnesses.map { UInt64($0) })
        object.set("maxValiditySeconds", maximumValiditySeconds.map { UInt64($0) })
        object.setFlag("ticketRequired", ticketRequired)
        object.set("reviewSeconds", reviewSeconds.map { UInt64($0) })
        object.set("limits", limits == RuleLimits() ? nil : limits)
        return object.json
    }
}

extension Requirement: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("role", role)
        object.set("count", UInt64(count))
        return object.json
    }
}

extension RuleLimits: JSONConvertible {
    package var json: JSONValue {
        var object = JSONObject()
        object.set("seconds", seconds)
        object.set("memoryBytes", memoryBytes)
        object.set("outputBytes", outputBytes)
        object.set("processes", processes)
        return object.json
    }
}
