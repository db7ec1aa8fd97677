using CaseWorkflows.Cases.Forms.Editing;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Brings forms that were approved on another node into this process within a few seconds.</summary>
internal sealed partial class FormFollower(FormsInForce forms, TimeProvider time, ILogger<FormFollower> log) : Follower(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), time, log)
{
    private readonly ILogger _log = log;

    protected override async ValueTask FollowAsync(CancellationToken cancellationToken)
    {
        if (await forms.RefreshAsync(cancellationToken) is > 0 and var taken) Follows(_log, taken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} approved forms are in use now.")]
    private static partial void Follows(ILogger log, int count);
}
