namespace GreyActors.Components;

/// <summary>The program's exit codes; those from 64 on are sysexits.h's.</summary>
public static class ExitCode
{
    /// <summary>Clean shutdown, or the command succeeded.</summary>
    public const int Ok = 0;

    /// <summary>A command found nothing, or a check failed.</summary>
    public const int NotFound = 1;

    /// <summary>EX_USAGE: invalid command line.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: the file to import is damaged or of an unknown kind.</summary>
    public const int DataError = 65;

    /// <summary>EX_NOINPUT: the file to import does not exist or cannot be read.</summary>
    public const int NoInput = 66;

    /// <summary>EX_UNAVAILABLE: no address can be opened, the database or a log cannot be opened, or a command cannot reach the service.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_SOFTWARE: a part of the service failed.</summary>
    public const int Software = 70;

    /// <summary>EX_OSERR: the limits of the operating system are too low; a restart does not help.</summary>
    public const int OsError = 71;

    /// <summary>EX_CANTCREAT: a file that a command should write already exists, or cannot be created.</summary>
    public const int CannotCreate = 73;

    /// <summary>EX_IOERR: the database is damaged, and store.on-corruption is refuse.</summary>
    public const int IoError = 74;

    /// <summary>EX_NOPERM: the token is missing or wrong.</summary>
    public const int NoPermission = 77;

    /// <summary>128 plus SIGINT: a command was interrupted before it started, as shells report it.</summary>
    public const int Interrupted = 130;

    /// <summary>EX_CONFIG: the configuration contains errors.</summary>
    public const int Config = 78;
}
