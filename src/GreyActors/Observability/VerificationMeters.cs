using System.Diagnostics.Metrics;

namespace GreyActors.Observability;

/// <summary>The meters of the verification of recipients, as in <see cref="Meters"/>.</summary>
public static class VerificationMeters
{
    private static readonly Counter<long> Verifications = Meters.Meter.CreateCounter<long>(
        "greyactors.verifications", "{recipient}", "Recipients whose existence was to be verified, by result.");

    private static readonly KeyValuePair<string, object?>[] ResultTags =
        [.. Enum.GetNames<VerificationResult>().Select(name => new KeyValuePair<string, object?>("result", name.ToLowerInvariant()))];

    /// <summary>Counts an answer.</summary>
    public static void Count(VerificationResult result) => Verifications.Add(1, ResultTags[(int)result]);
}

/// <summary>How a question about a recipient was answered.</summary>
public enum VerificationResult
{
    /// <summary>The backend accepts the recipient.</summary>
    Accepted,

    /// <summary>The backend refuses the recipient.</summary>
    Refused,

    /// <summary>The backend did not say, or could not be asked.</summary>
    Unknown,

    /// <summary>The answer was remembered.</summary>
    Remembered,

    /// <summary>The client's network had asked too often.</summary>
    Limited,
}
