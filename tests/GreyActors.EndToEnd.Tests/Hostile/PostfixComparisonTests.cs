using System.Globalization;
using GreyActors.EndToEnd.Tests.Harness;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Hostile;

/// <summary>The same inputs to a strict Postfix and to GreyActors in front of it: the replies differ only as documented.</summary>
public sealed class PostfixComparisonTests(PostfixComparisonTests.Peers peers) : IClassFixture<PostfixComparisonTests.Peers>
{
    /// <summary>The names of the inputs.</summary>
    public static TheoryData<string> Names => [.. PostfixComparison.Inputs.Select(input => input.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Postfix_and_GreyActors_give_the_same_replies_except_for_the_documented_differences(string name)
    {
        var input = PostfixComparison.Inputs.Single(input => input.Name == name);
        var postfix = await Replies(peers.Postfix.Port, input);
        var ours = await Replies(peers.Program.SmtpPort, input);
        Assert.Equal((input.Postfix, input.GreyActors), (postfix, ours));
        Assert.Equal(input.Postfix == input.GreyActors, input.Why.Length == 0);
    }

    [Fact]
    public void The_page_lists_the_differences_of_the_comparison()
    {
        var page = RepositoryFile.Read("docs/session.md");
        var differences = PostfixComparison.Inputs.Where(input => input.Why.Length > 0).ToArray();
        var rows = page.Split('\n')
            .SkipWhile(line => line != "## Compared with Postfix")
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(differences.Select(input => $"| {input.Name} | {input.Postfix} | {input.GreyActors} | {input.Why} |"), rows.Select(row => row.Replace("`", "", StringComparison.Ordinal)));
        Assert.Contains($"{PostfixComparison.Inputs.Count} inputs are played", page, StringComparison.Ordinal);
        Assert.Contains($"{PostfixComparison.Inputs.Count - differences.Length} are answered", page.Replace('\n', ' '), StringComparison.Ordinal);
    }

    private static async Task<string> Replies(int port, ComparedInput input)
    {
        using var client = await SmtpClientSocket.Connect(port);
        await client.Expect("220 ");
        foreach (var line in input.Before.Split('|', StringSplitOptions.RemoveEmptyEntries))
            Assert.InRange((await client.Say(line)).Code, 200, 399);
        await client.SendBytes(Octets.Of(input.Sent));
        client.HalfClose();
        var codes = new List<string>();
        while (await client.ReplyOrEnd() is { } reply)
            codes.Add(reply.Code.ToString(CultureInfo.InvariantCulture));
        return string.Join(' ', codes);
    }

    /// <summary>One Postfix, and a program in front of it.</summary>
    public sealed class Peers : IAsyncLifetime
    {
        /// <summary>A Postfix that is strict about sessions, not about addresses.</summary>
        public PostfixInstance Postfix { get; } = PostfixInstance.Strict();

        /// <summary>The program under test.</summary>
        public GreyActorsProcess Program { get; private set; } = null!;

        /// <inheritdoc/>
        public async Task InitializeAsync() =>
            Program = await GreyActorsProcess.Start(GreyActorsConfiguration.RelayingTo(Postfix.Port).With("limits.max-connections-per-client", "0"));

        /// <inheritdoc/>
        public async Task DisposeAsync()
        {
            // Null if it did not start.
            if (Program is not null)
                await Program.DisposeAsync();

            Postfix.Dispose();
        }
    }
}
