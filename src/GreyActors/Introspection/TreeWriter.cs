using System.Runtime.InteropServices;
using System.Text.Json;

namespace GreyActors.Introspection;

/// <summary>Writes a <see cref="TreeSnapshot"/> as the JSON of an <see cref="ActorTree"/>, piece by piece, because it may be larger than any buffer.</summary>
internal sealed class TreeWriter(TreeSnapshot tree, Utf8JsonWriter json)
{
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Path = JsonEncodedText.Encode("path");
    private static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");
    private static readonly JsonEncodedText Behaviour = JsonEncodedText.Encode("behaviour");
    private static readonly JsonEncodedText MailboxLength = JsonEncodedText.Encode("mailboxLength");
    private static readonly JsonEncodedText AgeSeconds = JsonEncodedText.Encode("ageSeconds");
    private static readonly JsonEncodedText BehaviourSeconds = JsonEncodedText.Encode("behaviourSeconds");
    private static readonly JsonEncodedText About = JsonEncodedText.Encode("about");
    private static readonly JsonEncodedText ChildCount = JsonEncodedText.Encode("childCount");
    private static readonly JsonEncodedText Children = JsonEncodedText.Encode("children");

    // The path of the current actor, and for each of its ancestors the next child and the length of the path.
    private readonly List<char> _path = [];
    private readonly Stack<Siblings> _open = new();
    private bool _hasBegun;

    /// <summary>Writes until this many bytes wait to be flushed; false when everything is written.</summary>
    public bool WriteSome(int bytes)
    {
        if (!_hasBegun)
            Begin();
        while (json.BytesPending < bytes && _open.TryPop(out var siblings))
        {
            if (siblings.Next < siblings.End)
            {
                _open.Push(siblings with { Next = siblings.Next + 1 });
                CollectionsMarshal.SetCount(_path, siblings.PathLength);
                _path.Add('/');
                Open(siblings.Next, tree.Actors[siblings.Next].Name);
            }
            else
            {
                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        if (_open.Count > 0)
            return true;
        json.WriteEndObject();
        return false;
    }

    private void Begin()
    {
        _hasBegun = true;
        json.WriteStartObject();
        json.WriteString("takenAt"u8, tree.TakenAt);
        json.WriteNumber("actors"u8, tree.Actors.Count);
        json.WriteNumber("truncated"u8, tree.Truncated);
        json.WritePropertyName("root"u8);
        Open(0, tree.Under);
    }

    private void Open(int number, string pathEnd)
    {
        var actor = tree.Actors[number];
        _path.AddRange(pathEnd);
        json.WriteStartObject();
        json.WriteString(Name, actor.Name);
        json.WriteString(Path, CollectionsMarshal.AsSpan(_path));
        json.WriteString(Kind, actor.Kind);
        json.WriteString(Behaviour, actor.Plate?.Behaviour);
        json.WriteNumber(MailboxLength, actor.MailboxLength);
        WriteSeconds(AgeSeconds, actor.Plate?.Started);
        WriteSeconds(BehaviourSeconds, actor.Plate?.Since);
        json.WriteString(About, actor.Plate?.About);
        json.WriteNumber(ChildCount, actor.ChildCount);
        json.WriteStartArray(Children);
        _open.Push(new Siblings(actor.FirstChild, actor.FirstChild + actor.ShownChildren, _path.Count));
    }

    private void WriteSeconds(JsonEncodedText name, long? since)
    {
        if (since is { } then)
            json.WriteNumber(name, Milliseconds(tree.Ticks - then));
        else
            json.WriteNull(name);
    }

    // Three decimal places: writing a decimal takes a third of the time of a double.
    private static decimal Milliseconds(long count) => new((int)count, (int)(count >> 32), 0, isNegative: false, scale: 3);

    private readonly record struct Siblings(int Next, int End, int PathLength);
}
