using System.Text.RegularExpressions;

namespace GreyActors.Configuration;

/// <summary>What of the configuration must not be shown: not on the page, not in a log.</summary>
public static partial class Secrets
{
    private const string Mask = "***";

    /// <summary>The same, with its value masked where it is a secret.</summary>
    public static EffectiveValue Masked(EffectiveValue value) =>
        IsSecret().IsMatch(value.Key) ? value with { Value = Mask } : value with { Value = UserInAddress().Replace(value.Value, $"//{Mask}@") };

    // The operator's akka section may hold anything: a name is all there is to go by. Files that hold secrets are no secrets.
    [GeneratedRegex(@"(password|passwd|secret|(?<!require-)token|credentials?|connection-string|private-key|api-key)""?$", RegexOptions.IgnoreCase)]
    private static partial Regex IsSecret();

    [GeneratedRegex(@"//[^/@\s""]+@")]
    private static partial Regex UserInAddress();
}
