using System.Text;
using GreyActors.Core.Tables;

namespace GreyActors.Core.Known;

/// <summary>A <see cref="KnownEntry"/> in place in memory, with texts in UTF-8, for writing or searching many of them without creating objects.</summary>
public readonly ref struct KnownView(
    ReadOnlySpan<byte> identity, ReadOnlySpan<byte> organisation, ReadOnlySpan<byte> recipient, KnownTimes times)
{
    internal KnownView(KeyTexts key, KnownTimes times)
        : this(key.First, key.Second, key.Third, times)
    {
    }

    public ReadOnlySpan<byte> Identity { get; } = identity;

    public ReadOnlySpan<byte> Organisation { get; } = organisation;

    public ReadOnlySpan<byte> Recipient { get; } = recipient;

    public KnownTimes Times { get; } = times;

    /// <summary>Whether it is a pair.</summary>
    public bool IsPair => Recipient.IsEmpty;

    /// <summary>Converts it to objects.</summary>
    public KnownEntry ToEntry() => new(
        new KnownKey(Encoding.UTF8.GetString(Identity), Encoding.UTF8.GetString(Organisation), Encoding.UTF8.GetString(Recipient)), Times);
}
