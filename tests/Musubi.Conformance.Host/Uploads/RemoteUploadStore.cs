using System.Net;

namespace Musubi.Conformance.Host.Uploads;

/// <summary>The files of a gateway on another machine, over its <see cref="UploadEndpoint"/>: how a silo sees files whose directory it does not.</summary>
/// <remarks>A silo reads and deletes. All else is for the gateway that has the files to do, with the store of its own.</remarks>
internal sealed class RemoteUploadStore : IUploadStore, IDisposable
{
    private readonly HttpClient _http;

    public RemoteUploadStore(Uri url) => _http = new HttpClient { BaseAddress = new Uri($"{url.AbsoluteUri.TrimEnd('/')}/") };

    public async ValueTask<Stream> OpenReadAsync(UploadFileId id, CancellationToken cancellationToken = default)
    {
        try
        {
            // Whole, for a stream that knows how far it is read; a conformance file has a megabyte at most.
            return new MemoryStream(await _http.GetByteArrayAsync(UploadEndpoint.PathOf(id), cancellationToken));
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException("The uploaded file is gone: its mount has ended.", exception);
        }
    }

    public async ValueTask DeleteAsync(UploadFileId id, CancellationToken cancellationToken = default)
    {
        using var response = await _http.DeleteAsync(UploadEndpoint.PathOf(id), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public ValueTask<Stream> CreateAsync(UploadFileId id, CancellationToken cancellationToken = default) => throw Gateways();

    public ValueTask DeleteAllAsync(UploadOwner owner, CancellationToken cancellationToken = default) => throw Gateways();

    public ValueTask KeepAliveAsync(string gateway, CancellationToken cancellationToken = default) => throw Gateways();

    public ValueTask EndAsync(string gateway, CancellationToken cancellationToken = default) => throw Gateways();

    public ValueTask<int> SweepAsync(TimeSpan silentFor, CancellationToken cancellationToken = default) => throw Gateways();

    public void Dispose() => _http.Dispose();

    private static NotSupportedException Gateways() => new("Expected a silo to read and delete uploaded files, and no more: the rest is for their gateway.");
}
