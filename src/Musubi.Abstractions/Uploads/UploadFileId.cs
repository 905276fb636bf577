namespace Musubi;

/// <summary>Names the bytes of one file in an <see cref="IUploadStore"/>.</summary>
/// <param name="Owner">The mount that the file belongs to, and ends with.</param>
/// <param name="EntryRef">The entry.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadFileId")]
public readonly record struct UploadFileId([property: Id(0)] UploadOwner Owner, [property: Id(1)] string EntryRef);
