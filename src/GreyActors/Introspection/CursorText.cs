using System.Globalization;
using GreyActors.Core.Greylisting;
using GreyActors.Greylisting;

namespace GreyActors.Introspection;

/// <summary>The end of a page as a text for the parameter <c>after</c>: <c>3.17.99</c>.</summary>
internal static class CursorText
{
    /// <summary>The text.</summary>
    public static string Of(PartitionCursor cursor) =>
        string.Create(CultureInfo.InvariantCulture, $"{cursor.Partition}.{cursor.Within.Segment}.{cursor.Within.After}");

    /// <summary>The cursor; null if the text is none.</summary>
    public static PartitionCursor? Read(string text) =>
        text.Split('.') is [var partition, var segment, var after]
        && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var within) && within < GreylistState.Segments
        && long.TryParse(after, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var hash)
            ? new PartitionCursor(number, new SegmentCursor(within, hash))
            : null;
}
