using System.Text;
using GreyActors.Core.Smtp;
using Xunit;

namespace GreyActors.Core.Tests.Smtp;

public sealed class SmtpCapabilitiesTests
{
    [Fact]
    public void The_EHLO_reply_of_Postfix_is_understood() => AssertOffers(
        "250-mail.example.com\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-VRFY\r\n250-ETRN\r\n250-STARTTLS\r\n250-ENHANCEDSTATUSCODES\r\n"
            + "250-8BITMIME\r\n250-DSN\r\n250-SMTPUTF8\r\n250 CHUNKING\r\n",
        "PIPELINING, SIZE 10240000, 8BITMIME, SMTPUTF8, DSN, ENHANCEDSTATUSCODES");

    [Fact]
    public void The_EHLO_reply_of_Exim_is_understood() => AssertOffers(
        "250-mail.example.com Hello localhost [127.0.0.1]\r\n250-SIZE 52428800\r\n250-LIMITS MAILMAX=1000 RCPTMAX=50000\r\n250-8BITMIME\r\n"
            + "250-PIPELINING\r\n250-PIPECONNECT\r\n250-CHUNKING\r\n250-PRDR\r\n250 HELP\r\n",
        "PIPELINING, SIZE 52428800, 8BITMIME");

    [Fact]
    public void The_EHLO_reply_of_Exchange_is_understood() => AssertOffers(
        "250-mail.example.com Hello [127.0.0.1]\r\n250-SIZE 37748736\r\n250-PIPELINING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n"
            + "250-X-ANONYMOUSTLS\r\n250-AUTH NTLM\r\n250-X-EXPS GSSAPI NTLM\r\n250-8BITMIME\r\n250-BINARYMIME\r\n250-CHUNKING\r\n250-XEXCH50\r\n"
            + "250-SMTPUTF8\r\n250 XSHADOW\r\n",
        "PIPELINING, SIZE 37748736, 8BITMIME, SMTPUTF8, DSN, ENHANCEDSTATUSCODES");

    [Theory]
    [InlineData("250 mail.example.com\r\n", "")]
    [InlineData("250\r\n", "")]
    [InlineData("250-PIPELINING is my name\r\n250 DSN\r\n", "DSN")]
    [InlineData("250-x\r\n250-\r\n250\r\n", "")]
    [InlineData("250-x\r\n250-   \r\n250 \r\n", "")]
    [InlineData("250-x\r\n250-8BitMime\r\n250 pipelining\r\n", "PIPELINING, 8BITMIME")]
    [InlineData("250-x\r\n250  DSN  \r\n", "DSN")]
    [InlineData("250-x\r\n250 SIZE\r\n", "SIZE")]
    [InlineData("250-x\r\n250 SIZE 0\r\n", "SIZE")]
    [InlineData("250-x\r\n250 SIZE -1\r\n", "SIZE")]
    [InlineData("250-x\r\n250 SIZE lots\r\n", "SIZE")]
    [InlineData("250-x\r\n250 SIZE 99999999999999999999999\r\n", "SIZE")]
    [InlineData("250-x\r\n250 SIZE=1000\r\n", "")]
    [InlineData("250-x\r\n250 SIZE 1000 2000\r\n", "SIZE 1000")]
    [InlineData("250-x\r\n250 DSNX\r\n", "")]
    [InlineData("250-x\r\n250 X-DSN\r\n", "")]
    [InlineData("250-x\r\n250-AUTH DSN\r\n250 AUTH=DSN\r\n", "")]
    public void Unusual_EHLO_replies_are_understood_as_far_as_possible(string ehlo, string keywords) => AssertOffers(ehlo, keywords);

    [Fact]
    public void Only_extensions_that_all_backends_support_are_offered()
    {
        var offer = SmtpCapabilities.OfferedInFront(
        [
            new(SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.Dsn, 2000),
            new(SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8, 1000),
            new(SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.Dsn, 0),
        ]);
        Assert.Equal(["PIPELINING", "SIZE 1000", "8BITMIME"], offer.Keywords());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 5, 5)]
    [InlineData(5, 0, 5)]
    [InlineData(5, 6, 5)]
    [InlineData(6, 5, 5)]
    public void The_smallest_size_limit_is_offered_and_no_limit_if_there_is_none(long one, long other, long told) =>
        Assert.Equal(told, SmtpCapabilities.OfferedInFront([new(SmtpExtensions.Size, one), new(SmtpExtensions.Size, other)]).MaxSize);

    [Fact]
    public void All_supported_extensions_are_offered_while_the_backend_is_unknown()
    {
        Assert.Equal(
            ["PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"], SmtpCapabilities.OfferedInFront([]).Keywords());
        Assert.True(SmtpCapabilities.All.Offer(Enum.GetValues<SmtpExtensions>().Aggregate((one, other) => one | other)));
    }

    [Fact]
    public void PIPELINING_is_offered_independently_of_the_backend()
    {
        Assert.Equal(["PIPELINING"], SmtpCapabilities.OfferedInFront([SmtpCapabilities.None]).Keywords());
        Assert.Equal(["PIPELINING", "DSN"], SmtpCapabilities.OfferedInFront([new(SmtpExtensions.Dsn, 0)]).Keywords());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 5, 5)]
    [InlineData(5, 0, 5)]
    [InlineData(5, 4, 4)]
    [InlineData(5, 5, 5)]
    [InlineData(5, 6, 5)]
    public void Our_size_limit_is_offered_if_it_is_smaller(long theirs, long ours, long told) =>
        Assert.Equal(told, new SmtpCapabilities(SmtpExtensions.Size, theirs).LimitedTo(ours).MaxSize);

    [Fact]
    public void SIZE_is_offered_with_our_limit_even_if_the_backend_lacks_it()
    {
        var offer = new SmtpCapabilities(SmtpExtensions.Dsn, 0);
        Assert.Equal(["SIZE 1000", "DSN"], offer.LimitedTo(1000).Keywords());
        Assert.Equal(["DSN"], offer.LimitedTo(0).Keywords());
        Assert.Equal(["SIZE 1000"], SmtpCapabilities.None.LimitedTo(1000).Keywords());
    }

    [Fact]
    public void All_of_several_extensions_must_be_offered()
    {
        var offer = new SmtpCapabilities(SmtpExtensions.Dsn | SmtpExtensions.Size, 0);
        Assert.True(offer.Offer(SmtpExtensions.None));
        Assert.True(offer.Offer(SmtpExtensions.Dsn | SmtpExtensions.Size));
        Assert.False(offer.Offer(SmtpExtensions.Dsn | SmtpExtensions.SmtpUtf8));
    }

    private static void AssertOffers(string ehlo, string keywords) =>
        Assert.Equal(keywords, string.Join(", ", SmtpCapabilities.Parse(new RelayReply(250, Encoding.Latin1.GetBytes(ehlo))).Keywords()));
}
