namespace GreyActors.Observability;

/// <summary>How many lines all logs have lost so far; it outlives the files, which a reload exchanges.</summary>
internal sealed class LostLines
{
    private long _crowded;
    private long _failed;

    /// <summary>Lines lost because they came faster than they could be written.</summary>
    public long Crowded => Interlocked.Read(ref _crowded);

    /// <summary>Lines lost because they could not be written for so long that the buffer was full, or until the end.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Counts lines that found no room.</summary>
    public void Count(long lines, bool failed) => Interlocked.Add(ref failed ? ref _failed : ref _crowded, lines);
}
