using CsCheck;
using GreyActors.Configuration.Hocon;
using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class ParserPropertyTests
{
    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", "=", ":", "+=", ",", "\n", "\r\n", " ", "\t", "\"", "\"\"\"", "\\", "\\u12", "#", "//", "$", "${", "${?", "}", ".",
        "a", "b", "a.b", "include", "include \"x\"", "5m", "null", "grey-actors", "listen", "relay", "akka", "é", "\0", "\uFEFF", "\uD800", "-", "'", "?",
    ];

    private static readonly Gen<string> Token = Gen.Int[0, Tokens.Length - 1].Select(index => Tokens[index]);

    private static readonly Gen<string> Text = Gen.OneOf(Gen.String, Token.Array[0, 40].Select(string.Concat));

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Text.Sample(
            text =>
            {
                var reader = new HoconReader(_ => new SourceText.Read(text), _ => null, new ConfigurationErrors());
                reader.TryAddFile("x");
                reader.Resolve();
            },
            iter: 20_000);

    [Fact]
    public void No_file_makes_the_loader_throw() => Text.Sample(text => Configured.Load(text) is not null, iter: 2_000);

    [Fact]
    public void No_override_makes_the_reader_throw() =>
        Token.Array[0, 12].Select(string.Concat).Sample(set => Configured.Load("", [set]) is not null, iter: 1_000);

    [Fact]
    public void Written_values_are_read_back() =>
        Gen.String.Select(Gen.String.Array[0, 3]).Sample((text, items) =>
        {
            var origin = new Origin("x", 1);
            HoconNode value = new HoconNode.Map(origin, HoconNode.Map.NoFields
                .Add("text", new HoconNode.Scalar(origin, text, true))
                .Add(text.Length == 0 ? "empty" : text, new HoconNode.List(origin, [.. items.Select(item => new HoconNode.Scalar(origin, item, true))])));
            var errors = new ConfigurationErrors();
            var reader = new HoconReader(_ => new SourceText.Unreadable(0, ""), _ => null, errors);
            reader.AddText("x", $"value = {HoconWriter.Value(value)}");
            return reader.Resolve() is { } tree && errors.None && HoconWriter.Value(tree.Fields["value"]) == HoconWriter.Value(value);
        });

    [Fact]
    public void A_long_chain_of_substitutions_is_an_error_and_not_a_crash()
    {
        var layers = string.Concat(Enumerable.Repeat("akka.a = ${?b}\n", 50_000));
        var links = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"akka.a{i} = ${{akka.a{i + 1}}}\n")) + "akka.a20000 = 1";
        Assert.Contains(Configured.Errors(Configured.Load(layers)), error => error.Message == "substitutions are nested too deeply");
        Assert.Contains(Configured.Errors(Configured.Load(links)), error => error.Message == "substitutions are nested too deeply");
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_not_a_crash()
    {
        foreach (var text in new[] { new string('[', 100_000), new string('{', 100_000), string.Concat(Enumerable.Repeat("a{", 100_000)), "a" + string.Concat(Enumerable.Repeat(".a", 100_000)) + "=1" })
        {
            Assert.NotEmpty(Configured.Errors(Configured.Load(text)));
        }
    }
}
