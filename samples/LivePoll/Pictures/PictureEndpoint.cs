namespace LivePoll.Pictures;

/// <summary>Where browsers get the pictures.</summary>
internal static class PictureEndpoint
{
    private const string Path = "/pictures/";

    public static string UrlOf(string pictureId) => Path + pictureId;

    public static void MapPictures(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path + "{id}", static async (string id, PictureShelf shelf, HttpResponse response) =>
        {
            if (await shelf.FindAsync(id) is not { } picture)
            {
                return Results.NotFound();
            }

            // Strangers sent it: it is shown as the picture that it begins as, or not at all.
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            response.Headers.CacheControl = "private, max-age=3600, immutable";
            return Results.Bytes(picture.Bytes, picture.MediaType);
        });
}
