namespace CaseWorkflows.Cases.Ports;

/// <summary>Rows that are needed only for a while. Cases, clocks, history and files are none of them.</summary>
public enum WorkingRecord
{
    /// <summary>Receipts of commands: after so long nobody repeats one.</summary>
    Receipts,

    /// <summary>Messages that were delivered or dropped, with who has read them. Those that wait or are stuck stay.</summary>
    DeliveredMessages,

    /// <summary>Alerts that a digest or a mail of their own has told. Those that wait for one stay.</summary>
    ToldAlerts,

    /// <summary>Who read which case file.</summary>
    AccessLog,

    /// <summary>What administrators were told, once it has ended or somebody has taken note.</summary>
    Notices,
}

/// <summary>Where working records are kept.</summary>
public interface IWorkingRecords
{
    /// <summary>Deletes up to <paramref name="limit"/> records of a kind that are older than an instant, in one short transaction; says how many.</summary>
    ValueTask<int> PurgeAsync(WorkingRecord kind, DateTimeOffset before, int limit, CancellationToken cancellationToken);
}
