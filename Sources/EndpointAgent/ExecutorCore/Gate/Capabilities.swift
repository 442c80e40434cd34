package import Model
package import Trust

/// Step 7: what this executor can run; anything else is `unsupported`, never ignored.
package struct Capabilities: Sendable {
    /// `collect` profiles compiled in.
    package let profiles: Set<ProfileName>
    /// Scripts that may run at one time; more answer `busy`.
    package let concurrentRuns: Int

    package init(profiles: Set<ProfileName>, concurrentRuns: Int) {
        self.profiles = profiles
        self.concurrentRuns = concurrentRuns
    }

    /// `unsupported` for a kind, member or target form that is not built yet.
    package func refusal(of operation: Operation) -> RefusalCode? {
        runs(operation.action) && !asksForMore(operation) ? nil : .unsupported
    }

    private func runs(_ action: Action) -> Bool {
        switch action {
        case .script: action.secrets.isEmpty
        case .collect(let profile): profiles.contains(profile)
        case .catalog, .update: false
        }
    }

    private func asksForMore(_ operation: Operation) -> Bool {
        if case .tree = operation.targets { return true }
        return operation.emergency || operation.plan != nil || operation.after != nil || operation.consent != nil
            || operation.reboot || operation.profile != nil
    }
}
