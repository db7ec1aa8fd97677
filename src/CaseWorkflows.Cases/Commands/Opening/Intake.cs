using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands.Opening;

/// <summary>What a service asks of its intake: the form is checked on the server whoever submits it, by a page, the API or another case.</summary>
internal static class Intake
{
    /// <summary>
    /// Checks an intake by its service's form, or as an application where the service says so. Hidden and unknown fields of a form are dropped.
    /// A service without a file of its own takes anything.
    /// </summary>
    /// <param name="library">Services.</param>
    /// <param name="forms">The forms of the version that the case is, or will be, on.</param>
    /// <param name="serviceType">The service.</param>
    /// <param name="given">What was submitted; it is not changed.</param>
    /// <param name="today">The day in China, for bounds that say <c>today</c>.</param>
    /// <param name="prefix">What stands before the names of fields in errors.</param>
    /// <returns>What is to be kept, or why it can't be taken, field by field.</returns>
    public static (JsonObject Kept, Refusal? Refusal) Check(WorkflowLibrary library, VersionForms forms, string serviceType, JsonObject given, DateOnly today, string prefix = "")
    {
        if (library.Services.Find(serviceType) is not { } service) return (given, null);
        if (service.IsApplication)
        {
            var errors = ApplicationReader.Read(given, library.Eligibility.LocalMatters).Errors;
            if (errors.Count > 0) return (given, Refused("application.incomplete", errors, prefix));
            return (given, WrongChannel(service, given, prefix));
        }
        var form = forms.Find(service.Form)!;
        var filled = FormValidator.Validate(form, given, form.Outcomes.Count > 0 ? form.Outcomes[0].Key : null, today);
        if (!filled.IsValid) return (given, Refused("intake.incomplete", filled.Errors, prefix));
        return (filled.Values, WrongChannel(service, filled.Values, prefix) ?? SamePersonTwice(service, filled.Values, prefix));
    }

    /// <summary>The people and bodies of an intake, as its service names them.</summary>
    public static IEnumerable<Party> PartiesOf(WorkflowLibrary library, string serviceType, JsonObject intake) =>
        Party.Of(intake, library.Services.Find(serviceType)?.Parties ?? PartyField.OfApplication);

    private static Refusal? WrongChannel(ServiceDefinition service, JsonObject intake, string prefix)
    {
        if (service.Channels.Count == 0 || PartyField.Look(intake, service.ChannelField)?.ToString() is not { Length: > 0 } channel || service.Channels.Contains(channel)) return null;
        var message = Refusal.Text("intake.channel", ("channel", channel), ("service", service.Name), ("channels", string.Join(", ", service.Channels)));
        return Refusal.Of("intake.incomplete") with { Fields = [new FieldProblem(prefix + service.ChannelField, message)] };
    }

    // Nobody has a dispute, or makes an agreement, with themselves: one signature would then do for two sides.
    private static Refusal? SamePersonTwice(ServiceDefinition service, JsonObject intake, string prefix)
    {
        Dictionary<(string Name, string Number), string> seen = [];
        foreach (var field in service.Parties.Where(x => x.Side != Party.Proxy))
            foreach (var party in Party.Of(intake, [field]).Where(x => x.IdNumber is not null))
                if (!seen.TryAdd((party.Name, party.IdNumber!), field.At))
                    return Refusal.Of("intake.incomplete") with { Fields = [new FieldProblem(prefix + field.At, Refusal.Text("intake.same-person", ("name", party.Name), ("other", seen[(party.Name, party.IdNumber!)])))] };
        return null;
    }

    private static Refusal Refused(string code, IReadOnlyList<FieldError> errors, string prefix) =>
        Refusal.Of(code) with { Fields = [.. errors.Select(x => new FieldProblem(prefix + x.Field, new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}")))] };
}
