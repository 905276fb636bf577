namespace Musubi.Protocol;

/// <summary>New assigns for one store of a mounted root, from outside.</summary>
/// <param name="StoreId">The addressed store.</param>
/// <param name="Assigns">What its <c>Update</c> receives: data that Orleans can serialize.</param>
[GenerateSerializer, Alias("musubi.v1.SendUpdateRequest")]
public sealed record SendUpdateRequest([property: Id(0)] StoreId StoreId, [property: Id(1)] Dictionary<string, object?> Assigns)
{
    /// <summary>Names the store alone: the assigns are the application's, and calls that fail are logged with their arguments.</summary>
    public override string ToString() => $"{nameof(SendUpdateRequest)} for {StoreId}";
}
