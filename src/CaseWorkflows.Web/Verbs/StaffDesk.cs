using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.People.Register;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Schema;
using CaseWorkflows.Persistence.Staff;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CaseWorkflows.Web.Verbs;

/// <summary>What <see cref="StaffVerb"/> does with accounts, and what it says of it. Arguments are judged before the database is touched.</summary>
internal sealed class StaffDesk(Surroundings at, bool json, WorkflowLibrary library, SchemaUpdater schema, StaffAccounts accounts, RegisterImport register, IOptions<IdentityOptions> rules)
{
    private const int LongestId = 64;

    private readonly IdentityOptions _rules = rules.Value;

    /// <summary>Acts on the configured database.</summary>
    /// <param name="at">Where the verb runs.</param>
    /// <param name="workflows">The folder of workflows that was given, or null.</param>
    /// <param name="json">Whether a program reads the result.</param>
    /// <param name="mayMake">Whether an embedded database that is not there yet is made.</param>
    /// <param name="act">What to do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task OpenAsync(Surroundings at, string? workflows, bool json, bool mayMake, Func<StaffDesk, Task> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var library = WorkflowLibrary.Load(VerbFolders.Of(at, workflows));
        var registered = new ServiceCollection()
            .AddSingleton(at.Time)
            .AddLogging()
            .AddCasePersistence(mayMake ? VerbDatabase.ToMake(at) : VerbDatabase.Of(at));
        Accounts.AddAccounts(registered);
        registered.AddSingleton(library).AddSingleton<PractitionerDesk>().AddSingleton<RegisterImport>();
        await using var services = registered.BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await act(ActivatorUtilities.CreateInstance<StaffDesk>(scope.ServiceProvider, at, json, library));
    }

    public async Task AddAsync(string id, string name, string roles, string office, string? mail, bool fromStdin, CancellationToken cancellationToken)
    {
        if (id.Length is 0 or > LongestId || id.Any(x => !_rules.User.AllowedUserNameCharacters.Contains(x, StringComparison.Ordinal)))
            throw VerbException.Unusable("staff.id-unusable", ("id", id), ("length", LongestId));
        name = name.Trim();
        if (name.Length == 0) throw VerbException.Unusable("staff.name-empty");
        var person = new StaffMember(new(id), name, RolesOf(roles), OfficeOf(office));
        var address = mail is null ? null : AddressOf(mail);
        var given = fromStdin ? await ReadPasswordAsync(cancellationToken) : null;

        await schema.UpdateAsync(cancellationToken);
        if (await accounts.FindAsync(id) is { } known)
        {
            var held = await accounts.RolesAsync(known);
            if (known.Id != id || known.DisplayName != name || known.OfficePath != person.Office.Value || known.IsDisabled || (address is not null && known.Email != address) || !held.SequenceEqual(person.Roles))
                throw VerbException.Wrong("staff.other", ("id", known.Id), ("name", known.DisplayName), ("roles", string.Join(", ", held)), ("office", known.OfficePath), ("state", State(known)));
            await TellAsync("unchanged", known, held);
            return;
        }
        var password = given ?? StaffAccounts.NewPassword();
        Must(await accounts.AddAsync(person, password, address), id);
        await TellAsync("added", (await accounts.FindAsync(id))!, person.Roles, given is null ? password : null);
    }

    public async Task ListAsync(CancellationToken cancellationToken)
    {
        await schema.UpdateAsync(cancellationToken);
        List<(StaffUser User, IReadOnlyList<string> Roles)> all = [];
        foreach (var user in accounts.All()) all.Add((user, await accounts.RolesAsync(user)));
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Staff = all.Select(x => new Person(x.User.Id, x.User.DisplayName, x.Roles, x.User.OfficePath, x.User.IsDisabled, x.User.Email)) }));
            return;
        }
        foreach (var (user, roles) in all)
            await at.Out.WriteLineAsync(VerbTexts.Here("staff.line", ("id", user.Id), ("name", user.DisplayName), ("roles", Names(roles)), ("office", OfficeName(user.OfficePath)), ("state", State(user))));
        await at.Out.WriteLineAsync(VerbTexts.Here("staff.count", ("count", all.Count)));
    }

    public async Task SetPasswordAsync(string id, bool fromStdin, CancellationToken cancellationToken)
    {
        var given = fromStdin ? await ReadPasswordAsync(cancellationToken) : null;
        var user = await KnownAsync(id, cancellationToken);
        var password = given ?? StaffAccounts.NewPassword();
        Must(await accounts.SetPasswordAsync(user, password), id);
        await TellAsync("password-set", user, await accounts.RolesAsync(user), given is null ? password : null);
    }

    public async Task SetRolesAsync(string id, string roles, CancellationToken cancellationToken)
    {
        var wanted = RolesOf(roles);
        var user = await KnownAsync(id, cancellationToken);
        Must(await accounts.SetRolesAsync(user, wanted), id);
        await TellAsync("roles-set", user, wanted);
    }

    /// <summary>Sets the address that alerts go to; <c>none</c> removes it.</summary>
    public async Task SetMailAsync(string id, string mail, CancellationToken cancellationToken)
    {
        var address = mail == "none" ? null : AddressOf(mail);
        var user = await KnownAsync(id, cancellationToken);
        Must(await accounts.SetMailAsync(user, address), id);
        await TellAsync("mail-set", user, await accounts.RolesAsync(user));
    }

    public async Task DisableAsync(string id, bool disabled, CancellationToken cancellationToken)
    {
        var user = await KnownAsync(id, cancellationToken);
        if (user.IsDisabled != disabled) Must(await accounts.DisableAsync(user, disabled), id);
        await TellAsync(disabled ? "disabled" : "enabled", user, await accounts.RolesAsync(user));
    }

    /// <summary>Takes entries of the register of lawyers and mediators from a table: all of them or, with a mistake in one, none.</summary>
    public async Task RegisterAsync(string file, string reason, CancellationToken cancellationToken)
    {
        var text = await VerbFiles.ReadAsync(at, file, cancellationToken);
        await schema.UpdateAsync(cancellationToken);
        var taken = await register.TakeAsync(Actor.Registrar, text, reason, cancellationToken);
        if (json) await at.Out.WriteLineAsync(VerbJson.Of(taken));
        foreach (var problem in taken.Problems.Where(_ => !json)) await at.Error.WriteLineAsync(VerbTexts.Here("staff.register-problem", ("file", file), ("row", problem.Row), ("column", problem.Column ?? "-"), ("message", problem.Message)));
        if (taken.Problems.Count > 0) throw VerbException.Wrong("staff.register-none", ("count", taken.Problems.Count));
        if (!json) await at.Out.WriteLineAsync(VerbTexts.Here("staff.register-done", ("count", taken.Changed.Count)));
    }

    private async Task<StaffUser> KnownAsync(string id, CancellationToken cancellationToken)
    {
        await schema.UpdateAsync(cancellationToken);
        return await accounts.FindAsync(id) ?? throw VerbException.Unusable("staff.unknown", ("id", id));
    }

    private List<string> RolesOf(string given)
    {
        var all = string.Join(", ", library.Roles.Select(x => x.Key));
        var keys = given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal).ToList();
        if (keys.Count == 0) throw VerbException.Unusable("staff.role-missing", ("roles", all));
        if (keys.Find(x => library.Roles.All(y => y.Key != x)) is { } unknown) throw VerbException.Unusable("staff.role-unknown", ("role", unknown), ("roles", all));
        return keys;
    }

    private static string AddressOf(string given) => StaffAccounts.IsAddress(given) ? given : throw VerbException.Unusable("staff.mail-invalid", ("mail", given));

    private OfficePath OfficeOf(string given) =>
        (library.Office(given) ?? throw VerbException.Unusable("staff.office-unknown", ("office", given), ("offices", string.Join(", ", library.Offices.Select(x => $"{x.Path.Code} {x.Name.Here()}"))))).Path;

    private async Task<string> ReadPasswordAsync(CancellationToken cancellationToken)
    {
        var password = await at.In.ReadLineAsync(cancellationToken) ?? "";
        return await accounts.AcceptsAsync(password)
            ? password
            : throw VerbException.Unusable("staff.password-weak", ("length", _rules.Password.RequiredLength), ("unique", _rules.Password.RequiredUniqueChars));
    }

    private async Task TellAsync(string result, StaffUser user, IReadOnlyList<string> roles, string? password = null)
    {
        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Result = result, Account = new Person(user.Id, user.DisplayName, roles, user.OfficePath, user.IsDisabled, user.Email), Password = password }));
            return;
        }
        await at.Out.WriteLineAsync(VerbTexts.Here($"staff.result-{result}", ("id", user.Id), ("roles", Names(roles))));
        if (password is not null) await at.Out.WriteLineAsync(VerbTexts.Here("staff.new-password", ("password", password)));
    }

    private string Names(IEnumerable<string> roles) => string.Join(", ", roles.Select(x => library.RoleName(x).Here()));

    private string OfficeName(string path) => library.Office(path)?.Name.Here() ?? path;

    private static string State(StaffUser user) => user.IsDisabled ? VerbTexts.Here("staff.is-disabled") : "";

    private static void Must(IdentityResult result, string id)
    {
        if (!result.Succeeded) throw VerbException.Wrong("staff.failed", ("id", id), ("problem", string.Join(" ", result.Errors.Select(x => x.Description))));
    }

    private sealed record Person(string Id, string Name, IReadOnlyList<string> Roles, string Office, bool Disabled, string? Mail);
}
