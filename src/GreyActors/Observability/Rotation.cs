using System.Globalization;

namespace GreyActors.Observability;

/// <summary>When a log file is rotated, and how many old ones are kept. NAME.1 is the newest of them.</summary>
/// <param name="Octets">The maximum size of a file in bytes; 0: no maximum.</param>
/// <param name="Daily">Whether a file is rotated at midnight (UTC).</param>
/// <param name="Keep">The number of old files to keep, at least 1.</param>
internal sealed record Rotation(int Octets, bool Daily, int Keep)
{
    /// <summary>Whether a file must be rotated before more is written.</summary>
    /// <param name="length">The size of the file in bytes.</param>
    /// <param name="more">The number of bytes to write.</param>
    /// <param name="day">The day of the file's contents.</param>
    /// <param name="today">The current day in UTC.</param>
    public bool IsDue(long length, int more, DateOnly day, DateOnly today) =>
        length > 0 && ((Octets > 0 && length + more > Octets) || (Daily && today > day));

    /// <summary>Renames NAME to NAME.1, NAME.1 to NAME.2, and so on; the oldest is deleted.</summary>
    /// <exception cref="IOException">Renaming failed; the next rotation completes it.</exception>
    /// <exception cref="UnauthorizedAccessException">The permission is missing.</exception>
    public void PutAside(string path)
    {
        // If a number is free, for example after a crash during a rotation, the higher numbers stay.
        var free = 1;
        while (free < Keep && File.Exists(Old(path, free)))
            free++;
        for (var number = free; number > 1; number--)
            File.Move(Old(path, number - 1), Old(path, number), overwrite: true);
        File.Move(path, Old(path, 1), overwrite: true);
        // The setting may have been lowered.
        for (var number = Keep + 1; File.Exists(Old(path, number)); number++)
            File.Delete(Old(path, number));
    }

    private static string Old(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
