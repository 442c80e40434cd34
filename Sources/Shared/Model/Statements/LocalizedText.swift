/// A text in the two languages of the product.
package struct LocalizedText: Hashable, Sendable, JSONConvertible {
    package let en: String
    package let zh: String

    package init(
        en: String,
        zh: String
    ) {
        self.en = en
        self.zh = zh
    }

    package static func parse(_ field: Field) throws(Refusal) -> LocalizedText {
        let object = try field.object(
            ["en", "zh"]
        )
        return LocalizedText(
            en: try object("en").freeText(),
            zh: try object("zh").freeText()
        )
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("en", en)
        object.set("zh", zh)
        return object.json
    }
}
