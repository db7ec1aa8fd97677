using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases;

namespace CaseWorkflows.Web.Api;

/// <summary>The JSON API.</summary>
internal static class ApiEndpoints
{
    public static void MapCaseApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").RequireAuthorization();
        SignInEndpoints.Map(api);
        CaseEndpoints.Map(api);
        LinkEndpoints.MapServices(api);
        TaskEndpoints.Map(api);
        IncidentEndpoints.Map(api);
        DeadlineEndpoints.Map(api);
        MessageEndpoints.Map(api);
        MyNoticeEndpoints.Map(api);
        MigrationEndpoints.Map(api);
        DefinitionEndpoints.Map(api);
        ExplorationEndpoints.Map(api);
        CalendarEndpoints.Map(api);
        ProposalEndpoints.Map(api);
        IndicatorEndpoints.Map(api);
        SampleEndpoints.Map(api);
        RegisterEndpoints.Map(api);
        DocumentEndpoints.Map(api);
        Designer.SaveEndpoints.Map(api);
        ReleaseEndpoints.Map(api);
        ProgressEndpoints.Map(api);
        SubsidyEndpoints.Map(api);
        QualityRecordEndpoints.Map(api);
        api.MapPost("/assess", AssessAsync).WithTags("Eligibility").AsQuery<EligibilityResult>("AssessEligibility", "Assess an application without opening a case");
    }

    private static Task<IResult> AssessAsync(AssessRequest body, CallContext call, WorkflowLibrary library) => call.ForActorAsync(actor =>
    {
        if (body.Application is null) return Task.FromResult(Problems.MissingFields("application"));
        if (body.Region is { } given && !library.Eligibility.Knows(given))
            return Task.FromResult(Problems.Of(CaseEndpoints.NotAnOption("region", given, library.Eligibility.Regions.Order(StringComparer.Ordinal))));
        var reading = ApplicationReader.Read(body.Application, library.Eligibility.LocalMatters);
        if (reading.Application is not { } application)
            return Task.FromResult(Problems.Of(Refusal.Of("application.incomplete") with { Fields = [.. reading.Errors.Select(x => new FieldProblem(x.Field, x.Message))] }));
        var region = body.Region ?? library.Office(actor.Office.Value)?.Region ?? EligibilityPolicyBook.DefaultRegion;
        var on = body.On ?? application.AssessmentDay ?? ChinaTime.DayOf(call.Now);
        var result = EligibilityAssessment.Assess(application, library.Eligibility.InForce(region, on), on);
        return Task.FromResult<IResult>(TypedResults.Text(result.ToJsonText(), "application/json"));
    });
}
