using System.Globalization;

namespace GreyActors.Migration.Postgrey;

/// <summary>Writes the settings that correspond to postgrey's options.</summary>
internal static class PostgreyHocon
{
    /// <summary>The settings.</summary>
    public static string Of(PostgreyOptions options) => string.Create(CultureInfo.InvariantCulture, $$"""
        # Created from postgrey's options by greyactors import postgrey.
        grey-actors.greylisting {
          initial-delay = {{options.Delay.TotalSeconds}}s   # --delay
          retry-window = {{options.RetryWindow.TotalHours}}h   # --retry-window
          pass-lifetime = {{options.MaxAge.TotalDays}}d   # --max-age
          ipv4-prefix = {{options.Ipv4Bits}}   # --ipv4cidr, --lookup-by-host
          ipv6-prefix = {{options.Ipv6Bits}}   # --ipv6cidr, --lookup-by-host
        }

        """);
}
