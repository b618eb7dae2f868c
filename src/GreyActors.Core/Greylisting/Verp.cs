namespace GreyActors.Core.Greylisting;

/// <summary>Removes the recipient and the extension from a local-part.</summary>
internal static class Verp
{
    /// <summary>The local-part without recipients at its end, such as <c>-user=example.org</c>, and without an extension.</summary>
    /// <remarks>
    /// The triplet already contains the recipient, as the forward-path. A regular expression would take cubic time, and a local-part may have a
    /// thousand characters; here each step discards what it has read.
    /// </remarks>
    /// <param name="localPart">In lower case.</param>
    /// <param name="hadRecipient">Whether a recipient was removed that was not part of an extension.</param>
    public static ReadOnlySpan<char> Strip(ReadOnlySpan<char> localPart, out bool hadRecipient)
    {
        var cut = WithoutRecipient(localPart);
        hadRecipient = cut.Length < localPart.Length && !cut.Contains('+');
        localPart = WithoutListserv(WithoutExtension(cut));
        while (WithoutRecipient(localPart) is var less && less.Length < localPart.Length)
            localPart = less;
        return localPart;
    }

    // bounce-4711-user=example.org
    private static ReadOnlySpan<char> WithoutRecipient(ReadOnlySpan<char> localPart)
    {
        var equals = localPart.LastIndexOf('=');
        if (equals < 0 || localPart.Length - equals < 4 || localPart[(equals + 2)..^1].IndexOf('.') < 0)
            return localPart;
        // The user starts after the first separator that has no "-", "+" or "=" after it, and is not empty.
        var before = localPart[..equals];
        var start = before.LastIndexOfAny('-', '+', '=');
        if (start <= 0 || before[start] == '=')
            start = IndexOfDotOrUnderscore(before, Math.Max(start + 1, 1));
        return start > 0 && equals - start > 1 ? localPart[..start] : localPart;
    }

    private static int IndexOfDotOrUnderscore(ReadOnlySpan<char> text, int from)
    {
        var found = from < text.Length ? text[from..].IndexOfAny('.', '_') : -1;
        return found < 0 ? -1 : from + found;
    }

    private static ReadOnlySpan<char> WithoutExtension(ReadOnlySpan<char> localPart)
    {
        var extension = localPart.IndexOf('+');
        return extension > 0 ? localPart[..extension] : localPart;
    }

    // owner-LIST*user**example*org, the form of LISTSERV.
    private static ReadOnlySpan<char> WithoutListserv(ReadOnlySpan<char> localPart)
    {
        var user = localPart.IndexOf('*');
        return user > 0 && localPart[user..].IndexOf("**", StringComparison.Ordinal) > 0 ? localPart[..user] : localPart;
    }
}
