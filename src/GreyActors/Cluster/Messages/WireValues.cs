using System.Collections.Immutable;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace GreyActors.Cluster.Messages;

/// <summary>Values of messages, checked when they are read: an actor must not fail because of the bytes of another machine.</summary>
internal static class WireValues
{
    /// <summary>The elements of a list, which has at most <paramref name="most"/>.</summary>
    public static ImmutableArray<T> Listed<TWire, T>(RepeatedField<TWire> list, int most, Func<TWire, T> read)
    {
        if (list.Count > most)
            throw new DamagedMessageException($"a list has {list.Count} elements; {most} are allowed");
        var elements = ImmutableArray.CreateBuilder<T>(list.Count);
        foreach (var element in list)
            elements.Add(read(element));
        return elements.MoveToImmutable();
    }

    /// <summary>A field that is never absent.</summary>
    public static T Present<T>(T? field)
        where T : class => field ?? throw new DamagedMessageException($"a field of type {typeof(T).Name} is absent");

    /// <summary>A number within bounds.</summary>
    public static int Within(int least, int number, int most) => number >= least && number <= most
        ? number
        : throw new DamagedMessageException($"{number} is not from {least} to {most}");

    /// <summary>A number of things.</summary>
    public static int Count(int number) => Within(0, number, int.MaxValue);

    /// <summary>The value of an enumeration.</summary>
    public static TEnum Defined<TEnum>(int number)
        where TEnum : struct, Enum => (TEnum)Enum.ToObject(typeof(TEnum), number) is var value && Enum.IsDefined(value)
        ? value
        : throw new DamagedMessageException($"{number} is not a {typeof(TEnum).Name}");

    /// <summary>A time.</summary>
    public static DateTimeOffset Time(long ticks) => ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new DamagedMessageException($"{ticks} is not a time");

    /// <summary>An address.</summary>
    public static IPAddress Address(ByteString bytes) => bytes.Length is 4 or 16
        ? new IPAddress(bytes.Span)
        : throw new DamagedMessageException($"an address has {bytes.Length} bytes");

    /// <summary>A network.</summary>
    public static IPNetwork Network(string text) => IPNetwork.TryParse(text, out var network)
        ? network
        : throw new DamagedMessageException($"\"{text}\" is not a network");
}
