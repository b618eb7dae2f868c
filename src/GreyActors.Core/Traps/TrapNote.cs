using System.Globalization;

namespace GreyActors.Core.Traps;

/// <summary>Why a client is trapped, and for how long.</summary>
/// <param name="Trap">The spam trap to which it sent mail.</param>
/// <param name="Until">When it is released if it sends no more mail to traps.</param>
public readonly record struct TrapNote(string Trap, DateTimeOffset Until)
{
    /// <summary>A clause for a decision.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"client trapped until {Until:u} because of mail for <{Trap}>");
}
