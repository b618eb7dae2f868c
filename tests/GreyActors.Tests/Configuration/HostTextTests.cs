using GreyActors.Configuration.Values;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class HostTextTests
{
    [Theory]
    [InlineData("mail_server", "mail_server")]
    [InlineData("_mail", "_mail")]
    [InlineData("project_mail_1", "project_mail_1")]
    [InlineData("mail", "mail")]
    [InlineData("MAIL.Example.COM", "mail.example.com")]
    [InlineData("mail.example.com.", "mail.example.com.")]
    [InlineData("mail.", "mail.")]
    [InlineData("8f3a2b1c9d0e", "8f3a2b1c9d0e")]
    [InlineData("1mail", "1mail")]
    [InlineData("10.mail", "10.mail")]
    [InlineData("mail--1", "mail--1")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("bücher_1.example", "xn--bcher_1-n2a.example")]
    public void A_name_for_a_resolver_is_accepted(string text, string name)
    {
        Assert.Equal((name, null), (HostText.Name(text).Value, HostText.Name(text).Problem));
        foreach (var host in (string[])[text, name])
            Assert.Equal((name, 25), (AddressText.HostAndPort($"{host}:25").Value!.Host, AddressText.HostAndPort($"{host}:25").Value!.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("mail..example")]
    [InlineData(".example")]
    [InlineData("mail.example..")]
    [InlineData("ma il")]
    [InlineData("mail\n")]
    [InlineData("*.example")]
    [InlineData("ann@example")]
    [InlineData("mail/24")]
    [InlineData("10")]
    [InlineData("127.1")]
    [InlineData("10.0.0.300")]
    [InlineData("mail.10")]
    [InlineData("mail.10.")]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public void Text_that_is_not_a_host_name_is_rejected(string text) => Assert.NotNull(HostText.Name(text).Problem);

    [Fact]
    public void Labels_have_63_characters_and_names_253()
    {
        var label = new string('a', 63);
        Assert.Null(HostText.Name(label).Problem);
        Assert.NotNull(HostText.Name(label + "a").Problem);
        Assert.Null(HostText.Name($"{label}.{label}.{label}.{label[..61]}.").Problem);
        Assert.NotNull(HostText.Name($"{label}.{label}.{label}.{label[..62]}").Problem);
    }

    [Theory]
    [InlineData("relay.to", "[\"mail_server:25\", \"Mail.Example.:2525\", \"[::1]:25\"]")]
    [InlineData("relay.routes", "{ \"example.com\" = [\"mail_server:25\"] }")]
    [InlineData("relay.tls-name", "mail_server")]
    [InlineData("introspection.host-names", "[\"grey_1\", \"grey.example.\", \"192.0.2.1\", \"2001:db8::1\"]")]
    public void Every_setting_for_a_host_accepts_a_name_with_an_underscore(string key, string value) =>
        Assert.IsType<GreyActors.Configuration.LoadedConfiguration.Valid>(
            Configured.Load($"grey-actors.allowed-domains = [\"example.com\"]\ngrey-actors.{key} = {value}"));

    [Fact]
    public void A_mail_domain_with_an_underscore_is_rejected() =>
        Assert.Contains("is not a domain", Assert.Single(Configured.Errors(Configured.Load("grey-actors.allowed-domains = [\"mail_server\"]", []))).Message, StringComparison.Ordinal);
}
