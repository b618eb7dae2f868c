using System.Text.RegularExpressions;
using Akka.Actor;
using GreyActors.Components;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Architecture;

public sealed partial class ActorTests
{
    private static IEnumerable<Type> Actors => SourceTree.Program.GetTypes().Where(type => type.IsSubclassOf(typeof(ActorBase)));

    public static TheoryData<string> FilesWithBehaviours()
    {
        var files = new TheoryData<string>();
        foreach (var file in SourceTree.Sources.Where(file => Behaviour().IsMatch(file.Text)))
            files.Add(file.Path);
        return files;
    }

    [Fact]
    public void An_actor_is_sealed_or_abstract() =>
        Assert.All(Actors, actor => Assert.True(actor.IsSealed || actor.IsAbstract, $"{actor} can be derived from"));

    [Fact]
    public void An_actor_that_persists_nothing_shows_its_behaviour_on_a_nameplate() => Assert.All(
        Actors.Where(actor => actor != typeof(Component) && !IsPersistent(actor) && !IsCreatedByAkka(actor)),
        actor => Assert.True(actor.IsSubclassOf(typeof(Component)), $"{actor} has no nameplate"));

    [Fact]
    public void The_docstring_of_an_actor_says_when_it_stops() => Assert.All(
        Actors.Where(actor => !actor.IsAbstract).Select(actor => actor.Name.Split('`')[0]),
        actor =>
        {
            var file = Assert.Single(SourceTree.Sources, file => file.Path.EndsWith($"/{actor}.cs", StringComparison.Ordinal));
            Assert.Matches(@"///.*Stops (when|with|after)", file.Text);
        });

    [Theory]
    [MemberData(nameof(FilesWithBehaviours))]
    public void A_behaviour_ends_in_Unhandled(string path)
    {
        var text = SourceTree.Read(path);
        foreach (Match start in Behaviour().Matches(text))
        {
            var arm = LastArm(text, start);
            Assert.True(EndsWell(arm, text), $"{path}: a switch on the message ends in: {arm}");
        }
    }

    [Fact]
    public void No_actor_uses_Ask_or_blocks() => Assert.All(
        SourceTree.Sources.Where(file => file.Text.Contains("OnReceive", StringComparison.Ordinal) || Behaviour().IsMatch(file.Text)),
        file => Assert.DoesNotMatch(@"\.Ask(<|\()|\.Wait\(|\.Result\b|Thread\.Sleep|GetAwaiter\(\)|\basync\b", file.Text));

    // Every message restarts Akka's receive timeout: a query for a session, or a mail that is relayed meanwhile, would prolong it.
    [Fact]
    public void No_actor_uses_the_receive_timeout_of_Akka() => Assert.All(
        SourceTree.Sources, file => Assert.DoesNotMatch(@"SetReceiveTimeout|\bReceiveTimeout\b", file.Text));

    [Fact]
    public void An_actor_clears_its_deadlines_when_it_stops() => Assert.All(
        SourceTree.Sources.SelectMany(file => DeadlineField().Matches(file.Text).Select(field => (File: file, Name: field.Groups["name"].Value))),
        field => Assert.Matches($@"PostStop\(\)(?s:.){{0,200}}\b{field.Name}\.Clear\(\)", field.File.Text));

    private static bool IsPersistent(Type actor) => actor.IsSubclassOf(typeof(Akka.Persistence.Eventsourced));

    // The configuration names the logger, the journal and the snapshot store; Akka creates them, without a nameplate.
    private static bool IsCreatedByAkka(Type actor) =>
        actor == typeof(SerilogLogger)
        || actor.IsSubclassOf(typeof(Akka.Persistence.Journal.WriteJournalBase))
        || actor.IsSubclassOf(typeof(Akka.Persistence.Snapshot.SnapshotStore));

    // The default arm calls Unhandled, or a method of the same class whose own switch does. A part of an actor returns the
    // message to it.
    private static bool EndsWell(string arm, string file)
    {
        if (Calls(arm, "Unhandled") || arm.EndsWith("PartStep.Unexpected.Instance;", StringComparison.Ordinal) || arm.EndsWith("return false;", StringComparison.Ordinal))
            return true;
        var handler = Call().Match(arm);
        return handler.Success && ReaderOf(handler.Groups["method"].Value, file) is { } reader && Calls(reader, "Unhandled");
    }

    // Partial classes: the method may be in another file.
    private static string? ReaderOf(string method, string file) => SourceTree.Sources
        .Select(source => source.Text)
        .Prepend(file)
        .Select(text => Regex.Match(text, $@"private (void|bool) {method}\(object message\)\s*\{{.*?\n    \}}", RegexOptions.Singleline))
        .FirstOrDefault(match => match.Success)?.Value;

    private static bool Calls(string text, string method) => Regex.IsMatch(text, $@"\b{method}\(message\)");

    // From the last "default:" of the switch to its end; switches inside are indented deeper.
    private static string LastArm(string text, Match start)
    {
        var indent = start.Groups["indent"].Value;
        var end = text.IndexOf($"\n{indent}}}", start.Index, StringComparison.Ordinal);
        var body = text[start.Index..end];
        var at = body.LastIndexOf($"\n{indent}    default:", StringComparison.Ordinal);
        return at < 0 ? "nothing" : body[at..];
    }

    [GeneratedRegex(@"(?<indent>[ ]+)switch \(message\)")]
    private static partial Regex Behaviour();

    [GeneratedRegex(@"Deadline (?<name>_\w+) = new\(Context\)")]
    private static partial Regex DeadlineField();

    [GeneratedRegex(@"(?<method>[A-Z]\w*)\(message\)")]
    private static partial Regex Call();
}
