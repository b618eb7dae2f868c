namespace GreyActors;

/// <summary>The program's exit codes; those above 1 are sysexits.h's.</summary>
public static class ExitCode
{
    /// <summary>It was told to end, and did so in order.</summary>
    public const int Ok = 0;

    /// <summary>EX_USAGE: the command line cannot be read.</summary>
    public const int Usage = 64;

    /// <summary>EX_UNAVAILABLE: an address cannot be listened on, or a file of ours not be opened.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_SOFTWARE: a part of the service died.</summary>
    public const int Software = 70;

    /// <summary>EX_IOERR: the store is damaged, and store.on-corruption says to refuse.</summary>
    public const int IoError = 74;

    /// <summary>EX_CONFIG: the configuration holds mistakes.</summary>
    public const int Config = 78;
}
