using CaseWorkflows.Cases.Commands.Clocks;
using CaseWorkflows.Cases.Commands.Files;
using CaseWorkflows.Cases.Commands.Incidents;
using CaseWorkflows.Cases.Commands.Lifecycle;
using CaseWorkflows.Cases.Commands.Linking;
using CaseWorkflows.Cases.Commands.Migration;
using CaseWorkflows.Cases.Commands.Opening;
using CaseWorkflows.Cases.Commands.Tasks;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Which handler decides which command.</summary>
internal sealed class CommandDispatch(CaseRules rules)
{
    private readonly OpenCaseHandler _open = new(rules);

    public ValueTask<Refusal?> DecideAsync(ICaseCommand command, CaseSession session, CancellationToken cancellationToken) => command switch
    {
        OpenCase x => _open.DecideAsync(x, session, cancellationToken),
        ClaimTask x => new ClaimTaskHandler().DecideAsync(x, session, cancellationToken),
        ReleaseTask x => new ReleaseTaskHandler().DecideAsync(x, session, cancellationToken),
        AssignTask x => new AssignTaskHandler().DecideAsync(x, session, cancellationToken),
        CompleteTask x => new CompleteTaskHandler().DecideAsync(x, session, cancellationToken),
        SendBack x => new SendBackHandler().DecideAsync(x, session, cancellationToken),
        AddEvidence x => new AddEvidenceHandler().DecideAsync(x, session, cancellationToken),
        RecordEvent x => new RecordEventHandler().DecideAsync(x, session, cancellationToken),
        PauseCase x => new PauseCaseHandler().DecideAsync(x, session, cancellationToken),
        ResumeCase x => new ResumeCaseHandler().DecideAsync(x, session, cancellationToken),
        WithdrawCase x => new WithdrawCaseHandler().DecideAsync(x, session, cancellationToken),
        CloseCaseByHand x => new CloseCaseByHandHandler().DecideAsync(x, session, cancellationToken),
        ReopenCase x => new ReopenCaseHandler().DecideAsync(x, session, cancellationToken),
        FireClock x => new FireClockHandler().DecideAsync(x, session, cancellationToken),
        RecountClock x => new RecountClockHandler().DecideAsync(x, session, cancellationToken),
        ApplyClockChange x => new ClockChangeHandler().DecideAsync(x, session, cancellationToken),
        RejectClockChange x => new ClockChangeHandler().DecideAsync(x, session, cancellationToken),
        AcknowledgeAlert x => new AcknowledgeAlertHandler().DecideAsync(x, session, cancellationToken),
        RetryIncident x => new RetryIncidentHandler().DecideAsync(x, session, cancellationToken),
        AssignIncident x => new AssignIncidentHandler().DecideAsync(x, session, cancellationToken),
        MigrateCase x => new MigrateCaseHandler().DecideAsync(x, session, cancellationToken),
        UndoMigration x => new UndoMigrationHandler().DecideAsync(x, session, cancellationToken),
        SkipStep x => new SkipStepHandler().DecideAsync(x, session, cancellationToken),
        LinkCase x => new LinkCaseHandler().DecideAsync(x, session, cancellationToken),
        RetryLink x => new RetryLinkHandler().DecideAsync(x, session, cancellationToken),
        GiveUpLink x => new GiveUpLinkHandler().DecideAsync(x, session, cancellationToken),
        SettleLink x => new SettleLinkHandler().DecideAsync(x, session, cancellationToken),
        FailLink x => new FailLinkHandler().DecideAsync(x, session, cancellationToken),
        NoteLink x => new NoteLinkHandler().DecideAsync(x, session, cancellationToken),
        TieCase x => new TieCaseHandler().DecideAsync(x, session, cancellationToken),
        NoteTold x => new NoteToldHandler().DecideAsync(x, session, cancellationToken),
        TellLinkedEnd x => new TellLinkedEndHandler().DecideAsync(x, session, cancellationToken),
        _ => throw new InvalidOperationException($"Nobody decides {command.GetType().Name}."),
    };
}
