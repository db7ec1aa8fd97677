using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Takes in an application. <paramref name="ReceivedAt"/> is when it reached the centre; the review limit counts from that day (Legal Aid Law art. 43).</summary>
public sealed record OpenCase(string ServiceType, string Office, JsonObject Application, DateTimeOffset? ReceivedAt = null) : ICaseCommand
{
    /// <summary>The case that this one comes out of; null if it begins here. For the system alone.</summary>
    public Model.CaseOrigin? Origin { get; init; }
}

/// <summary>Takes a task from the queue.</summary>
public sealed record ClaimTask(TaskId Task) : ICaseCommand;

/// <summary>Puts a task back into the queue.</summary>
public sealed record ReleaseTask(TaskId Task) : ICaseCommand;

/// <summary>Gives a task to somebody.</summary>
public sealed record AssignTask(TaskId Task, UserId Assignee, string? Reason = null) : ICaseCommand;

/// <summary>Completes a task with an outcome and its form. A part <c>application</c> of the form changes the application.</summary>
public sealed record CompleteTask(TaskId Task, string Outcome, JsonObject Form) : ICaseCommand;

/// <summary>Sends a case back to an earlier step, where the step has such a way out.</summary>
public sealed record SendBack(TaskId Task, string Reason) : ICaseCommand;

/// <summary>Puts a paper on the file that somebody handed in.</summary>
public sealed record AddEvidence(string Kind, string Title, JsonObject? Details = null) : ICaseCommand;

/// <summary>Something named happened outside (a replacement was asked for, a ground for termination was reported).</summary>
public sealed record RecordEvent(string EventName, JsonObject? Details = null) : ICaseCommand;

/// <summary>
/// Suspends the case. Work on it stops; time does not: a limit is held only by a cause that its rule knows (补正, 双方同意 …). With a
/// <paramref name="Cause"/> every clock whose rule knows it pauses until the case is resumed; without one all clocks go on, and what runs out
/// meanwhile takes effect when the case is resumed.
/// </summary>
public sealed record PauseCase(string Reason, string? Cause = null) : ICaseCommand;

/// <summary>Takes up a paused case; the clocks that its pause held run on.</summary>
public sealed record ResumeCase(string? Note = null) : ICaseCommand;

/// <summary>The applicant withdraws.</summary>
public sealed record WithdrawCase(string Reason) : ICaseCommand;

/// <summary>A supervisor ends the case outside its flow, with a reason.</summary>
public sealed record CloseCaseByHand(string Result, string Reason) : ICaseCommand;

/// <summary>Takes up an ended case again; history and earlier verdicts stay.</summary>
public sealed record ReopenCase(string Reason) : ICaseCommand;

/// <summary>A clock's step has come. A firing that is early, late or double changes nothing.</summary>
public sealed record FireClock(Guid ClockId, int Generation) : ICaseCommand;

/// <summary>The calendar year that a clock waited for is loaded: it is counted anew. For the system alone.</summary>
public sealed record RecountClock(Guid ClockId, int Generation) : ICaseCommand;

/// <summary>
/// Brings a clock that has not ended to another rule or calendar, as proposed (<see cref="Deadlines.ClockChange"/>). Refused if the proposal no
/// longer says what the person has seen.
/// </summary>
public sealed record ApplyClockChange(Guid ClockId, string Change, string Reason) : ICaseCommand;

/// <summary>Leaves a clock on its rule and calendar; the change is not proposed for it again.</summary>
public sealed record RejectClockChange(Guid ClockId, string Change, string Reason) : ICaseCommand;

/// <summary>Somebody takes notice of an alert.</summary>
public sealed record AcknowledgeAlert(Guid AlertId) : ICaseCommand;

/// <summary>Tries a failed step again.</summary>
public sealed record RetryIncident(string IncidentKey) : IIncidentCommand;

/// <summary>Skips a failed step, with a reason, and says by which way the flow goes on.</summary>
public sealed record SkipStep(string IncidentKey, string Outcome, string Reason) : IIncidentCommand;

/// <summary>Hands a failed step to somebody who may see the case or repairs flows; they are told and find it among theirs.</summary>
public sealed record AssignIncident(string IncidentKey, UserId Assignee, string? Note = null) : IIncidentCommand;

/// <summary>
/// Ties another case to this one: one that is opened with <paramref name="Service"/> and <paramref name="Intake"/>, or the <paramref name="Case"/>
/// that is there already. The new one belongs to <paramref name="Office"/>; to this case's office if that is null.
/// </summary>
public sealed record LinkCase(string Relation, string? Service = null, JsonObject? Intake = null, CaseId? Case = null, string? Office = null) : ICaseCommand;

/// <summary>Tries a link again whose case could not be opened; what is given replaces those fields of its intake.</summary>
public sealed record RetryLink(Guid Link, JsonObject? Intake = null) : ICaseCommand;

/// <summary>Gives up a link whose case could not be opened.</summary>
public sealed record GiveUpLink(Guid Link, string Reason) : ICaseCommand;

/// <summary>The other case knows of the link. For the system alone.</summary>
public sealed record SettleLink(Guid Link, string Code) : ICaseCommand;

/// <summary>The other case could not be opened. For the system alone.</summary>
public sealed record FailLink(Guid Link, int Try, string ReasonZh, string ReasonEn) : ICaseCommand;

/// <summary>Another case was tied to this one. For the system alone.</summary>
public sealed record NoteLink(Model.CaseOrigin From) : ICaseCommand;

/// <summary>A case is about this one that did not open it (an objection at the counter): it is linked under the id given. For the system alone.</summary>
public sealed record TieCase(Guid Link, string Relation, CaseId Case, string By, string ByName, DateTimeOffset OccurredAt) : ICaseCommand;

/// <summary>A case that had this one tied to it has ended and tells something of itself. For the system alone.</summary>
public sealed record NoteTold(Guid Link, string Relation, string Service, string Code, int Cycle, string Result, DateTimeOffset At, JsonObject Told) : ICaseCommand;

/// <summary>A linked case has ended. For the system alone.</summary>
public sealed record TellLinkedEnd(Guid Link, string Code, int Cycle, string Result, bool Withdrawn, DateTimeOffset At) : ICaseCommand
{
    /// <summary>What the linked case tells of itself beside the result (<c>Tells</c> of the step that closed it); null: nothing. It may be personal data.</summary>
    public JsonObject? Told { get; init; }
}
