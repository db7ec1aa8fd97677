using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Web.Desk;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace CaseWorkflows.Web.Pages;

/// <summary>A page of a signed-in person, which loads itself again when something changed.</summary>
public abstract class DeskPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(15);
    private ITimer? _timer;
    private bool _loading;
    private bool _stale;

    [Inject] internal CaseDesk Desk { get; set; } = null!;

    [Inject] internal PageNews News { get; set; } = null!;

    [Inject] internal TimeProvider Time { get; set; } = null!;

    [CascadingParameter] private Task<AuthenticationState> SignedIn { get; set; } = null!;

    /// <summary>Who looks at the page; null until it has loaded, and if the account is gone.</summary>
    private protected Actor? Actor { get; private set; }

    /// <summary>Reads what the page shows.</summary>
    private protected abstract Task LoadAsync(Actor actor);

    /// <summary>Whether a change of this case matters to the page.</summary>
    private protected virtual bool Concerns(CaseId id) => true;

    /// <summary>Whether the page reads again from time to time, for changes made on other nodes.</summary>
    private protected virtual bool ReadsByTheClock => true;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Actor = await Desk.ActorAsync((await SignedIn).User);
        if (Actor is null) return;
        await LoadAsync(Actor);
        News.CaseChanged += OnCaseChanged;
        if (ReadsByTheClock) _timer = Time.CreateTimer(_ => Reload(), null, Refresh, Refresh);
    }

    /// <summary>Sends a command for whoever looks at the page.</summary>
    /// <exception cref="InvalidOperationException">The account is gone or blocked; the page can't go on.</exception>
    private protected async Task<CommandResult> SendAsync(CaseId id, ICaseCommand command, long? expectedVersion = null, DateTimeOffset? occurredAt = null)
    {
        var actor = await TodayAsync();
        return await Desk.SendAsync(new CommandEnvelope(CommandId.New(Time.GetUtcNow()), actor, id, command) { ExpectedVersion = expectedVersion, OccurredAt = occurredAt });
    }

    /// <summary>Who looks at the page, with the roles and the office of now: it may have been open for hours.</summary>
    /// <exception cref="InvalidOperationException">The account is gone or blocked; the page can't go on.</exception>
    private protected async Task<Actor> TodayAsync() =>
        Actor = await Desk.ActorAsync((await SignedIn).User) ?? throw new InvalidOperationException("The account no longer exists.");

    private void OnCaseChanged(CaseId id)
    {
        if (Concerns(id)) Reload();
    }

    /// <summary>Reads again what the page shows.</summary>
    private protected void Reload() => _ = InvokeAsync(async () =>
    {
        _stale = true;
        if (_loading || Actor is null) return;
        _loading = true;
        try
        {
            // News may come in bursts, and while reading: what came meanwhile asks for one more reading.
            while (_stale)
            {
                _stale = false;
                await LoadAsync(Actor);
            }
            StateHasChanged();
        }
        catch (Exception problem)
        {
            // Nobody awaits this; the page's error boundary shows it.
            await DispatchExceptionAsync(problem);
        }
        finally
        {
            _loading = false;
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops listening.</summary>
    protected virtual void Dispose(bool disposing)
    {
        News.CaseChanged -= OnCaseChanged;
        _timer?.Dispose();
    }
}
