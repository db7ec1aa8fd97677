using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Api;

/// <summary>Tasks: the lists, and what is done with one.</summary>
internal static class TaskEndpoints
{
    private static readonly string[] Scopes = ["mine", "queue", "all"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/tasks", ListAsync).WithTags("Tasks").AsQuery<PageAnswer<TaskLineAnswer>>("ListTasks", "Live tasks of the caller (mine), that the caller may take (queue), or both (all); the most pressing first");
        var task = api.MapGroup("/cases/{case}/tasks/{taskId:guid}").WithTags("Tasks");
        task.MapPost("/claim", (string @case, Guid taskId, PlainRequest? body, CallContext call) => call.SendAsync(@case, body?.OccurredAt, new ClaimTask(new TaskId(taskId))))
            .AsCommand("ClaimTask", "Take a task from the queue");
        task.MapPost("/release", (string @case, Guid taskId, PlainRequest? body, CallContext call) => call.SendAsync(@case, body?.OccurredAt, new ReleaseTask(new TaskId(taskId))))
            .AsCommand("ReleaseTask", "Put a task back into the queue");
        task.MapPost("/assign", (string @case, Guid taskId, AssignRequest body, CallContext call) =>
            CaseEndpoints.Required(("assignee", body.Assignee)) ?? call.SendAsync(@case, body.OccurredAt, new AssignTask(new TaskId(taskId), new UserId(body.Assignee!), body.Reason)))
            .AsCommand("AssignTask", "Give a task to somebody");
        task.MapPost("/complete", (string @case, Guid taskId, CompleteRequest body, CallContext call) =>
            CaseEndpoints.Required(("outcome", body.Outcome)) ?? call.SendAsync(@case, body.OccurredAt, new CompleteTask(new TaskId(taskId), body.Outcome!, body.Form ?? new JsonObject())))
            .AsCommand("CompleteTask", "Complete a task with an outcome and its form");
        task.MapPost("/send-back", (string @case, Guid taskId, ReasonRequest body, CallContext call) =>
            CaseEndpoints.Required(("reason", body.Reason)) ?? call.SendAsync(@case, body.OccurredAt, new SendBack(new TaskId(taskId), body.Reason!)))
            .AsCommand("SendBack", "Send a case back to an earlier step");
    }

    private static Task<IResult> ListAsync(CallContext call, Answering answering, string scope = "all", string? search = null, int page = 0, int pageSize = 50) => call.ForActorAsync(async actor =>
    {
        if (!Scopes.Contains(scope)) return Problems.Of(CaseEndpoints.NotAnOption("scope", scope, Scopes));
        if (CaseEndpoints.PageProblem(page, pageSize) is { } problem) return problem;
        var found = await call.Desk.AskAsync(x => x.TasksAsync(actor, new TaskFilter(scope, search, page, pageSize), call.Cancelled));
        return TypedResults.Ok(new PageAnswer<TaskLineAnswer>([.. found.Items.Select(answering.Of)], found.Total, page, pageSize));
    });
}
