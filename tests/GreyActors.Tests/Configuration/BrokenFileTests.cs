using GreyActors.Configuration.Hocon;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class BrokenFileTests
{
    private static readonly Dictionary<string, string> Others = new() { ["good.conf"] = "grey-actors.serverid = good" };

    [Theory]
    [MemberData(nameof(BrokenFiles.Syntax), MemberType = typeof(BrokenFiles))]
    [MemberData(nameof(BrokenFiles.Values), MemberType = typeof(BrokenFiles))]
    public void An_error_in_a_file_is_reported_once_with_its_line(string text, int line, string fragment)
    {
        string[] sets = text.Contains("allowed-domains", StringComparison.Ordinal) || text == "grey-actors = []" ? [] : [Configured.Served];
        var error = Assert.Single(Configured.Errors(Configured.Load(text, sets, Others)));
        Assert.Equal((Configured.File, line), (error.Source, error.Line));
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_together_by_line()
    {
        var errors = Configured.Errors(Configured.Load(
            """
            grey-actors {
              servername "mail.example.com"
              relay.to = ["127.0.0.1:8025]
              greylisting {
                initial-delay = 5
                defer_at = data
                reply = "later"
              }
              introspection.port = 70000
              allowed-domains = [example.com, "not a domain"]
            }
            """,
            sets: []));

        Assert.Equal([2, 3, 5, 6, 7, 9, 10], errors.Select(error => error.Line));
    }

    [Fact]
    public void An_error_in_an_included_file_names_that_file()
    {
        var error = Assert.Single(Configured.Errors(Configured.Load(
            "grey-actors {\n include \"parts/relay.conf\"\n}",
            others: new() { ["parts/relay.conf"] = "\nrelay.too = []\n" })));

        Assert.Equal("parts/relay.conf:2: unknown key `relay.too`, did you mean `relay.to`?", error.ToString());
    }

    [Fact]
    public void A_circular_include_is_reported_at_the_last_file()
    {
        var error = Assert.Single(Configured.Errors(Configured.Load(
            "include \"a/one.conf\"",
            others: new() { ["a/one.conf"] = "include \"../b/two.conf\"", ["b/two.conf"] = "\ninclude \"../a/one.conf\"" })));

        Assert.Equal("b/two.conf:2: circular include: site.conf → a/one.conf → b/two.conf → a/one.conf", error.ToString());
    }

    [Fact]
    public void The_depth_of_includes_is_limited()
    {
        var errors = new ConfigurationErrors();
        new HoconIncludes(file => new SourceText.Read($"include \"{file}x\""), errors).Load("x");
        Assert.Contains("more than 16 nested includes", Assert.Single(errors.Sorted()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_would_refuse_every_mail_is_an_error() =>
        Assert.Contains("every mail would be refused", Assert.Single(Configured.Errors(Configured.Load("", []))).Message, StringComparison.Ordinal);
}
