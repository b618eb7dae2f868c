using System.Text.Json;
using System.Text.RegularExpressions;
using GreyActors.EndToEnd.Tests.Harness;
using GreyActors.EndToEnd.Tests.Identities;
using Xunit;

namespace GreyActors.EndToEnd.Tests.Known;

/// <summary>What <c>greyactors explain</c> shows of known clients and expected replies, as text and as JSON.</summary>
[Collection(SharedKnownLab.Name)]
public sealed class KnownExplanationTests(KnownLab lab)
{
    private const string Day = @"\d{1,2} [A-Z][a-z]{2} 20\d\d";

    private readonly string _organisation = KnownLab.NewOrganisation();

    [Fact]
    public async Task Explain_shows_since_when_and_through_which_identity_a_client_is_known()
    {
        await lab.Settle("0s");
        await lab.PassByWaiting("192.0.2.20", $"ann@{_organisation}");
        await lab.PassesAtOnce("203.0.113.20", $"ben@{_organisation}");

        var (text, json) = Explained("203.0.113.20", $"cora@{_organisation}", IdentityLab.NewRecipient());

        var pair = Assert.Single(Known(json), known => Identity(known).StartsWith("spf:", StringComparison.Ordinal));
        Assert.Equal("known-pair", IdentityLab.Word(json, "rule"));
        Shows($@"^It would be accepted if the backend accepts it: known since {Day} through spf:{Regex.Escape(_organisation)}, 2 mails\.\n", text);
        Shows($@"\n{Regex.Escape(_organisation)} +spf:{Regex.Escape(_organisation)} +a pass .* 2 .* until ", text);
        Assert.Equal((2, "passed", _organisation), (pair.GetProperty("mails").GetInt32(), IdentityLab.Word(pair, "source"), IdentityLab.Word(pair, "organisation")));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("comeBackAfter").ValueKind);
    }

    [Fact]
    public async Task Explain_shows_when_a_pair_takes_effect()
    {
        await lab.Settle("1h");
        await lab.PassByWaiting("192.0.2.20", $"ann@{_organisation}");

        var (text, json) = Explained("192.0.2.20", $"ben@{_organisation}", IdentityLab.NewRecipient());

        Assert.Equal("deferred", IdentityLab.Word(json, "status"));
        Assert.Equal(["192.0.2.0/24", $"spf:{_organisation}"], Known(json).Select(Identity));
        var pair = Known(json)[0];
        Assert.Equal(TimeSpan.FromHours(1), pair.GetProperty("countsFrom").GetDateTimeOffset() - pair.GetProperty("since").GetDateTimeOffset());
        Shows($@"^It would be deferred: never seen before\. .* Such mail does not wait from 20[-0-9]+ [:0-9]+Z on: known since {Day} through spf:{Regex.Escape(_organisation)}, 1 mail\.\n", text);
        Shows(@"takes effect in 5\dm ", text);
    }

    [Fact]
    public async Task Explain_shows_who_expects_a_reply_and_since_when()
    {
        var user = IdentityLab.NewRecipient();
        await lab.Settle("1h");
        await lab.UserWrites(user, $"bob@{_organisation}");
        await lab.ReplyIsExpected($"bob@{_organisation}", user);

        var (text, json) = Explained("192.0.2.20", $"bob@{_organisation}", user);

        Assert.Equal("expected-reply", IdentityLab.Word(json, "rule"));
        Shows($@"^It would be accepted if the backend accepts it: {user} wrote to {Regex.Escape(_organisation)} on {Day}, 1 mail\.\n", text);
        Shows($@"\n{Regex.Escape(_organisation)} +its proven clients, to <{user}> +our mail ", text);
        var reply = Assert.Single(Known(json));
        Assert.Equal((user, "sent"), (IdentityLab.Word(reply, "recipient"), IdentityLab.Word(reply, "source")));
        Assert.Equal(60, (reply.GetProperty("expires").GetDateTimeOffset() - reply.GetProperty("lastUsed").GetDateTimeOffset()).TotalDays);
    }

    private (string Text, JsonElement Json) Explained(string client, string from, string to)
    {
        var text = Run();
        using var json = JsonDocument.Parse(Run("--json"));
        return (text, json.RootElement.Clone());

        string Run(params IEnumerable<string> more)
        {
            var ran = GreyActorsProcess.Command([
                "explain", client, from, to, "--helo", KnownLab.NoName, "--url", $"http://127.0.0.1:{lab.Program.IntrospectionPort}", .. more]);
            Assert.True(ran.ExitCode == 0, ran.ToString());
            return ran.Output;
        }
    }

    private static void Shows(string pattern, string text) => Assert.True(Regex.IsMatch(text, pattern), $"{pattern} is not in:\n{text}");

    private static JsonElement[] Known(JsonElement explanation) => [.. explanation.GetProperty("known").EnumerateArray()];

    private static string Identity(JsonElement known) => known.GetProperty("identity").GetString() ?? "";
}
