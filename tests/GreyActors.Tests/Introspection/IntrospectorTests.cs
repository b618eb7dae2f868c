using Akka.Actor;
using Akka.TestKit.Xunit2;
using GreyActors.Introspection;
using GreyActors.Observability;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class IntrospectorTests : TestKit
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void The_tree_shows_name_path_kind_and_children_sorted()
    {
        var server = Sys.ActorOf(Walker.Props("listener-1", "listener-0", "greylist"), "greylist-server");
        Sys.ActorOf(Props.Create(() => new Stranger()), "stranger");
        var introspector = Introspector();

        var tree = Eventually(introspector, tree => Find(tree, "/user/greylist-server")?.Children.Length == 3);

        Assert.Equal(("user", "/user"), (tree.Root.Name, tree.Root.Path));
        Assert.Equal(["greylist-server", "introspector", "stranger"], tree.Root.Children.Select(node => node.Name));
        var shown = Find(tree, server.Path.ToStringWithoutAddress())!;
        Assert.Equal("Walker", shown.Kind);
        Assert.Equal("a walker", shown.About);
        Assert.Equal(["greylist", "listener-0", "listener-1"], shown.Children.Select(node => node.Name));
        Assert.Equal("/user/greylist-server/greylist", shown.Children[0].Path);
        Assert.Equal(7, tree.Actors);
        Assert.Equal(0, tree.Truncated);
        Assert.Equal(_time.GetUtcNow(), tree.TakenAt);
    }

    [Fact]
    public void An_actor_shows_its_behaviour_its_age_and_the_length_of_its_mailbox()
    {
        var walker = Sys.ActorOf(Walker.Props(), "walker");
        var introspector = Introspector();
        var resting = Find(Eventually(introspector, tree => Find(tree, "/user/walker")?.Behaviour == "Resting"), "/user/walker")!;
        Assert.Equal(0, resting.MailboxLength);

        using var gate = new ManualResetEventSlim();
        walker.Tell(gate);
        var walking = Find(
            Eventually(introspector, tree => Find(tree, "/user/walker") is { Behaviour: "Walking", MailboxLength: 0 }), "/user/walker")!;
        for (var one = 0; one < 3; one++)
            walker.Tell("wait");
        var waiting = Find(Eventually(introspector, tree => Find(tree, "/user/walker")?.MailboxLength == 3), "/user/walker")!;

        Assert.Equal("Walking", waiting.Behaviour);
        Assert.True(waiting.AgeSeconds >= walking.AgeSeconds && waiting.AgeSeconds >= waiting.BehaviourSeconds);
        Assert.True(waiting.BehaviourSeconds >= 0);
        gate.Set();
    }

    [Fact]
    public void An_actor_without_a_nameplate_has_neither_behaviour_nor_age()
    {
        Sys.ActorOf(Props.Create(() => new Stranger()), "stranger");

        var stranger = Find(Eventually(Introspector(), tree => Find(tree, "/user/stranger") is not null), "/user/stranger")!;

        Assert.Equal("Stranger", stranger.Kind);
        Assert.Null(stranger.Behaviour);
        Assert.Null(stranger.AgeSeconds);
        Assert.Null(stranger.BehaviourSeconds);
    }

    [Fact]
    public void An_actor_that_has_stopped_is_not_shown()
    {
        var introspector = Introspector();
        var walker = Sys.ActorOf(Walker.Props("child"), "walker");
        Eventually(introspector, tree => Find(tree, "/user/walker/child") is not null);

        Watch(walker);
        Sys.Stop(walker);
        ExpectTerminated(walker);

        Assert.Null(Find(Eventually(introspector, tree => tree.Actors == 2), "/user/walker"));
    }

    [Fact]
    public void A_walk_during_starts_and_stops_of_actors_returns_complete_nodes_only()
    {
        var introspector = Introspector();
        for (var round = 0; round < 30; round++)
        {
            var walkers = Enumerable.Range(0, 20).Select(_ => Sys.ActorOf(Walker.Props("a", "b"))).ToList();
            var before = Tree(introspector);
            foreach (var walker in walkers)
                Sys.Stop(walker);
            foreach (var tree in (ActorTree[])[before, Tree(introspector), Tree(introspector)])
            {
                Assert.Equal(tree.Actors, tree.Root.WithDescendants().Count());
                Assert.All(tree.Root.WithDescendants().Skip(1), node => Assert.NotNull(node.Behaviour));
            }
        }
    }

    [Fact]
    public void Leaves_beyond_the_limit_are_cut_off_and_counted()
    {
        for (var one = 0; one < 10; one++)
            Sys.ActorOf(Walker.Props("a", "b"), $"walker-{one}");
        Eventually(Introspector(), tree => tree.Actors == 32);

        var tree = Tree(Sys.ActorOf(GreyActors.Introspection.Introspector.Props(_time, null, limit: 20), "short-sighted"));

        Assert.Equal(20, tree.Actors);
        Assert.Equal(13, tree.Truncated);
        Assert.Equal(12, tree.Root.Children.Length);
        Assert.Equal(2, tree.Root.Children[^1].ChildCount);
    }

    [Fact]
    public void A_part_of_the_tree_has_the_requested_depth_and_counts_the_actors_that_it_leaves_out()
    {
        var server = Sys.ActorOf(Walker.Props("listener-0", "greylist"), "greylist-server");
        var introspector = Introspector();
        Eventually(introspector, tree => Find(tree, "/user/greylist-server")?.Children.Length == 2);

        introspector.Tell(new GetTree("/user/greylist-server", Depth: 0), TestActor);
        var shallow = TreeJson.Read(ExpectMsg<TreeSnapshot>());
        Assert.Equal((1, 0, 2), (shallow.Actors, shallow.Truncated, shallow.Root.ChildCount));
        Assert.Equal(server.Path.ToStringWithoutAddress(), shallow.Root.Path);
        Assert.Empty(shallow.Root.Children);

        introspector.Tell(new GetTree("/user/greylist-server", Depth: 1), TestActor);
        Assert.Equal(["greylist", "listener-0"], TreeJson.Read(ExpectMsg<TreeSnapshot>()).Root.Children.Select(node => node.Name));
    }

    [Theory]
    [InlineData("/user/nobody")]
    [InlineData("/user/walker/nobody/at/all")]
    [InlineData("/system")]
    [InlineData("user")]
    [InlineData("")]
    [InlineData("/user/")]
    public void A_path_without_an_actor_has_no_tree(string path)
    {
        Sys.ActorOf(Walker.Props(), "walker");
        Introspector().Tell(new GetTree(path, Depth: 1), TestActor);

        ExpectMsg<NoSuchActor>();
    }

    [Fact]
    public void The_introspector_keeps_few_answers_even_after_many_different_requests()
    {
        var introspector = Introspector();
        for (var depth = 0; depth < 100; depth++)
        {
            introspector.Tell(new GetTree("/user", depth), TestActor);
            Assert.Equal("user", ExpectMsg<TreeSnapshot>().Actors[0].Name);
        }

        introspector.Tell(new GetTree("/user", 99), TestActor);
        var last = ExpectMsg<TreeSnapshot>();
        introspector.Tell(new GetTree("/user", 99), TestActor);
        Assert.Same(last, ExpectMsg<TreeSnapshot>());
    }

    [Fact]
    public void All_requests_within_a_tenth_of_a_second_get_the_same_tree()
    {
        var introspector = Introspector();
        introspector.Tell(GetTree.Whole, TestActor);
        var first = ExpectMsg<TreeSnapshot>();

        _time.Advance(TimeSpan.FromMilliseconds(99));
        introspector.Tell(GetTree.Whole, TestActor);
        Assert.Same(first, ExpectMsg<TreeSnapshot>());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        introspector.Tell(GetTree.Whole, TestActor);
        Assert.NotSame(first, ExpectMsg<TreeSnapshot>());
    }

    [Fact]
    public void A_wakeup_sends_the_sorted_names_of_all_actors_to_the_debug_log()
    {
        var introspector = Introspector(TestActor);
        List<string> walkers = ["walker", "c", "a", "b"];
        walkers.ForEach(name => Sys.ActorOf(Walker.Props("child"), name));
        Eventually(introspector, tree => walkers.TrueForAll(name => Find(tree, $"/user/{name}/child") is not null));

        introspector.Tell(Wakeup.Instance);

        Assert.Equal(
            "Introspector_introspector Walker_a Walker_a/child Walker_b Walker_b/child Walker_c Walker_c/child Walker_walker Walker_walker/child",
            string.Join(' ', ExpectMsg<LiveComponents>().Names));
    }

    [Fact]
    public void A_wakeup_without_a_debug_log_does_nothing()
    {
        var introspector = Introspector();

        introspector.Tell(Wakeup.Instance, TestActor);
        introspector.Tell(GetTree.Whole, TestActor);

        ExpectMsg<TreeSnapshot>();
    }

    private IActorRef Introspector(ICanTell? debugLog = null) =>
        Sys.ActorOf(GreyActors.Introspection.Introspector.Props(_time, debugLog), "introspector");

    private ActorTree Tree(IActorRef introspector)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var probe = CreateTestProbe();
        introspector.Tell(GetTree.Whole, probe);
        return TreeJson.Read(probe.ExpectMsg<TreeSnapshot>());
    }

    private ActorTree Eventually(IActorRef introspector, Func<ActorTree, bool> isSo)
    {
        var tree = Tree(introspector);
        AwaitCondition(() => isSo(tree = Tree(introspector)));
        return tree;
    }

    private static ActorNode? Find(ActorTree tree, string path) => tree.Root.WithDescendants().SingleOrDefault(node => node.Path == path);
}
