using System.Text;
using GreyActors.Core.Reputation;
using GreyActors.Replay;
using Xunit;

namespace GreyActors.Tests.Replay;

public sealed class TraceLineTests
{
    private const string Good =
        """{"id":5,"t":1208.6,"kind":"bot","label":"spam","from":"a@b.example","to":["c@example.com","d@example.com"],"exists":[true,false],"conv":"x","tags":["pool"],"urgent":true,"probe":true,"body":-5,"hosts":[{"ip":"240.0.0.1","ptr":"mail.b.example","fc":true,"helo":"h.b.example","hc":true,"spf":"b.example","tls":true},{"ip":"2001:db8::1","ptr":"","fc":false,"helo":"","hc":false,"spf":"","tls":true}],"tries":[[0,0],[177.25,1]]}""";

    [Fact]
    public void A_line_has_the_message_its_hosts_its_tries_and_its_labels()
    {
        var message = Assert.Single(Trace.Read(Trace.Header, Good).Messages);

        Assert.Equal((5, 1_208_600L, "a@b.example", true), (message.Id, message.At, message.ReversePath.Address, message.IsProbe));
        Assert.Equal(["c@example.com", "d@example.com"], message.ForwardPaths.Select(path => path.Address));
        Assert.Equal([new ReplayTry(0, 0), new ReplayTry(177_250, 1)], message.Tries.AsEnumerable());
        Assert.Equal(new NameEvidence(NameResult.Confirmed, "mail.b.example"), message.Hosts[0].Evidence.ReverseName);
        Assert.Equal(new SpfEvidence(SpfResult.Pass, "b.example"), message.Hosts[0].Evidence.Spf);
        Assert.Equal(new NameEvidence(NameResult.NoName, ""), message.Hosts[1].Evidence.ReverseName);
        Assert.Equal(SpfResult.None, message.Hosts[1].Evidence.Spf!.Result);
        Assert.Equal((MessageClass.Unwanted, "x", true, true, true), (message.Labels.Class, message.Labels.Conversation, message.Labels.IsUrgent, message.Labels.IsPooled, message.Labels.NeverRetries));
        Assert.Equal(1, Assert.Single(message.Labels.NoMailboxes));
    }

    [Fact]
    public void The_header_names_the_site()
    {
        var reader = new TraceLine(new HistoryPool(), 0);

        Assert.Null(reader.Read(Encoding.UTF8.GetBytes(Trace.Header), 0, out var why));

        Assert.Equal((null, "example.com"), (why, reader.Site));
    }

    [Fact]
    public void A_message_without_a_number_gets_the_next_one() =>
        Assert.Equal([0, 1], Trace.Read(Good.Replace("\"id\":5,", ""), Good.Replace("\"id\":5,", "")).Messages.Select(message => message.Id));

    [Theory]
    [InlineData("[[0,0],[177.25,1]]", 177_250)]
    [InlineData("[ [0 , 0] , [ 177.25 , 1 ] ]", 177_250)]
    [InlineData("[[0.0,0],[177.250000000001,1]]", 177_250)]
    [InlineData("[[0,0],[1.7725e2,1]]", 177_250)]
    [InlineData("[[0,0],[7.5,1]]", 7500)]
    [InlineData("[[0,0],[7.005,1]]", 7005)]
    [InlineData("[[0,0],[2073600,1]]", 2_073_600_000)]
    public void Tries_may_be_written_in_any_way(string tries, int delay) => Assert.Equal(
        [new ReplayTry(0, 0), new ReplayTry(delay, 1)], Assert.Single(Trace.Read(Good.Replace("[[0,0],[177.25,1]]", tries)).Messages).Tries.AsEnumerable());

    [Fact]
    public void Another_field_named_tries_does_not_count() => Assert.Equal(
        [new ReplayTry(0, 0), new ReplayTry(177_250, 1)],
        Assert.Single(Trace.Read(Good.Replace("\"body\":-5", "\"body\":{\"tries\":[[5,0]]}")).Messages).Tries.AsEnumerable());

    [Fact]
    public void Messages_share_their_hosts()
    {
        var messages = Trace.Read(Good, Good).Messages;

        Assert.Same(messages[0].Hosts[0], messages[1].Hosts[0]);
    }

    [Theory]
    [InlineData("", "no object")]
    [InlineData("[]", "no object")]
    [InlineData("{", "no object")]
    [InlineData("nonsense", "no object")]
    [InlineData("{} x", "no object")]
    [InlineData("{\"from\":\"\\ud800\"}", "no object")]
    [InlineData("{}", "the field t is missing")]
    public void A_line_that_is_no_message_is_damaged(string line, string why) =>
        Assert.Contains(why, Assert.Single(Trace.Read(line).Reasons), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"t\":1208.6", "\"t\":\"x\"", "the field t is invalid")]
    [InlineData("\"t\":1208.6", "\"t\":1e300", "the field t is invalid")]
    [InlineData("\"id\":5", "\"id\":-1", "the field id is invalid")]
    [InlineData("\"from\":\"a@b.example\"", "\"from\":\"a b\"", "the field from is no address")]
    [InlineData("\"from\":\"a@b.example\",", "", "the field from is missing")]
    [InlineData("\"c@example.com\"", "5", "the field to is invalid")]
    [InlineData("\"c@example.com\"", "\"<>\"", "an address in the field to is invalid")]
    [InlineData("240.0.0.1", "240.0.0", "a host has no valid ip")]
    [InlineData("[177.25,1]", "[177.25,2]", "a try has a host that is not in the field hosts")]
    [InlineData("[177.25,1]", "[-1,1]", "the field tries is invalid")]
    [InlineData("[177.25,1]", "[]", "the field tries is invalid")]
    [InlineData("[177.25,1]", "7", "the field tries is invalid")]
    [InlineData("[[0,0],[177.25,1]]", "[[9,0],[1,1]]", "the tries are not in the order of time")]
    [InlineData("[[0,0],[177.25,1]]", "[]", "the field tries is missing or empty")]
    [InlineData("[[0,0],[177.25,1]]", "{\"a\":[1]}", "the field tries is invalid")]
    [InlineData("[177.25,1]", "[1,1,1]", "the field tries is invalid")]
    [InlineData("[177.25,1]", "[99999999,1]", "the field tries is invalid")]
    [InlineData("\"tries\":", "\"other\":", "the field tries is missing or empty")]
    [InlineData("\"body\":-5,\"hosts\":[{\"ip\":\"240.0.0.1\"", "\"hosts\":[{\"tries\":[[0,0]],\"ip\":\"240.0.0\"", "a host has no valid ip")]
    public void A_damaged_field_is_named(string part, string instead, string why)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        var (messages, reasons) = Trace.Read(Good.Replace(part, instead, StringComparison.Ordinal), Good);

        Assert.Equal(why, reasons[0]);
        Assert.Single(messages);
    }

    [Fact]
    public void A_line_that_is_cut_anywhere_is_damaged_and_never_an_exception() => Assert.All(
        Enumerable.Range(0, Good.Length), length => Assert.Empty(Trace.Read(Good[..length]).Messages));
}
