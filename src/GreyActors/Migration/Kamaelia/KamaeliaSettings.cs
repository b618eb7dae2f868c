using System.Globalization;
using GreyActors.Configuration.Hocon;
using GreyActors.Configuration.Values;

namespace GreyActors.Migration.Kamaelia;

/// <summary>Converts Kamaelia Grey's settings into lines of our configuration.</summary>
/// <param name="values">The value of each key; the default for keys that are not in the file.</param>
internal sealed class KamaeliaSettings(IReadOnlyDictionary<string, string> values)
{
    /// <summary>The default of each key. Kamaelia: <c>default_config</c>.</summary>
    public static readonly IReadOnlyDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["port"] = "25",
        ["servername"] = "mail.example.com",
        ["serverid"] = "Kamaelia-SMTP 1.0",
        ["smtp_ip"] = "192.168.2.9",
        ["smtp_port"] = "8025",
        ["inactivity_timeout"] = "60",
        ["greylist_log"] = "greylist.log",
        ["greylist_debuglog"] = "greylist-debug.log",
    };

    /// <summary>Whether a key names one of the two databases, which are now one store.</summary>
    public static bool IsDatabase(string key) => key is "attempters_db" or "greylisted_db";

    /// <summary>The key under which two keys of Kamaelia Grey are combined.</summary>
    public static string Together(string key) => key == "smtp_port" ? "smtp_ip" : key;

    /// <summary>The line for a key of Kamaelia Grey, or the reason why there is none.</summary>
    public Checked<string> Line(string key) => key switch
    {
        "port" => Made(AddressText.Port(values[key], 1), port => string.Create(CultureInfo.InvariantCulture, $$"""listen = [{ address = "0.0.0.0", port = {{port}} }]""")),
        "servername" => Made(DomainText.DomainOrLiteral(values[key]), name => $"servername = {HoconWriter.Quoted(name)}"),
        "serverid" => Made(ServerId(values[key]), id => $"serverid = {HoconWriter.Quoted(id)}"),
        "smtp_ip" => Made(Server(), _ => $"relay.to = [{HoconWriter.Quoted(ServerText)}]"),
        "inactivity_timeout" => Made(Seconds(values[key]), timeout => string.Create(CultureInfo.InvariantCulture, $"inactivity-timeout = {timeout}s")),
        "greylist_log" => Checked<string>.Of($"log.greylist = {HoconWriter.Quoted(values[key])}"),
        "greylist_debuglog" => Checked<string>.Of($"log.debug = {HoconWriter.Quoted(values[key])}"),
        _ => new Wrong("is not a setting of Kamaelia Grey"),
    };

    private string ServerText => values["smtp_ip"].Contains(':', StringComparison.Ordinal)
        ? $"[{values["smtp_ip"]}]:{values["smtp_port"]}"
        : $"{values["smtp_ip"]}:{values["smtp_port"]}";

    private Checked<System.Net.DnsEndPoint> Server() => AddressText.HostAndPort(ServerText);

    private static Checked<string> ServerId(string text) => text.Length is > 0 and <= 64 && text.All(character => character is >= ' ' and <= '~')
        ? Checked<string>.Of(text)
        : new Wrong("is longer than 64 characters, empty or not ASCII");

    private static Checked<int> Seconds(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 2_000_000
            ? Checked<int>.Of(seconds)
            : new Wrong("is not a number of seconds");

    private static Checked<string> Made<T>(Checked<T> value, Func<T, string> line) =>
        value.IsGood(out var good) ? Checked<string>.Of(line(good)) : new Wrong(value.Problem!);
}
