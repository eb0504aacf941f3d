package dev.postcar.result;

/** What an operation returns; where it fails halfway, {@code resultSoFar()} has one, too. */
public sealed interface Result
    permits CheckResult,
        DriftResult,
        FleetResult,
        GraphResult,
        ImportResult,
        LogResult,
        MigrateResult,
        PlanResult,
        RecordResult,
        RehearseResult,
        RenumberResult,
        RestoreResult,
        RollbackResult,
        SaferResult,
        ShowResult,
        SquashResult,
        StatusResult,
        TableStats,
        TraceResult,
        VerifyResult,
        WaitResult {}
