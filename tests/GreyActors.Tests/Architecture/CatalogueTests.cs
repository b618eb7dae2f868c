using System.Reflection;
using System.Text.RegularExpressions;
using GreyActors.Core.Smtp;
using GreyActors.Observability;
using Xunit;

namespace GreyActors.Tests.Architecture;

public sealed class CatalogueTests
{
    private const BindingFlags Ours = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_log_line_of_the_catalogue_is_used() =>
        Assert.All(typeof(LogLines).GetFields(Ours), line => AssertUsed(typeof(LogLines), line.Name));

    [Fact]
    public void Every_reply_of_the_catalogue_is_used() => Assert.All(
        typeof(SmtpReplies).GetMembers(Ours).Where(member => member is FieldInfo or MethodInfo),
        reply => AssertUsed(typeof(SmtpReplies), reply.Name));

    private static void AssertUsed(Type catalogue, string name) => Assert.True(
        SourceTree.Sources.Any(file => !file.Path.EndsWith($"/{catalogue.Name}.cs", StringComparison.Ordinal)
            && Regex.IsMatch(file.Text, $@"\b{catalogue.Name}\.{name}\b")),
        $"{catalogue.Name}.{name} is not used");
}
