using System.CommandLine.Completions;
using GreyActors.Configuration;

namespace GreyActors.Cli;

/// <summary>The words of <c>--set</c>: every key, with the equals sign that its value follows.</summary>
internal static class SettingWords
{
    /// <summary>The words.</summary>
    public static IEnumerable<CompletionItem> All() =>
        ReferenceEntries.Of(EmbeddedReference.Text).Where(entry => entry.Default is not null).Select(entry => new CompletionItem($"{entry.Path}="));
}
