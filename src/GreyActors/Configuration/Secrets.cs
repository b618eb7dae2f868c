using System.Text.RegularExpressions;

namespace GreyActors.Configuration;

/// <summary>Masks secrets of the configuration for the dashboard and the logs.</summary>
public static partial class Secrets
{
    private const string Mask = "***";

    /// <summary>Masks a value if it is a secret.</summary>
    public static EffectiveValue Masked(EffectiveValue value) =>
        IsSecret().IsMatch(value.Key) ? value with { Value = Mask } : value with { Value = UserInAddress().Replace(value.Value, $"//{Mask}@") };

    // The akka section may contain anything, so only the name of a key shows a secret. The name of a file with a secret is not secret.
    [GeneratedRegex(@"(password|passwd|secret|(?<!require-)token|credentials?|connection-string|private-key|api-key)""?$", RegexOptions.IgnoreCase)]
    private static partial Regex IsSecret();

    [GeneratedRegex(@"//[^/@\s""]+@")]
    private static partial Regex UserInAddress();
}
