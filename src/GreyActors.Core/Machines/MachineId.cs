using System.Globalization;

namespace GreyActors.Core.Machines;

/// <summary>One process of a machine: after a restart, the machine has the same address and another number.</summary>
/// <param name="Address">The address and port of the machine.</param>
/// <param name="Number">The number of the process.</param>
public readonly record struct MachineId(string Address, long Number)
{
    private const char Between = '#';

    /// <summary>Reads the text that <see cref="ToString"/> writes; null for another text.</summary>
    public static MachineId? Parse(string text) =>
        text.LastIndexOf(Between) is > 0 and var at && long.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new MachineId(text[..at], number)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}{Between}{Number}");
}
