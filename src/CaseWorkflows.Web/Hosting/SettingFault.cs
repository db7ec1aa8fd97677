using System.ComponentModel;
using System.Reflection;
using CaseWorkflows.Engine;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Finds the setting that can't be what it is given as; the program that binds settings names its own types instead, or leaves an entry of a list out.</summary>
internal static class SettingFault
{
    /// <summary>What is wrong with the first such setting; null if none was found.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="type">What they are bound to.</param>
    public static LocalizedText? In(IConfigurationSection settings, Type type)
    {
        foreach (var setting in settings.GetChildren())
        {
            var expected = Nullable.GetUnderlyingType(TypeOf(setting.Key, type) ?? typeof(string)) ?? TypeOf(setting.Key, type);
            if (expected is null) continue;
            if (setting.Value is not { } value)
            {
                if (In(setting, expected) is { } inner) return inner;
                continue;
            }
            var kind = expected == typeof(bool) ? "flag" : expected == typeof(int) || expected == typeof(long) ? "whole" : null;
            if (kind is not null && value.Length > 0 && !TypeDescriptor.GetConverter(expected).IsValid(value))
                return Ui.Text($"start.setting-no-{kind}", ("setting", setting.Path), ("value", value));
        }
        return null;
    }

    private static Type? TypeOf(string key, Type holder) =>
        holder.GetProperty(key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType
            ?? (holder.IsGenericType && holder.GetGenericArguments() is [var entry] ? entry : null);
}
