using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Musubi.Inspector.Hosting;

/// <summary>The files of the page, which are a part of this assembly.</summary>
internal sealed class InspectorFiles
{
    private const string Prefix = "page/";
    private const string Page = "index.html";

    // Nothing from elsewhere, and in no frame: a click in it may end somebody's page.
    private const string ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, InspectorFile> _files = typeof(InspectorFiles).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <summary>Answers with a file, and with the page itself where none is named.</summary>
    public IResult Get(HttpContext context, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            if (context.Request.Path.Value?.EndsWith('/') != true)
            {
                // Its files are named from there.
                return Results.LocalRedirect($"{context.Request.PathBase}{context.Request.Path}/");
            }

            name = Page;
        }

        if (!_files.TryGetValue(name, out var file))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";

        // The names of the files do not change when their contents do: ask each time, by ETag.
        headers.CacheControl = "no-cache";
        return Results.Bytes(file.Content, ContentTypes[Path.GetExtension(name)], entityTag: file.Tag);
    }

    private static InspectorFile Read(string resource)
    {
        using var stream = typeof(InspectorFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new InspectorFile(content, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\""));
    }

    private sealed record InspectorFile(byte[] Content, EntityTagHeaderValue Tag);
}
