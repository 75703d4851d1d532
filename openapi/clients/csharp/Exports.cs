using System.Net.Http.Headers;
using System.Text.Json;

namespace Efs.Client;

/// <summary>A whole list at one moment, read as it arrives.</summary>
public sealed class Export<T> : IDisposable
{
    private readonly HttpResponseMessage response;

    internal Export(HttpResponseMessage response, IAsyncEnumerable<T> records)
    {
        this.response = response;
        Records = records;
        ConsistentThrough = response.Headers.TryGetValues("Efs-Consistent-Through", out var values) ? values.First() : "";
    }

    /// <summary>Cursor of the moment that the export shows: go on from it with <see cref="EfsClient.ReadChangesAsync"/>.</summary>
    public string ConsistentThrough { get; }

    /// <summary>The records, never held in memory together. Reading an export that is cut off throws.</summary>
    public IAsyncEnumerable<T> Records { get; }

    /// <inheritdoc />
    public void Dispose() => response.Dispose();
}

public partial class EfsClient
{
    /// <summary>Reads a whole list as a stream: <c>ReadExportAsync&lt;School&gt;("schools", "regionCode=74")</c>.</summary>
    /// <param name="resource">The resource, as in its path.</param>
    /// <param name="filters">Filters of the list, as a query.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Export<T>> ReadExportAsync<T>(string resource, string filters = "", CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{BaseUrl}v1/{resource}/export?{filters}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        var response = await _httpClient
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new(response, JsonSerializer.DeserializeAsyncEnumerable<T>(body, topLevelValues: true, JsonOptions, cancellationToken)!);
        }
        using (response)
        {
            var headers = response.Headers.ToDictionary();
            var problem = await ReadObjectResponseAsync<ApiProblem>(response, headers, cancellationToken).ConfigureAwait(false);
            throw new ApiException<ApiProblem>("No export.", (int)response.StatusCode, problem.Text, headers, problem.Object, null);
        }
    }
}
