using Xunit;

namespace GreyActors.Tests.Configuration;

public sealed class HoconReadingTests
{
    [Theory]
    [InlineData("a = 127.0.0.1:8025", "\"127.0.0.1:8025\"")]
    [InlineData("a: 4m", "4m")]
    [InlineData("a = 451 4.7.1 Please try again later   ", "\"451 4.7.1 Please try again later\"")]
    [InlineData("a = some text # a comment", "\"some text\"")]
    [InlineData("a = some text // a comment", "\"some text\"")]
    [InlineData("a = 5m\r\nb = 6m\r\n", "5m")]
    [InlineData("\uFEFFa = 5m", "5m")]
    [InlineData("a = x, b = y", "x")]
    [InlineData("{ a = x }", "x")]
    [InlineData("a = \"x # y // z\"", "\"x # y // z\"")]
    [InlineData("a = \"tab\\t quote\\\" slash\\\\ \\u00e9\"", "\"tab\\t quote\\\" slash\\\\ é\"")]
    [InlineData("a = \"\"\"as \"it\" is\\n\"\"\"", "\"as \\\"it\\\" is\\\\n\"")]
    [InlineData("a = \"\"\"ends in a quote\"\"\"\"", "\"ends in a quote\\\"\"")]
    [InlineData("a = \"\"", "\"\"")]
    [InlineData("a = foo \"bar\"  baz", "\"foo bar  baz\"")]
    public void A_single_value_is_read(string text, string written) => Assert.Equal(written, Configured.Written(text));

    [Theory]
    [InlineData("a = [1, 2, 3]", "[1, 2, 3]")]
    [InlineData("a = [1\n2 # two\n3,\n]", "[1, 2, 3]")]
    [InlineData("a =\n[\n]", "[]")]
    [InlineData("a = [{ b = 1, c = 2 }, { b = 3 }]", "[{ b = 1, c = 2 }, { b = 3 }]")]
    [InlineData("a = [1]\na += 2\na += 3", "[1, 2, 3]")]
    [InlineData("a += 1", "[1]")]
    [InlineData("b = [1]\na = ${b} [2]", "[1, 2]")]
    [InlineData("a = [1]\na = [2]", "[2]")]
    public void A_list_is_read(string text, string written) => Assert.Equal(written, Configured.Written(text));

    [Theory]
    [InlineData("a { b = 1, c = 2 }", "{ b = 1, c = 2 }")]
    [InlineData("a { b = 1 }\na { c = 2 }", "{ b = 1, c = 2 }")]
    [InlineData("a = { b = 1 }, a.c = 2", "{ b = 1, c = 2 }")]
    [InlineData("a.b.c = 1\na.b.d = 2", "{ b = { c = 1, d = 2 } }")]
    [InlineData("a\n{\n b = 1\n}", "{ b = 1 }")]
    [InlineData("a.\"b.c\" = 1", "{ \"b.c\" = 1 }")]
    [InlineData("a = 1\na { b = 2 }", "{ b = 2 }")]
    [InlineData("a { b = 2 }\na = 1", "1")]
    [InlineData("b { x = 1, y = 2 }\na = ${b} { y = 3 }", "{ x = 1, y = 3 }")]
    [InlineData("b { x = 1 }\na = ${b}\na { y = 2 }", "{ x = 1, y = 2 }")]
    [InlineData("a { include = 5 }", "{ include = 5 }")]
    public void A_section_is_read(string text, string written) => Assert.Equal(written, Configured.Written(text));

    [Theory]
    [InlineData("b = 1\na = ${b}", "1")]
    [InlineData("a = ${b.c}\nb { c = 2 }", "2")]
    [InlineData("a = ${b}\nb = 1\nb = 2", "2")]
    [InlineData("b = x\na = ${b}.${b} y", "\"x.x y\"")]
    [InlineData("a = 1\na = ${?nowhere}", "1")]
    [InlineData("a = x\na = ${a} y", "\"x y\"")]
    [InlineData("a = ${?a} y", "y")]
    [InlineData("a = [${?nowhere}, 1]", "[1]")]
    [InlineData("a = ${NAME}", "\"from outside\"")]
    [InlineData("a = 1\na = ${?NAME}", "\"from outside\"")]
    [InlineData("NAME = within, a = ${NAME}", "within")]
    [InlineData("a { b = ${a.c}, c = 1 }", "{ b = 1, c = 1 }")]
    [InlineData("d { c = 5 }\na = ${d}\na { b = ${a.c} }", "{ b = 5, c = 5 }")]
    public void A_substitution_is_replaced(string text, string written) =>
        Assert.Equal(written, Configured.Written(text, "a", new() { ["NAME"] = "from outside" }));

    [Fact]
    public void An_optional_substitution_without_a_value_creates_no_key() =>
        Assert.DoesNotContain("a", Configured.Tree("a = ${?nowhere}").Fields.Keys);

    [Fact]
    public void Every_value_has_its_line()
    {
        var tree = Configured.Tree("a = 1\n\n# comment\nb = \"\"\"two\nlines\"\"\"\nc = 3");
        Assert.Equal([("a", 1), ("b", 4), ("c", 6)], tree.Fields.Select(field => (field.Key, field.Value.Origin.Line)));
    }
}
