using GreyActors.Introspection;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class TreeWriterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly TreeSnapshot Tree = new(
        Now,
        "/user/listener-0",
        [
            new SeenActor("listener-0", "TcpServer", new SeenPlate("Listening", "127.0.0.1:25", Started: 0, Since: 9_999), 0, Parent: -1, ChildCount: 2, FirstChild: 1, ShownChildren: 2),
            new SeenActor("client-1", "NoActivityTimeout", new SeenPlate("Watching", "\"<script>\u00e9", Started: 10_000, Since: 8_766), 3, Parent: 0, ChildCount: 1, FirstChild: 3, ShownChildren: 1),
            new SeenActor("client-2", "Stranger", null, 0, Parent: 0, ChildCount: 7),
            new SeenActor("policy", "GreylistPolicy", null, 0, Parent: 1, ChildCount: 0),
        ],
        Truncated: 5,
        Ticks: 10_000);

    [Fact]
    public void The_written_tree_equals_the_snapshot()
    {
        var read = TreeJson.Read(Tree);

        Assert.Equal((Now, 4, 5), (read.TakenAt, read.Actors, read.Truncated));
        var (root, client, stranger) = (read.Root, read.Root.Children[0], read.Root.Children[1]);
        Assert.Equal(new ActorNode("listener-0", "/user/listener-0", "TcpServer", "Listening", 0, 10, 0.001, "127.0.0.1:25", 2, root.Children), root);
        Assert.Equal(
            new ActorNode("client-1", "/user/listener-0/client-1", "NoActivityTimeout", "Watching", 3, 0, 1.234, "\"<script>\u00e9", 1, client.Children), client);
        Assert.Equal(new ActorNode("client-2", "/user/listener-0/client-2", "Stranger", null, 0, null, null, null, 7, []), stranger);
        Assert.Equal("/user/listener-0/client-1/policy", Assert.Single(client.Children).Path);
        Assert.Equal(2, root.Children.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(700)]
    public void A_tree_written_in_pieces_is_the_same(int pieceOctets) =>
        Assert.Equal(TreeJson.Write(Tree, int.MaxValue).ToArray(), TreeJson.Write(Tree, pieceOctets).ToArray());

    [Fact]
    public void Every_actor_has_its_path() =>
        Assert.Equal(
            ["/user/listener-0", "/user/listener-0/client-1", "/user/listener-0/client-2", "/user/listener-0/client-1/policy"],
            Enumerable.Range(0, Tree.Actors.Count).Select(Tree.PathOf));
}
