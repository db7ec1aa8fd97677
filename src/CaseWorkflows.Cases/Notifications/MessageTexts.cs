using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>What messages say beside what the case says, and why they could not be delivered.</summary>
public static class MessageTexts
{
    private static readonly TextCatalog Texts = new(new ResourceManager("CaseWorkflows.Cases.Notifications.MessageTexts", typeof(MessageTexts).Assembly));

    /// <summary>A text in both languages.</summary>
    public static LocalizedText Get(string code, params (string Name, object? Value)[] args) => Texts.Get(code, args);

    /// <summary>Both languages in one line: what is kept with a message is read by whoever looks later.</summary>
    public static string Both(string code, params (string Name, object? Value)[] args)
    {
        var text = Texts.Get(code, args);
        return $"{text.Zh} / {text.En}";
    }
}
