using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Introspection;
using Microsoft.AspNetCore.Mvc;

namespace GreyActors.Cli;

/// <summary>Asks the introspection endpoint of a service. What it cannot answer is a <see cref="CommandRefusedException"/>.</summary>
internal sealed class ServiceClient : IDisposable
{
    // Longer than the endpoint waits for any of its parts.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private const int LongestAnswer = 64 * 1024 * 1024;

    private readonly ServiceAddress _address;
    private readonly HttpClient _http;

    public ServiceClient(ServiceAddress address)
    {
        _address = address;
        // A proxy from the environment is for the world, and a redirection would take the token elsewhere.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = address.Url,
            Timeout = Patience,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    /// <summary>How the endpoint's JSON is read; a part that is missing is no answer of ours.</summary>
    public static JsonSerializerOptions Options { get; } = OptionsOf();

    /// <summary>What the endpoint answers to a GET.</summary>
    public Task<ServiceAnswer> Get(string path, CancellationToken cancelled, params (string Name, string? Value)[] query) =>
        Ask(HttpMethod.Get, path, query, null, cancelled);

    /// <summary>Allows a triplet.</summary>
    public Task<ServiceAnswer> Post(string path, AllowRequest body, CancellationToken cancelled) =>
        Ask(HttpMethod.Post, path, [], JsonContent.Create(body, options: Options), cancelled);

    /// <summary>Has something done that needs no more words.</summary>
    public Task<ServiceAnswer> Post(string path, CancellationToken cancelled) => Ask(HttpMethod.Post, path, [], new StringContent("{}", Encoding.UTF8, "application/json"), cancelled);

    /// <summary>Takes something away.</summary>
    public Task<ServiceAnswer> Delete(string path, CancellationToken cancelled, params (string Name, string? Value)[] query) =>
        Ask(HttpMethod.Delete, path, query, null, cancelled);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ServiceAnswer> Ask(
        HttpMethod method, string path, (string Name, string? Value)[] query, HttpContent? body, CancellationToken cancelled)
    {
        using var request = new HttpRequestMessage(method, path + QueryString.Create(query.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, one.Value))));
        if (method != HttpMethod.Get || _address.AlwaysShowsToken)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        request.Content = body;
        try
        {
            using var response = await _http.SendAsync(request, cancelled);
            var text = await response.Content.ReadAsStringAsync(cancelled);
            // A service that is not ready, or whose configuration is wrong, says so in the form of any other answer.
            return response is { IsSuccessStatusCode: true }
                or { StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.UnprocessableEntity, Content.Headers.ContentType.MediaType: "application/json" }
                ? new ServiceAnswer(text)
                : throw new CommandRefusedException(ExitCodeOf(response.StatusCode), $"{DetailOf(text)} ({(int)response.StatusCode})");
        }
        catch (HttpRequestException failed)
        {
            throw new CommandRefusedException(ExitCode.Unavailable, $"{_address.Url} is not reached: {failed.Message}");
        }
        catch (TaskCanceledException) when (!cancelled.IsCancellationRequested)
        {
            throw new CommandRefusedException(ExitCode.Unavailable, $"{_address.Url} did not answer within {Patience.TotalSeconds:0} s");
        }
    }

    private string Token()
    {
        if (_address.TokenFile is not { } file)
            throw new CommandRefusedException(ExitCode.NoPermission, "this needs the token: with --url its file is named with --token-file");

        return TokenFile.Read(file);
    }

    private static int ExitCodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => ExitCode.Usage,
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NoPermission,
        _ => ExitCode.Unavailable,
    };

    private static string DetailOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ProblemDetails>(text)?.Detail ?? "the service gives no reason";
        }
        catch (JsonException)
        {
            return "the service gives no reason";
        }
    }

    private static JsonSerializerOptions OptionsOf()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };
        IntrospectionJson.Apply(options);
        options.TypeInfoResolverChain.Add(CliJson.Default);
        options.MakeReadOnly();
        return options;
    }
}
