using System.Net.Sockets;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>A private Dovecot that delivers over LMTP into mailboxes of its own: Ann's, Bob's, and Carl's, which is full.</summary>
public sealed class DovecotInstance : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("dovecot");

    private DovecotInstance()
    {
        foreach (var part in new[] { "run", "state", "mail" })
            Directory.CreateDirectory(_folder[part]);

        File.WriteAllText(_folder["users"], string.Concat(
            User("ann", ""), User("bob", ""), User("carl", "userdb_quota_rule=*:bytes=1")));
        File.WriteAllText(_folder["dovecot.conf"], Configuration());
        Command.AsRoot("chown", "-R", "root:root", _folder["run"], _folder["dovecot.conf"]);
        Command.AsRoot("chown", "nobody:nogroup", _folder["state"], _folder["mail"]);
    }

    /// <summary>Where it speaks LMTP, on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The UNIX socket on which it speaks LMTP, too.</summary>
    public string Socket => _folder["run/greyactors-lmtp"];

    /// <summary>Its log so far.</summary>
    public string Log => File.Exists(_folder["log"]) ? Command.AsRoot("cat", _folder["log"]) : "";

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<DovecotInstance> Start()
    {
        var dovecot = new DovecotInstance();
        try
        {
            // It leaves a process behind that would keep our pipes open.
            Command.AsRoot("sh", "-c", $"exec dovecot -c {dovecot._folder["dovecot.conf"]} > {dovecot._folder["start.log"]} 2>&1");
            await Eventually.Holds("Dovecot listens", dovecot.Listens);
            return dovecot;
        }
        catch
        {
            await dovecot.DisposeAsync();
            throw;
        }
    }

    /// <summary>The messages in a mailbox as Latin-1, line ends as the mailbox has them (LF).</summary>
    public IReadOnlyList<string> Mailbox(string user)
    {
        var files = Command.AsRoot("find", _folder["mail"], "-path", $"*/{user}/Maildir/new/*", "-type", "f");
        return [.. files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(file => Command.AsRoot("cat", file))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // It has nothing to stop when it did not start.
        if (File.Exists(_folder["run/master.pid"]))
        {
            Command.AsRoot("doveadm", "-c", _folder["dovecot.conf"], "stop");
            await Eventually.Holds("Dovecot has ended", () => !File.Exists(_folder["run/master.pid"]));
        }

        _folder.Dispose();
    }

    private async Task<bool> Listens()
    {
        try
        {
            using var client = await SmtpClientSocket.Connect(Port);
            return (await client.ReplyOrEnd())?.Code == 220;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // user:password:uid:gid:gecos:home:shell:extra fields
    private string User(string name, string extra) => $"{name}:{{PLAIN}}x:65534:65534::{_folder["mail"]}/{name}::{extra}\n";

    private string Configuration() => $$"""
        base_dir = {{_folder["run"]}}
        state_dir = {{_folder["state"]}}
        log_path = {{_folder["log"]}}
        protocols = lmtp
        listen = 127.0.0.1
        ssl = no
        default_internal_user = nobody
        default_internal_group = nogroup
        default_login_user = nobody
        first_valid_uid = 1
        hostname = dovecot.example.test
        login_trusted_networks = 127.0.0.0/8
        mail_location = maildir:~/Maildir
        mail_plugins = quota
        passdb {
          driver = passwd-file
          args = username_format=%n {{_folder["users"]}}
        }
        userdb {
          driver = passwd-file
          args = username_format=%n {{_folder["users"]}}
        }
        plugin {
          quota = maildir:User quota
          quota_rule = *:storage=100M
        }
        protocol lmtp {
          postmaster_address = postmaster@example.test
        }
        service lmtp {
          inet_listener lmtp {
            address = 127.0.0.1
            port = {{Port}}
          }
          unix_listener {{Socket}} {
            mode = 0666
          }
        }

        """;
}
