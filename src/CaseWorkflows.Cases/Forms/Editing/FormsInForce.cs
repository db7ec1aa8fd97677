using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Cases.Forms.Editing;

/// <summary>
/// Brings approved forms into the library of this process, also those that were approved on another node. A form in the folder of a higher version than the approved one
/// came with a newer program and stays.
/// </summary>
public sealed class FormsInForce(WorkflowLibrary library, IFormStore store) : IDisposable
{
    private readonly Dictionary<string, long> _known = [];
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Looks for newly approved forms; how many were taken.</summary>
    public async ValueTask<int> RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var taken = 0;
            foreach (var approved in await store.ApprovedAsync(cancellationToken))
            {
                if (_known.GetValueOrDefault(approved.FormId) == approved.Revision) continue;
                var json = await store.DocumentAsync(approved.FormId, approved.Revision, cancellationToken);
                _known[approved.FormId] = approved.Revision;
                // What an older program approved may not be readable any more; the form of the folder then stays in use.
                if (json is null || FormBook.Parse(json).Form is not { } form || library.Forms.Find(form.Id)?.Version > form.Version) continue;
                library.Forms.Adopt(form, json);
                taken++;
            }
            return taken;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
