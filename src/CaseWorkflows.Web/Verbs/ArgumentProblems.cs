using System.CommandLine;
using System.CommandLine.Parsing;

namespace CaseWorkflows.Web.Verbs;

/// <summary>What is wrong with the arguments of a verb, said in the caller's language; the parser itself knows only some.</summary>
internal static class ArgumentProblems
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var verb = parsed.CommandResult.Command;
        List<string> problems = [];
        foreach (var option in verb.Options)
        {
            var tokens = parsed.GetResult(option) is { Implicit: false } given ? given.Tokens.Count : (int?)null;
            if (tokens is null && option.Required) problems.Add(VerbTexts.Here("args.option-missing", ("option", option.Name)));
            else if (tokens < option.Arity.MinimumNumberOfValues) problems.Add(VerbTexts.Here("args.value-missing", ("option", option.Name)));
            else if (tokens > option.Arity.MaximumNumberOfValues) problems.Add(VerbTexts.Here("args.too-many-values", ("option", option.Name)));
        }
        foreach (var argument in verb.Arguments)
            if ((parsed.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues)
                problems.Add(VerbTexts.Here("args.argument-missing", ("argument", argument.Name)));
        if (verb.Subcommands.Count > 0)
            problems.Add(VerbTexts.Here("args.part-missing", ("verb", verb.Name), ("parts", string.Join(", ", verb.Subcommands.Select(x => x.Name)))));
        if (parsed.UnmatchedTokens.Count > 0)
            problems.Add(VerbTexts.Here("args.not-understood", ("words", string.Join(' ', parsed.UnmatchedTokens))));
        return problems.Count > 0 ? problems : [.. parsed.Errors.Select(x => x.Message).Distinct()];
    }

    /// <summary>What was called: <c>due</c>, or with the part of it <c>staff add</c>.</summary>
    public static string NameOf(ParseResult parsed) =>
        parsed.CommandResult.Parent is CommandResult { Command: not RootCommand } whole ? $"{whole.Command.Name} {parsed.CommandResult.Command.Name}" : parsed.CommandResult.Command.Name;
}
