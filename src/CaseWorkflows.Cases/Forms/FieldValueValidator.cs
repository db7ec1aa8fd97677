using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Engine;
using FluentValidation;

namespace CaseWorkflows.Cases.Forms;

/// <summary>One submitted value with all that its checks need.</summary>
internal sealed record FieldValue(FormField Field, JsonNode? Node, string Path, bool Required, DateOnly Today, IReadOnlyCollection<string>? SuppliedOptions, FormValues Beside, Func<string, FormField?> Named)
{
    public string Text => Node is JsonValue v && v.TryGetValue<string>(out var text) ? text.Trim() : "";

    public decimal Number => FieldReader.Number(Node!) ?? 0;

    public int Count => Node is JsonArray list ? list.Count : 1;

    public IEnumerable<string> Chosen => Node is JsonArray list ? list.Select(n => n!.GetValue<string>()) : [Text];

    public IEnumerable<JsonObject> Files => Node is JsonArray list ? list.Select(n => n!.AsObject()) : [Node!.AsObject()];

    public IReadOnlyCollection<string>? Options => Field.OptionsFrom is null ? [.. Field.Options.Select(o => o.Value)] : SuppliedOptions;

    public DateOnly? Day => Field.Type == FormFieldType.Date
        ? DateOnly.TryParseExact(Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null
        : Instants.TryParse(Text, out var instant) ? Instants.DayInShanghai(instant) : null;

    /// <summary>The bounds of a number; null where there is none, or nobody knows it yet.</summary>
    public decimal? Least => Field.Min ?? FormBound.Number(Field.Least, Beside.Of, lower: true);

    public decimal? Most => Field.Max ?? FormBound.Number(Field.Most, Beside.Of, lower: false);

    /// <summary>The bounds of a day or instant; null where there is none, or nobody knows it yet.</summary>
    public BoundMoment? First => FormBound.Moment(Field.Earliest, Beside.Of, Today, lower: true);

    public BoundMoment? Last => FormBound.Moment(Field.Latest, Beside.Of, Today, lower: false);

    public bool IsInTime => BoundMoment.TryRead(Text) is not { } given
        || !(First is { } first && given.IsBefore(first, Field.Type == FormFieldType.Date)) && !(Last is { } last && last.IsBefore(given, Field.Type == FormFieldType.Date));

    /// <summary>A bound as it is read, with what it is.</summary>
    public object Shown(decimal? bound, string open, string? written, LocalizedText? hint) => bound is null ? open : Meant(bound.Value.ToString("0.##", CultureInfo.InvariantCulture), written, hint);

    public object Shown(BoundMoment? bound, string? written, LocalizedText? hint) => bound is null ? "…" : Meant(bound.Value.Shown(Field.Type == FormFieldType.Date), written, hint);

    private object Meant(string value, string? written, LocalizedText? hint) =>
        (hint ?? FormBound.FieldsOf(written).Select(x => Named(x)?.Label).FirstOrDefault(x => x is not null)) is { } meaning ? FormTexts.Get("bound.meant", ("value", value), ("meaning", meaning)) : value;
}

/// <summary>The checks on one value of a form. First whether there is one, then its type, then all that its type allows to ask.</summary>
internal sealed class FieldValueValidator : AbstractValidator<FieldValue>
{
    // Where a form says nothing: a line is a name or a place, several lines are an account of something.
    private const int LongestLine = 200;
    private const int LongestText = 4_000;
    private static readonly FieldValueValidator Instance = new();

    private FieldValueValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(v => v.Node).Must(FormValues.IsFilled).WithErrorCode("field.missing").When(v => v.Required && v.Field.Type != FormFieldType.Checkbox);
        RuleFor(v => v.Node).Must(n => n?.GetValueKind() == JsonValueKind.True).WithErrorCode("checkbox.must-be-checked").When(v => v.Required && v.Field.Type == FormFieldType.Checkbox && v.Node?.GetValueKind() is null or JsonValueKind.False);
        RuleFor(v => v).Custom(CheckKindOfEntries).When(IsListOfEntries);
        When(v => FormValues.IsFilled(v.Node) && !(IsListOfEntries(v) && !HasItsType(v)), () =>
            RuleFor(v => v).Must(HasItsType).WithErrorCode("field.wrong-type").WithState(v => Args(("expected", Expected(v.Field)), ("actual", FieldReader.KindOf(v.Node)))).DependentRules(AddChecksByType));
    }

    // Most fields of a form are optional and empty: no rule asks anything of them.
    public static IReadOnlyList<FieldError> Check(FieldValue value) => !value.Required && !FormValues.IsFilled(value.Node) ? [] :
    [
        .. from failure in Instance.Validate(value).Errors
           select failure.CustomState is FieldError inner
               ? inner with { Field = inner.Field.StartsWith('[') ? value.Path + inner.Field : $"{value.Path}.{inner.Field}" }
               : FormTexts.Error(value.Path, failure.ErrorCode, failure.CustomState as (string, object?)[] ?? []),
    ];

    private static int Longest(FormField field) => field.MaxLength ?? (field.Type == FormFieldType.Text ? LongestLine : LongestText);

    private void AddChecksByType()
    {
        When(v => v.Field.Type is FormFieldType.Text or FormFieldType.Multiline, () =>
        {
            RuleFor(v => v.Text.Length).Must((v, length) => length >= (v.Field.MinLength ?? 0)).WithErrorCode("text.too-short").WithState(v => Args(("min", v.Field.MinLength)));
            RuleFor(v => v.Text.Length).Must((v, length) => length <= Longest(v.Field)).WithErrorCode("text.too-long").WithState(v => Args(("max", Longest(v.Field))));
            RuleFor(v => v.Text).Must((v, text) => MatchesWhole(v.Field.Pattern!, text)).WithErrorCode("text.pattern").WithState(v => Args(("hint", v.Field.PatternHint))).When(v => v.Field.Pattern is not null);
        });
        When(v => v.Field.Type is FormFieldType.Number or FormFieldType.Money, () =>
        {
            RuleFor(v => v.Number).Must((v, n) => n >= (v.Least ?? decimal.MinValue) && n <= (v.Most ?? decimal.MaxValue)).WithErrorCode("number.range")
                .WithState(v => Args(("min", v.Shown(v.Least, "-∞", v.Field.Least, v.Field.MinHint)), ("max", v.Shown(v.Most, "∞", v.Field.Most, v.Field.MaxHint))));
            RuleFor(v => v.Number).Must(n => n == decimal.Truncate(n)).WithErrorCode("number.not-whole").When(v => v.Field.Whole);
            RuleFor(v => v.Number).Must(n => n == decimal.Round(n, 2)).WithErrorCode("money.decimals").When(v => v.Field.Type == FormFieldType.Money);
            RuleFor(v => v.Number).Must(n => n >= 0).WithErrorCode("amount.negative").When(v => v.Field is { Type: FormFieldType.Money, Min: null });
        });
        When(v => v.Field.Type is FormFieldType.Date or FormFieldType.Datetime, () =>
        {
            RuleFor(v => v.Day).NotNull().WithErrorCode("field.not-a-date").WithState(v => Args(("value", v.Text))).When(v => v.Field.Type == FormFieldType.Date);
            RuleFor(v => v.Day).NotNull().WithErrorCode("field.not-an-instant").WithState(v => Args(("value", v.Text))).When(v => v.Field.Type == FormFieldType.Datetime);
            RuleFor(v => v.IsInTime).Equal(true).WithErrorCode("date.range")
                .WithState(v => Args(("min", v.Shown(v.First, v.Field.Earliest, v.Field.MinHint)), ("max", v.Shown(v.Last, v.Field.Latest, v.Field.MaxHint)))).When(v => v.Day is not null);
        });
        When(v => v.Field.Type is FormFieldType.Choice or FormFieldType.Choices && v.Options is not null, () =>
            RuleFor(v => v.Chosen).Must((v, chosen) => chosen.All(v.Options!.Contains)).WithErrorCode("field.not-an-option")
                .WithState(v => Args(("value", v.Chosen.FirstOrDefault(c => !v.Options!.Contains(c))), ("options", string.Join(", ", v.Options!)))));
        When(v => v.Node is JsonArray, () =>
        {
            RuleFor(v => v.Count).Must((v, n) => n >= (v.Field.MinLength ?? 0)).WithErrorCode("list.too-short").WithState(v => Args(("min", v.Field.MinLength)));
            RuleFor(v => v.Count).Must((v, n) => n <= (v.Field.MaxLength ?? int.MaxValue)).WithErrorCode("list.too-long").WithState(v => Args(("max", v.Field.MaxLength)));
        });
        When(v => v.Field.Type == FormFieldType.Person, () => RuleFor(v => v).Custom(CheckPerson));
        When(v => v.Field.Type == FormFieldType.File, () =>
        {
            RuleFor(v => v.Files).Must((v, files) => files.All(f => v.Field.MaxBytes is not { } max || Bytes(f) <= max)).WithErrorCode("file.too-large").WithState(v => Args(("max", v.Field.MaxBytes)));
            RuleFor(v => v.Files).Must((v, files) => files.All(f => IsAccepted(f, v.Field.Accept))).WithErrorCode("file.type")
                .WithState(v => Args(("type", Name(v.Files.First(f => !IsAccepted(f, v.Field.Accept)), "name")), ("accept", string.Join(", ", v.Field.Accept))));
        });
    }

    private static bool IsListOfEntries(FieldValue value) => value is { Field.Type: FormFieldType.List, Node: JsonArray };

    // Of a list that holds something else the entry is named: the list itself is what it has to be.
    private static void CheckKindOfEntries(FieldValue value, ValidationContext<FieldValue> context)
    {
        var entries = value.Node!.AsArray();
        for (var i = 0; i < entries.Count; i++)
            if (entries[i] is not JsonObject)
                context.AddFailure(new FluentValidation.Results.ValidationFailure("", "field.wrong-type")
                {
                    ErrorCode = "field.wrong-type",
                    CustomState = FormTexts.Error($"[{i}]", "field.wrong-type", ("expected", FormTexts.Get("type.object")), ("actual", FieldReader.KindOf(entries[i]))),
                });
    }

    private static bool HasItsType(FieldValue value) => value.Field.Type switch
    {
        FormFieldType.Number or FormFieldType.Money => value.Node!.GetValueKind() == JsonValueKind.Number && FieldReader.Number(value.Node) is not null,
        FormFieldType.Checkbox => value.Node!.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        FormFieldType.Choices => value.Node is JsonArray list && list.All(n => n?.GetValueKind() == JsonValueKind.String),
        FormFieldType.List => value.Node is JsonArray entries && entries.All(n => n is JsonObject),
        FormFieldType.Person => value.Node is JsonObject,
        FormFieldType.File => value.Field.Multiple ? value.Node is JsonArray files && files.All(IsFile) : IsFile(value.Node),
        _ => value.Node!.GetValueKind() == JsonValueKind.String,
    };

    private static Engine.LocalizedText Expected(FormField field) => FormTexts.Get(field.Type switch
    {
        FormFieldType.Number or FormFieldType.Money => "type.number",
        FormFieldType.Checkbox => "type.flag",
        FormFieldType.Choices or FormFieldType.List => "type.list",
        FormFieldType.File => field.Multiple ? "type.list" : "type.object",
        FormFieldType.Person => "type.object",
        _ => "type.text",
    });

    private static bool IsFile(JsonNode? node) =>
        node is JsonObject f && Name(f, "name") is not null && Name(f, "id") is not null && (f["bytes"] is null || f["bytes"]!.GetValueKind() == JsonValueKind.Number) && (f["type"] is null || Name(f, "type") is not null);

    private static string? Name(JsonObject file, string key) => file[key] is JsonValue v && v.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static decimal Bytes(JsonObject file) => file["bytes"] is { } bytes ? FieldReader.Number(bytes) ?? decimal.MaxValue : 0;

    private static bool IsAccepted(JsonObject file, IReadOnlyList<string> accept) => accept.Count == 0 || accept.Any(a =>
        a.StartsWith('.') ? Name(file, "name")!.EndsWith(a, StringComparison.OrdinalIgnoreCase)
        : a.EndsWith("/*", StringComparison.Ordinal) ? Name(file, "type")?.StartsWith(a[..^1], StringComparison.OrdinalIgnoreCase) == true
        : string.Equals(Name(file, "type"), a, StringComparison.OrdinalIgnoreCase));

    private static void CheckPerson(FieldValue value, ValidationContext<FieldValue> context)
    {
        List<FieldError> errors = [], unread = [];
        var at = new FieldReader(value.Node!.AsObject(), "", errors, unread);
        at.RequiredText("name");
        at.Text("relation");
        at.Text("address");
        if (at.Text("phone") is { } phone && !ApplicationValidator.IsPhone(phone)) at.Fail("phone", "phone.shape");
        if (at.Object("identity") is { } identity)
        {
            var kind = identity.Choice("kind", IdentityDocument.Kinds) ?? IdentityDocument.ResidentCard;
            var fault = identity.RequiredText("number") is { } number && kind == IdentityDocument.ResidentCard ? ResidentIdentityNumber.Check(number) : ResidentIdentityNumber.Fault.None;
            if (fault != ResidentIdentityNumber.Fault.None) identity.Fail("number", ApplicationValidator.IdentityCode(fault));
        }
        foreach (var error in errors)
            context.AddFailure(new FluentValidation.Results.ValidationFailure(error.Field, error.Code) { ErrorCode = error.Code, CustomState = error });
    }

    // The pattern was checked when the form was loaded; without backtracking no input can make it run for ever.
    private static bool MatchesWhole(string pattern, string text) => Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static (string, object?)[] Args(params (string, object?)[] args) => args;
}
