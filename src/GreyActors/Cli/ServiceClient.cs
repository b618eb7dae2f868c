using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GreyActors.Components;
using GreyActors.Introspection;
using Microsoft.AspNetCore.Mvc;

namespace GreyActors.Cli;

/// <summary>Queries the introspection endpoint of a service. Failures are <see cref="CommandRefusedException"/>s.</summary>
internal sealed class ServiceClient : IDisposable
{
    // Longer than the endpoint waits for any component.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private const string NoReason = "the service refuses this and gives no reason";
    private const int LongestAnswer = 64 * 1024 * 1024;

    private readonly ServiceAddress _address;
    private readonly HttpClient _http;

    public ServiceClient(ServiceAddress address)
    {
        _address = address;
        // A proxy from the environment is for the internet, and a redirection would send the token to another server.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = address.Url,
            Timeout = Patience,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    /// <summary>The options for the endpoint's JSON. A missing property is an error.</summary>
    public static JsonSerializerOptions Options { get; } = OptionsOf();

    /// <summary>The address of the service.</summary>
    public Uri Address => _address.Url;

    /// <summary>The machine of the cluster whose answers are wanted; null for the one at <see cref="Address"/>.</summary>
    public string? Machine { get; init; }

    /// <summary>Whether a service answers at the address, whatever it answers.</summary>
    /// <exception cref="CommandRefusedException">Something accepts connections there, but does not answer.</exception>
    public async Task<bool> IsReachable(CancellationToken cancelled)
    {
        try
        {
            using var response = await _http.GetAsync(HealthEndpoints.Health, cancelled);
            return true;
        }
        catch (HttpRequestException failed) when (failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return false;
        }
        catch (HttpRequestException failed)
        {
            throw new CommandRefusedException(ExitCode.Unavailable, $"cannot reach {_address.Url}: {failed.Message}");
        }
        catch (TaskCanceledException) when (!cancelled.IsCancellationRequested)
        {
            throw NoAnswer();
        }
    }

    /// <summary>Sends a GET request.</summary>
    public Task<ServiceResponse> Get(string path, CancellationToken cancelled, params (string Name, string? Value)[] query) =>
        Ask(HttpMethod.Get, path, [.. query, (MachineSelector.Parameter, Machine)], null, cancelled);

    /// <summary>Sends a POST request with a body.</summary>
    public Task<ServiceResponse> Post<T>(string path, T body, CancellationToken cancelled) =>
        Ask(HttpMethod.Post, path, [], JsonContent.Create(body, options: Options), cancelled);

    /// <summary>Sends a POST request without a body.</summary>
    public Task<ServiceResponse> Post(string path, CancellationToken cancelled) => Ask(HttpMethod.Post, path, [], new StringContent("{}", Encoding.UTF8, "application/json"), cancelled);

    /// <summary>Sends a DELETE request.</summary>
    public Task<ServiceResponse> Delete(string path, CancellationToken cancelled, params (string Name, string? Value)[] query) =>
        Ask(HttpMethod.Delete, path, query, null, cancelled);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ServiceResponse> Ask(
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
            // A service that is not ready, or refuses a configuration, sends a regular JSON response.
            return response is { IsSuccessStatusCode: true }
                or { StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.UnprocessableEntity, Content.Headers.ContentType.MediaType: "application/json" }
                ? new ServiceResponse(text)
                : throw new CommandRefusedException(ExitCodeOf(response.StatusCode), DetailOf(text));
        }
        catch (HttpRequestException failed)
        {
            throw new CommandRefusedException(ExitCode.Unavailable, $"cannot reach {_address.Url}: {failed.Message}");
        }
        catch (TaskCanceledException) when (!cancelled.IsCancellationRequested)
        {
            throw NoAnswer();
        }
    }

    private CommandRefusedException NoAnswer() => new(ExitCode.Unavailable, $"{_address.Url} did not answer within {Patience.TotalSeconds:0} s");

    private string Token()
    {
        if (_address.TokenFile is not { } file)
            throw new CommandRefusedException(ExitCode.NoPermission, "the token is required: with --url, name its file with --token-file");

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
            return JsonSerializer.Deserialize<ProblemDetails>(text)?.Detail ?? NoReason;
        }
        catch (JsonException)
        {
            return NoReason;
        }
    }

    private static JsonSerializerOptions OptionsOf()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };
        IntrospectionJson.Apply(options);
        options.MakeReadOnly();
        return options;
    }
}
