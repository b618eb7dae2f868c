using System.Globalization;

namespace GreyActors.Observability;

/// <summary>When a log file is begun anew, and how many old ones are kept: NAME.1 is the youngest of them.</summary>
/// <param name="Octets">The size that a file does not outgrow; 0: any.</param>
/// <param name="Daily">Whether a file holds one day (UTC) at most.</param>
/// <param name="Keep">How many old ones are kept, at least 1.</param>
internal sealed record Rotation(int Octets, bool Daily, int Keep)
{
    /// <summary>Whether a file is to be put aside before more is written to it.</summary>
    /// <param name="length">Its octets.</param>
    /// <param name="more">The octets that are to be written.</param>
    /// <param name="day">Of what is in it.</param>
    /// <param name="today">In UTC.</param>
    public bool IsDue(long length, int more, DateOnly day, DateOnly today) =>
        length > 0 && ((Octets > 0 && length + more > Octets) || (Daily && today > day));

    /// <summary>Renames NAME to NAME.1, what had that name to NAME.2, and so on; the oldest goes.</summary>
    /// <exception cref="IOException">It could not be done. What is missing is done the next time.</exception>
    /// <exception cref="UnauthorizedAccessException">We are not allowed to.</exception>
    public void PutAside(string path)
    {
        // Where a number is free, as after a crash in the midst of this, those behind it keep theirs.
        var free = 1;
        while (free < Keep && File.Exists(Old(path, free)))
            free++;
        for (var number = free; number > 1; number--)
            File.Move(Old(path, number - 1), Old(path, number), overwrite: true);
        File.Move(path, Old(path, 1), overwrite: true);
        // Fewer may be kept than before.
        for (var number = Keep + 1; File.Exists(Old(path, number)); number++)
            File.Delete(Old(path, number));
    }

    private static string Old(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
