namespace CaseWorkflows.Jobs.Retention;

/// <summary>For how many days working records are kept; 0 keeps them for ever. Cases, clocks, files and history are never purged.</summary>
public sealed record RetentionSettings
{
    /// <summary>Receipts of commands, by which a repeated command is recognised.</summary>
    public int ReceiptDays { get; init; } = 90;

    /// <summary>Messages that were delivered.</summary>
    public int DeliveredMessageDays { get; init; } = 90;

    /// <summary>Who read which case file.</summary>
    public int AccessLogDays { get; init; } = 1095;

    /// <summary>What administrators were told.</summary>
    public int NoticeDays { get; init; } = 365;
}
