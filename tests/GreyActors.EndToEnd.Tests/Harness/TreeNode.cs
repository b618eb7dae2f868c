using System.Text.Json;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>One actor of the live tree, as the introspection endpoint shows it.</summary>
public sealed record TreeNode(string Name, string Kind, string Behaviour, IReadOnlyList<TreeNode> Children)
{
    /// <summary>The client or server that the actor serves; empty if its name is sufficient.</summary>
    public string About { get; private init; } = "";

    /// <summary>Reads the answer of <c>GET /api/tree</c>, and when the tree was taken.</summary>
    public static (TreeNode Root, DateTimeOffset TakenAt) Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return (Read(document.RootElement.GetProperty("root")), document.RootElement.GetProperty("takenAt").GetDateTimeOffset());
    }

    /// <summary>The child of that name, or null.</summary>
    public TreeNode? Child(string name) => Children.FirstOrDefault(child => child.Name == name);

    /// <summary>The descendant at a path of names from here, or null.</summary>
    public TreeNode? At(params IEnumerable<string> path)
    {
        var node = this;
        foreach (var name in path)
        {
            if (node.Child(name) is not { } child)
                return null;

            node = child;
        }

        return node;
    }

    /// <summary>This node and everything below it.</summary>
    public IEnumerable<TreeNode> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>Everything below and at this node whose kind is this.</summary>
    public IEnumerable<TreeNode> OfKind(string kind) => All().Where(node => node.Kind == kind);

    /// <summary>The one of that name.</summary>
    public TreeNode Named(string name) => All().Single(node => node.Name == name);

    /// <summary>Some client that is there now, or only one with a relay; null when there is none.</summary>
    public TreeNode? Client(bool withRelay = false) =>
        OfKind("NoActivityTimeout").FirstOrDefault(client => !withRelay || client.OfKind("TcpClient").Any());

    /// <summary>The tree with two spaces a level, for messages.</summary>
    public override string ToString() => string.Join('\n', Drawn(0));

    private IEnumerable<string> Drawn(int depth) =>
        Children.SelectMany(child => child.Drawn(depth + 1)).Prepend($"{new string(' ', 2 * depth)}{Name} ({Kind}, {Behaviour})");

    private static TreeNode Read(JsonElement element) => new(
        element.GetProperty("name").GetString()!,
        element.GetProperty("kind").GetString()!,
        element.GetProperty("behaviour").GetString() ?? "",
        element.TryGetProperty("children", out var children) ? [.. children.EnumerateArray().Select(Read)] : [])
    {
        About = element.TryGetProperty("about", out var about) ? about.GetString() ?? "" : "",
    };
}
