namespace GreyActors.Components;

/// <summary>The program's exit codes; those from 64 on are sysexits.h's.</summary>
public static class ExitCode
{
    /// <summary>The service was told to end, and did so in order; a command did what it was asked for.</summary>
    public const int Ok = 0;

    /// <summary>What was asked for is not there; a check is not well.</summary>
    public const int NotFound = 1;

    /// <summary>EX_USAGE: the command line cannot be read.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: what is to be imported is damaged, or of a kind that is not known.</summary>
    public const int DataError = 65;

    /// <summary>EX_NOINPUT: what is to be imported is not there, or may not be read.</summary>
    public const int NoInput = 66;

    /// <summary>EX_UNAVAILABLE: an address cannot be listened on, or a file of ours not be opened; the service that a command asks does not answer.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_SOFTWARE: a part of the service died.</summary>
    public const int Software = 70;

    /// <summary>EX_OSERR: the operating system allows the process too little; another start would not change that.</summary>
    public const int OsError = 71;

    /// <summary>EX_CANTCREAT: a file that a command shall write is there already, or cannot be made.</summary>
    public const int CannotCreate = 73;

    /// <summary>EX_IOERR: the store is damaged, and store.on-corruption says to refuse.</summary>
    public const int IoError = 74;

    /// <summary>EX_NOPERM: the token is missing or wrong.</summary>
    public const int NoPermission = 77;

    /// <summary>128 and SIGINT: a command was interrupted before it began, as shells report it.</summary>
    public const int Interrupted = 130;

    /// <summary>EX_CONFIG: the configuration contains errors.</summary>
    public const int Config = 78;
}
