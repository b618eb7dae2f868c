using System.Text.Json;
using System.Text.RegularExpressions;
using GreyActors.Core.Judging;
using GreyActors.Tests.Architecture;
using Xunit;

namespace GreyActors.Tests.Introspection;

public sealed class RuleEndpointTests
{
    [Fact]
    public async Task The_rules_are_listed_with_their_sentences_and_replies()
    {
        await using var stage = await EndpointStage.Start(null, "greylisting.on-store-failure=defer", "greylisting.reply=451 4.7.1 Come back");

        var rules = (await stage.Get("/api/rules")).GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("name").GetString()!, rule => rule.GetRawText());

        Assert.Equal(RecipientRules.All.Select(entry => entry.Name), rules.Keys);
        Assert.Equal(
            """{"name":"domain-not-served","status":"refused","sentence":"the domain is not served here","reply":"550 5.7.1 Relaying denied: domain not served here","wouldDefer":false}""",
            rules["domain-not-served"]);
        Assert.Equal("""{"name":"never-seen","status":"deferred","sentence":"never seen before","reply":"451 4.7.1 Come back","wouldDefer":false}""", rules["never-seen"]);
        Assert.Equal("""{"name":"known-triplet","status":"accepted","sentence":"known triplet","reply":null,"wouldDefer":false}""", rules["known-triplet"]);
        Assert.Equal(
            """{"name":"store-failure","status":"deferred","sentence":"database unavailable","reply":"451 4.3.0 Please try again later","wouldDefer":false}""", rules["store-failure"]);
    }

    [Fact]
    public async Task A_rule_is_accepted_without_a_reply_where_on_store_failure_accepts()
    {
        await using var stage = await EndpointStage.Start(null, "greylisting.on-store-failure=accept");

        var rule = (await stage.Get("/api/rules")).GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("name").GetString() == "store-failure");

        Assert.Equal("accepted", rule.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, rule.GetProperty("reply").ValueKind);
    }

    [Fact]
    public async Task In_observe_mode_the_rules_that_defer_accept_and_say_so()
    {
        await using var stage = await EndpointStage.Start(null, "greylisting.mode=observe", "greylisting.on-store-failure=defer");

        var rules = (await stage.Get("/api/rules")).GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("name").GetString()!, rule => rule.GetRawText());

        Assert.Equal("""{"name":"never-seen","status":"accepted","sentence":"never seen before","reply":null,"wouldDefer":true}""", rules["never-seen"]);
        Assert.Equal(
            ["crowded", "never-seen", "still-waiting", "store-failure", "too-late", "too-soon", "trapped"],
            rules.Where(rule => rule.Value.EndsWith("\"wouldDefer\":true}", StringComparison.Ordinal)).Select(rule => rule.Key).Order(StringComparer.Ordinal));
        Assert.EndsWith("\"wouldDefer\":false}", rules["domain-not-served"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_for_the_words_of_the_rules_and_has_no_copy()
    {
        await using var stage = await EndpointStage.Start();
        var words = await stage.Client.GetStringAsync("/words.js");

        Assert.All(RecipientRules.All, entry =>
        {
            Assert.DoesNotContain($"\"{entry.Name}\"", words, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"{entry.Sentence}\"", words, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Contains("api/rules", await stage.Client.GetStringAsync("/decisions.js"), StringComparison.Ordinal);
    }

    [Fact]
    public void Identities_are_made_in_one_place() => Assert.Equal(
        ["src/GreyActors.Core/Greylisting/NetworkPrefixes.cs"],
        SourceTree.Sources.Where(file => Regex.IsMatch(file.Text, @"ClientIdentity\.OfNetwork\(")).Select(file => file.Path));
}
