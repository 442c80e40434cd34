package import TransparencyLog

extension Receipt {
    /// The digest that a device's first receipt gives as its predecessor's.
    package static var noPrevious: Digest { .zero }

    /// Checks which members an outcome has and which it can't have.
    func checkOutcome() throws(Refusal) {
        try require("exit", exit != nil, exactlyFor: [.succeeded, .failed])
        try require("signal", signal != nil, exactlyFor: [.signalled])
        try require("code", code != nil, exactlyFor: [.refused])
        if let exit, (exit == 0) != (outcome == .succeeded) { throw Refusal(.outcome, "exit") }
        try checkTimes()
        if rule == nil, ![.refused, .expired, .cancelled].contains(outcome) { throw Refusal(.missingMember, "rule") }
        guard (sequence == 1) == (previous == Receipt.noPrevious) else { throw Refusal(.chain, "previous") }
    }

    private func require(_ name: String, _ isPresent: Bool, exactlyFor outcomes: [Outcome]) throws(Refusal) {
        guard isPresent == outcomes.contains(outcome) else { throw Refusal(.outcome, name) }
    }

    private func checkTimes() throws(Refusal) {
        let times: [(name: String, time: Timestamp?)] = [
            ("admitted", admitted), ("started", started), ("ended", ended),
        ]
        switch outcome {
        case .succeeded, .failed, .signalled, .timedOut:
            for (name, time) in times where time == nil { throw Refusal(.missingMember, name) }
        case .refused, .expired:
            for (name, time) in times where time != nil { throw Refusal(.outcome, name) }
        case .interrupted:
            guard admitted != nil else { throw Refusal(.missingMember, "admitted") }
            guard ended == nil else { throw Refusal(.outcome, "ended") }
        case .cancelled:
            if started != nil, admitted == nil { throw Refusal(.missingMember, "admitted") }
        }
    }

    /// Reads a checkpoint note for its form; whose signatures it has is judged elsewhere.
    static func checkpointNote(_ field: Field) throws(Refusal) -> String {
        let note = try field.string()
        do throws(NoteError) {
            _ = try Checkpoint(text: SignedNote(note).text)
        } catch {
            throw field.refusal(.checkpoint)
        }
        return note
    }
}
