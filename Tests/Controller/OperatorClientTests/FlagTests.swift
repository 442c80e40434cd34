import Model
import OperatorClient
import SSHSIG
import TestSupport
import Testing
import Trust

@Suite struct FlagTests {
    private let zones = TimeZoneFolder.system

    @Test func `a rule says kinds, groups, signers and bounds`() throws {
        let rule = try RuleFlag.parse(
            "finance;kinds=script,collect;groups=finance;require=technician*2,contact*1;max=4h;ticket;user-verification",
            zones: zones
        )
        #expect(rule.name.text == "finance")
        #expect(rule.kinds == [.script, .collect])
        #expect(rule.groups?.map(\.text) == ["finance"])
        #expect(rule.require == [Requirement(role: .technician, count: 2), Requirement(role: .contact, count: 1)])
        #expect(rule.maximumValiditySeconds == 14_400)
        #expect(rule.ticketRequired)
        #expect(rule.userVerification)
        #expect(rule.hours == nil)
    }

    @Test func `a short rule asks for one signature`() throws {
        let rule = try RuleFlag.parse("admit;kinds=device;require=contact", zones: zones)
        #expect(rule.require == [Requirement(role: .contact, count: 1)])
        #expect(rule.requesterCounts)
    }

    @Test(arguments: [
        "", "Finance;require=contact*1", "x", "x;require=", "x;require=boss*1", "x;require=contact*9",
        "x;require=contact*0", "x;require=contact*1;kinds=games", "x;require=contact*1;groups=A",
        "x;require=contact*1;max=soon", "x;require=contact*1;colour=red", "x;require=contact*1;ticket;ticket",
        "x;require=contact*1;require=contact*1", "x;require=contact*1;hours=Nowhere/City/1-5/09:00-18:00",
        "x;require=contact*1;fast",
    ])
    func `an unclear rule is refused`(text: String) {
        #expect(throws: ClientError.self) { try RuleFlag.parse(text, zones: KnownZones()) }
    }

    @Test(
        arguments: [
            ("UTC/1-5/09:00-18:00", [1, 2, 3, 4, 5], 540, 1_080), ("UTC/6,7/22:00-06:00", [6, 7], 1_320, 360),
            ("Asia/Shanghai/1/00:00-24:00", [1], 0, 1_440),
        ] as [(String, [UInt64], Int, Int)]
    )
    func `hours have days and a span`(text: String, days: [UInt64], from: Int, to: Int) throws {
        let hours = try TextValues.hours(text, zones: AnyZone())
        #expect(hours.days == days)
        #expect(hours.from == from)
        #expect(hours.to == to)
    }

    @Test(arguments: [
        "UTC", "UTC/1-5", "UTC/0-5/09:00-18:00", "UTC/5-1/09:00-18:00", "UTC/1/9:00-18:00", "UTC/1/09:00-09:00",
        "UTC/1/24:00-09:00",
    ])
    func `hours that are none are refused`(text: String) {
        #expect(throws: ClientError.self) { try TextValues.hours(text, zones: AnyZone()) }
    }

    @Test(arguments: [("90", 90), ("90s", 90), ("30m", 1_800), ("2h", 7_200), ("7d", 604_800)] as [(String, Int64)])
    func `durations have units`(text: String, seconds: Int64) {
        #expect(TextValues.seconds(text) == seconds)
    }

    @Test(arguments: ["", "0", "-1", "h", "1w", "99999999999999999999", "9999999999999999d", "1.5h"])
    func `what is no duration is refused`(text: String) {
        #expect(TextValues.seconds(text) == nil)
    }

    @Test(arguments: [("1048576", 1 << 20), ("512K", 512 << 10), ("1G", 1 << 30)] as [(String, UInt64)])
    func `sizes are powers of 1024`(text: String, bytes: UInt64) {
        #expect(TextValues.bytes(text) == bytes)
        #expect(TextValues.bytes("\(text)x") == nil)
    }

    @Test func `a person has organisation, roles, key and name`() throws {
        let folder = try TemporaryFolder()
        let key = TestKey("li-na").publicKey
        let path = try folder.write(Array("\(key.line) li-na@acme\n".utf8), to: "c-li.pub")
        let person = try PersonFlag.parse("c-li:client:root,contact:\(path):李娜")
        #expect(person.name == "李娜")
        #expect(person.organisation == .client)
        #expect(person.roles == [.root, .contact])
        #expect(person.keys == [PersonKey(key: key)])
        #expect(throws: ClientError.self) { try PersonFlag.parse("c-li:friend:root:\(path)") }
        #expect(throws: ClientError.self) { try PersonFlag.parse("c-li:client:king:\(path)") }
        #expect(throws: ClientError.self) { try PersonFlag.parse("c-li:client:root") }
        #expect(throws: ClientError.unreadable(path: "/nowhere.pub", cause: "there is no such file")) {
            try PersonFlag.parse("c-li:client:root:/nowhere.pub")
        }
    }

    @Test(arguments: [
        ("#!/bin/sh\n", Interpreter.sh), ("#!/bin/bash -e\n", .bash), ("#! /usr/bin/python3\n", .python3),
        ("#!/usr/bin/env perl\n", .perl), ("#!/usr/bin/ruby\n", .sh), ("echo hello\n", .sh), ("", .sh),
    ])
    func `the first line names the interpreter`(script: String, interpreter: Interpreter) {
        #expect(ScriptFile.interpreter(of: Array(script.utf8)) == interpreter)
    }

    @Test(arguments: ["", "   ", String(repeating: "长", count: 201), "hidden\u{200B}text"])
    func `a reason that can't be signed is refused`(text: String) {
        var random = SeededRandom()
        #expect(throws: ClientError.self) { try SaltedText(text, random: &random) }
    }

    @Test(arguments: ["http://a.example:8443", "https://a.example/x", "https://a.example:0", "a.example", "https://"])
    func `only a bare https address is dialled`(text: String) {
        #expect(throws: ClientError.self) { try ServerURL(text) }
    }

    @Test func `the usual port is added`() throws {
        #expect(try ServerURL("https://c.example.net/").origin.text == "https://c.example.net:8443")
    }
}

private struct AnyZone: TimeZoneDirectory {
    func contains(_ zone: ZoneName) -> Bool { true }
}
