using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Designer;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Pages;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace CaseWorkflows.Web.Hosting;

/// <summary>The web host: everything between the socket and the commands.</summary>
public static class ProductHost
{
    /// <summary>Builds the host and prepares its database: schema, definitions, demo users. It then only has to be run.</summary>
    /// <param name="args">Configuration as <c>--CaseWorkflows:Database:Provider=…</c> and <c>--urls=…</c>.</param>
    /// <param name="configure">What a test or a verb adds or replaces before the host is built.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="StartRefusedException">Something the product needs is wrong; the message names it in both languages.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Named, because tests and verbs are other programs; the files of pages are found by it.
            ApplicationName = typeof(ProductHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        configure?.Invoke(builder);
        AddServices(builder);
        var app = builder.Build();
        Pipeline(app);
        try
        {
            await PrepareAsync(app, cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCaseWorkflows(builder.Configuration);
        var options = Composition.OptionsOf(builder.Configuration);
        var paths = ProductPaths.Of(options);
        // Here and not with the jobs: a setting that can't be stops the start of every process.
        var channels = ChannelOptions.Read(options);
        services.AddDataProtection().SetApplicationName("CaseWorkflows").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(paths.Data, "keys")));
        Accounts.Add(services);
        services.AddSingleton<PageNews>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<OptionLists>();
        services.AddSingleton<IncidentRetries>();
        services.AddSingleton<MailPreferences>();
        services.AddSingleton<ClockDesk>();
        services.AddSingleton<AlertAcknowledgements>();
        services.AddSingleton<ProposalDesk>();
        services.AddSingleton<CaseWorkflows.Cases.People.Register.PractitionerDesk>();
        services.AddSingleton<RegisterImport>();
        services.AddSingleton<IChannel, PageChannel>();
        services.AddHostedService<PageNewsListener>();
        services.AddSingleton<DefinitionPublishing>();
        services.AddSingleton<ShippedOffers>();
        services.AddSingleton<CaseWorkflows.Cases.Publishing.Drafts.ShippedFlows>();
        services.AddHostedService<CalendarFollower>();
        services.AddHostedService<FormFollower>();
        services.AddSingleton<CaseWorkflows.Cases.Forms.Editing.FormDesk>();
        services.AddSingleton<SimulationTurns>();
        services.AddScoped<DemoStaff>();
        services.AddSingleton<DemoStories>();
        services.AddSingleton<DemoCases>();
        var progress = options.Citizens.ToLimits();
        services.AddSingleton(_ => new ProgressLimits(progress));
        services.AddSingleton<ProgressDesk>();

        services.AddHttpContextAccessor();
        services.AddScoped<CallContext>();
        services.AddSingleton<Answering>();
        services.AddExceptionHandler<ApiErrors>();
        services.AddDesigner();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(x => ApiJson.Apply(x.SerializerOptions));
        services.Configure<RouteHandlerOptions>(x => x.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", OpenApiDocuments.Describe);

        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, RevalidatingSignIn>();
        Health.Add(services, options);
        if (options.Jobs)
        {
            var database = Composition.DatabaseOf(options, paths);
            services.AddCaseJobs(database.Provider == DatabaseProvider.PostgreSql ? database.ConnectionString : null, channels: channels, retention: options.Retention);
        }
    }

    private static void Pipeline(WebApplication app)
    {
        app.UseSecurityHeaders();
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        Languages.Use(app);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            StatusCodeSelector = x => x is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            // An error that was answered is one all the same: without this the log would hold no trace of it. Unreadable requests are the sender's.
            SuppressDiagnosticsCallback = x => x.Exception is BadHttpRequestException or OperationCanceledException,
        });
        app.UseWhen(x => x.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages(ApiErrors.FillAsync));
        app.UseWhen(x => x.Request.Path.StartsWithSegments("/elsa"), studio => studio.UseStatusCodePages(StudioErrors.FillAsync));
        app.UseWhen(x => !x.Request.Path.StartsWithSegments("/api") && !x.Request.Path.StartsWithSegments("/elsa"), pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseSameOriginWrites();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        Health.Map(app);
        Languages.Map(app);
        app.MapStaticAssets().AllowAnonymous();
        BlazorScript.Map(app);
        app.MapOpenApi().RequireAuthorization();
        app.MapCaseApi();
        app.MapDesigner();
        app.MapPost("/sign-out", async (Accounts accounts) =>
        {
            await accounts.SignOutAsync();
            return TypedResults.LocalRedirect("/sign-in");
        }).ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(x => x.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static async Task PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        // Read first: a broken file must stop the start before anything is written.
        scope.ServiceProvider.GetRequiredService<WorkflowLibrary>();
        await scope.ServiceProvider.GetRequiredService<SchemaUpdater>().UpdateAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<CalendarsInForce>()
            .KeepAsync(scope.ServiceProvider.GetRequiredService<ICalendarStore>(), scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow(), cancellationToken);
        await scope.ServiceProvider.GetRequiredService<DefinitionPublishing>().PublishAsync(cancellationToken);
        // After the definitions of the folder, which go with the forms that lie beside them: a form that was approved here must not keep a new program from starting.
        await scope.ServiceProvider.GetRequiredService<CaseWorkflows.Cases.Forms.Editing.FormsInForce>().RefreshAsync(cancellationToken);
        var demo = scope.ServiceProvider.GetRequiredService<DemoStaff>();
        await demo.PrepareAsync(cancellationToken);
        if (demo.Announcement.Count > 0 && Composition.OptionsOf(app.Configuration).Demo.Cases) await scope.ServiceProvider.GetRequiredService<DemoCases>().OpenAsync(cancellationToken);
        // Beside the verb's own output, which may be JSON for a program; and not into the log, which may be kept.
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var line in demo.Announcement) Console.Error.WriteLine(line);
        });
    }
}
