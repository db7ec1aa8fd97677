using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Model;

/// <summary>Something that lies in the case's file: a document issued by the centre, or a paper that was handed in.</summary>
public sealed class FileItem
{
    private FileItem() { }

    internal FileItem(Guid id, string kind, string title, string origin, DateTimeOffset at, string? number, string? recipient, string? text)
    {
        Id = id;
        Kind = kind;
        Title = title;
        Origin = origin;
        At = at;
        Number = number;
        Recipient = recipient;
        Text = text;
    }

    /// <summary>Its id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The kind, as catalogues name it: <c>application-form</c>, <c>decision-grant</c>, <c>identity-proof</c>, …</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Its title.</summary>
    public string Title { get; private set; } = "";

    /// <summary><c>issued</c> by the centre or <c>received</c> from outside.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>When it was issued or received.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The document number; null for received papers.</summary>
    public string? Number { get; private set; }

    /// <summary>To whom it was issued; null for received papers.</summary>
    public string? Recipient { get; private set; }

    /// <summary>The text of an issued document; null for received papers. Personal data: erased with the dossier.</summary>
    public string? Text { get; private set; }

    /// <summary>Gives the document its number, which is known only when the command is kept, and puts it where <paramref name="mark"/> stands in the text.</summary>
    internal void GiveNumber(string number, string mark)
    {
        Number = number;
        Text = Text?.Replace(mark, number, StringComparison.Ordinal);
    }

    internal void Erase()
    {
        Text = null;
        // People write names into the titles of papers.
        if (Origin == "received") Title = Kind;
    }
}

/// <summary>A clock's step told somebody. Exactly one row exists for each clock, generation, step and round. It is open until somebody acknowledges it.</summary>
public sealed class Alert
{
    private Alert() { }

    internal Alert(Guid id, Guid clockId, string clockKey, int generation, string step, int round, AlertLevel level, string toRole, string? toUser, DateTimeOffset raisedAt)
    {
        Id = id;
        ClockId = clockId;
        ClockKey = clockKey;
        Generation = generation;
        Step = step;
        Round = round;
        Level = level;
        ToRole = toRole;
        ToUser = toUser;
        RaisedAt = raisedAt;
    }

    /// <summary>Its id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The clock.</summary>
    public Guid ClockId { get; private set; }

    /// <summary>The clock's rule.</summary>
    public string ClockKey { get; private set; } = "";

    /// <summary>The clock's generation.</summary>
    public int Generation { get; private set; }

    /// <summary>The step of the ladder.</summary>
    public string Step { get; private set; } = "";

    /// <summary>The round of the step, see <see cref="ClockStep.Round"/>.</summary>
    public int Round { get; private set; }

    /// <summary>How high.</summary>
    public AlertLevel Level { get; private set; }

    /// <summary>The role that is told.</summary>
    public string ToRole { get; private set; } = "";

    /// <summary>The person who is told; null if everybody of the role is.</summary>
    public string? ToUser { get; private set; }

    /// <summary>The path of the office whose people of the role are told, or where the person's task lies; null for alerts from before this was kept.</summary>
    public string? ToOffice { get; internal init; }

    /// <summary>Who that was when it was raised; null if nobody held the role.</summary>
    public string? ToName { get; internal init; }

    /// <summary>When it was raised.</summary>
    public DateTimeOffset RaisedAt { get; private set; }

    /// <summary>When somebody took notice; null before.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>Who took notice; null before.</summary>
    public string? AcknowledgedBy { get; private set; }

    internal void Acknowledge(string by, DateTimeOffset at)
    {
        AcknowledgedBy = by;
        AcknowledgedAt = at;
    }
}
