using CaseWorkflows.Cases.Publishing.Drafts;
using Microsoft.AspNetCore.Mvc;

namespace CaseWorkflows.Web.Designer;

/// <summary>The designer: its package, its pages, and the server that it calls.</summary>
internal static class StudioEndpoints
{
    private const long MostBytes = 1024 * 1024;

    public static void AddDesigner(this IServiceCollection services)
    {
        services.AddSingleton(_ => new DesignerPackage(Path.Combine(AppContext.BaseDirectory, "designer")));
        services.AddSingleton<DraftPublication>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<PickerLists>();
        services.AddSingleton<ActivityDescriptors>();
        services.AddSingleton<TrialRuns>();
        services.AddSingleton<FlowLooks>();
        services.AddSingleton<FlowReading>();
        services.AddSingleton<InstanceLookers>();
        services.AddSingleton<FlowVersions>();
        services.AddSingleton<FlowSaves>();
        services.AddSignalR();
        services.AddHostedService<InstanceNews>();
        services.AddExceptionHandler<StudioErrors>();
    }

    public static void MapDesigner(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Studio.Api).RequireAuthorization().ExcludeFromDescription().WithReadableBodies();
        // Definitions have a limit of their own; nothing else that the designer sends is long.
        api.WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        LoginEndpoints.Map(api);
        DescriptorEndpoints.Map(api);
        DefinitionReads.Map(api);
        DefinitionWrites.Map(api);
        InstanceEndpoints.Map(api);
        RunEndpoints.Map(api);
        app.MapHub<InstanceHub>(InstanceHub.Path).RequireAuthorization();
        DesignerPages.Map(app);
        InstanceLogPage.Map(app);
        FlowPictures.Map(app);
    }
}
