using System.Collections.Immutable;

namespace Musubi.Gateway.Uploads;

/// <summary>What a client that comes back was sending, and finds again here.</summary>
/// <param name="Owner">Whose files they are.</param>
/// <param name="Unfinished">Those of which a part is here.</param>
internal sealed record GoingUploads(UploadOwner Owner, ImmutableArray<UploadGrant> Unfinished)
{
    /// <summary>The same for the root.</summary>
    public KeptUploads Kept => new(Owner, [.. Unfinished.Select(static grant => grant.EntryRef)]);
}
