using System.CommandLine;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Makes and manages accounts without a running server: the way in for the first person of an installation.</summary>
internal static class StaffVerb
{
    public static Command Create(Surroundings at)
    {
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        (json.Recursive, workflows.Recursive) = (true, true);
        var verb = new Command("staff", VerbTexts.Here("staff.about")) { json, workflows };

        var id = new Argument<string>("id") { Description = VerbTexts.Here("staff.id") };
        var name = new Option<string>("--name") { Description = VerbTexts.Here("staff.name"), HelpName = "name", Required = true };
        var roles = new Option<string>("--roles") { Description = VerbTexts.Here("staff.roles-option"), HelpName = "role,role", Required = true };
        var office = new Option<string>("--office") { Description = VerbTexts.Here("staff.office"), HelpName = "path|code", Required = true };
        var stdin = new Option<bool>("--password-stdin") { Description = VerbTexts.Here("staff.password-stdin") };

        var mail = new Option<string?>("--mail") { Description = VerbTexts.Here("staff.mail-option"), HelpName = "address" };
        var address = new Argument<string>("mail") { Description = VerbTexts.Here("staff.mail-argument") };

        Add("add", [id, name, roles, office, mail, stdin], mayMake: true, (desk, parsed, cancellationToken) =>
            desk.AddAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(name), parsed.GetRequiredValue(roles), parsed.GetRequiredValue(office), parsed.GetValue(mail), parsed.GetValue(stdin), cancellationToken));
        Add("list", [], mayMake: false, (desk, _, cancellationToken) => desk.ListAsync(cancellationToken));
        Add("password", [id, stdin], mayMake: false, (desk, parsed, cancellationToken) => desk.SetPasswordAsync(parsed.GetRequiredValue(id), parsed.GetValue(stdin), cancellationToken));
        Add("roles", [id, roles], mayMake: false, (desk, parsed, cancellationToken) => desk.SetRolesAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(roles), cancellationToken));
        Add("disable", [id], mayMake: false, (desk, parsed, cancellationToken) => desk.DisableAsync(parsed.GetRequiredValue(id), true, cancellationToken));
        Add("enable", [id], mayMake: false, (desk, parsed, cancellationToken) => desk.DisableAsync(parsed.GetRequiredValue(id), false, cancellationToken));
        Add("mail", [id, address], mayMake: false, (desk, parsed, cancellationToken) => desk.SetMailAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(address), cancellationToken));
        var table = new Argument<string>("register.csv") { Description = VerbTexts.Here("staff.register-file") };
        var reason = new Option<string>("--reason") { Description = VerbTexts.Here("staff.register-reason"), HelpName = "text", Required = true };
        Add("register", [table, reason], mayMake: false, (desk, parsed, cancellationToken) => desk.RegisterAsync(parsed.GetRequiredValue(table), parsed.GetRequiredValue(reason), cancellationToken));
        return verb;

        void Add(string part, Symbol[] symbols, bool mayMake, Func<StaffDesk, ParseResult, CancellationToken, Task> act)
        {
            var command = new Command(part, VerbTexts.Here($"staff.{part}"));
            foreach (var symbol in symbols)
                if (symbol is Argument argument) command.Add(argument);
                else command.Add((Option)symbol);
            command.SetAction(async (parsed, cancellationToken) =>
            {
                await StaffDesk.OpenAsync(at, parsed.GetValue(workflows), parsed.GetValue(json), mayMake, desk => act(desk, parsed, cancellationToken), cancellationToken);
                return ExitCode.Good;
            });
            verb.Add(command);
        }
    }
}
