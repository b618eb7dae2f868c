using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace GreyActors.EndToEnd.Tests.Harness;

/// <summary>The program's introspection endpoint, as a script asks it.</summary>
public sealed class Introspection(GreyActorsProcess program) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{program.IntrospectionPort}"),
        Timeout = Eventually.Patience,
    };

    /// <summary>What it answers.</summary>
    public async Task<JsonElement> Get(string path) => JsonDocument.Parse(await Text(path)).RootElement.Clone();

    /// <summary>What it answers, as it is.</summary>
    public Task<string> Text(string path) => _http.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>A stream that goes on.</summary>
    public async Task<StreamReader> Follow(string path) => new(await _http.GetStreamAsync(new Uri(path, UriKind.Relative)));

    /// <summary>Changes something, with the token that the program made; returns the status.</summary>
    public Task<int> Post(string path, string body = "{}") => Change(HttpMethod.Post, path, body);

    /// <summary>Takes something away, with the token; returns the status.</summary>
    public Task<int> Delete(string path) => Change(HttpMethod.Delete, path, "{}");

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<int> Change(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(program["var/introspection.token"])).Trim());
        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
