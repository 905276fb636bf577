using System.Globalization;

namespace Musubi.Conformance.Host.Uploads;

/// <summary>Serves the files that this gateway received to silos that do not see its directory: read one, delete one.</summary>
/// <remarks>For tests on one machine: whoever reaches the port may read. A real one would ask who it is.</remarks>
internal static class UploadEndpoint
{
    /// <summary>The path of a file below the endpoint's own.</summary>
    public static string PathOf(UploadFileId id) =>
        string.Create(CultureInfo.InvariantCulture, $"{id.Owner.Gateway}/{id.Owner.Connection}/{id.Owner.MountId}/{id.EntryRef}");

    /// <summary>Maps the endpoint.</summary>
    public static void MapUploads(this IEndpointRouteBuilder endpoints, Uri url)
    {
        var files = endpoints.MapGroup(url.AbsolutePath);
        files.MapGet("{gateway}/{connection}/{mountId:long}/{entryRef}", static async (string gateway, string connection, long mountId, string entryRef, IUploadStore store) =>
        {
            try
            {
                return Results.Stream(await store.OpenReadAsync(new UploadFileId(new UploadOwner(gateway, connection, mountId), entryRef)));
            }
            catch (FileNotFoundException)
            {
                return Results.NotFound();
            }
        });
        files.MapDelete("{gateway}/{connection}/{mountId:long}/{entryRef}", static (string gateway, string connection, long mountId, string entryRef, IUploadStore store) =>
            store.DeleteAsync(new UploadFileId(new UploadOwner(gateway, connection, mountId), entryRef)));
    }
}
