namespace CaseWorkflows.Cases.Forms;

/// <summary>Which attributes a type of field knows beyond those that all know: one written at the wrong type would silently check nothing.</summary>
public static class FormAttributes
{
    internal static IReadOnlyDictionary<string, FormFieldType[]> Types { get; } = new Dictionary<string, FormFieldType[]>
    {
        ["options"] = [FormFieldType.Choice, FormFieldType.Choices],
        ["optionsFrom"] = [FormFieldType.Choice, FormFieldType.Choices],
        ["min"] = [FormFieldType.Number, FormFieldType.Money, FormFieldType.Date, FormFieldType.Datetime],
        ["max"] = [FormFieldType.Number, FormFieldType.Money, FormFieldType.Date, FormFieldType.Datetime],
        ["minHint"] = [FormFieldType.Number, FormFieldType.Money, FormFieldType.Date, FormFieldType.Datetime],
        ["maxHint"] = [FormFieldType.Number, FormFieldType.Money, FormFieldType.Date, FormFieldType.Datetime],
        ["whole"] = [FormFieldType.Number],
        ["unit"] = [FormFieldType.Number, FormFieldType.Money],
        ["minLength"] = [FormFieldType.Text, FormFieldType.Multiline],
        ["maxLength"] = [FormFieldType.Text, FormFieldType.Multiline],
        ["pattern"] = [FormFieldType.Text],
        ["patternHint"] = [FormFieldType.Text],
        ["fields"] = [FormFieldType.List],
        ["minItems"] = [FormFieldType.List, FormFieldType.Choices, FormFieldType.File],
        ["maxItems"] = [FormFieldType.List, FormFieldType.Choices, FormFieldType.File],
        ["accept"] = [FormFieldType.File],
        ["maxBytes"] = [FormFieldType.File],
        ["multiple"] = [FormFieldType.File],
    };

    /// <summary>Whether an attribute may stand at a field of a type.</summary>
    public static bool Applies(string attribute, FormFieldType type) => !Types.TryGetValue(attribute, out var types) || types.Contains(type);
}
