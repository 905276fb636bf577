using System.Collections.Immutable;

namespace Musubi;

/// <summary>The files of a store node, by upload, in the order they were announced: plain data.</summary>
[GenerateSerializer, Immutable, Alias("musubi.v1.UploadTable")]
internal sealed record UploadTable([property: Id(0)] ImmutableDictionary<string, ImmutableArray<UploadEntry>> Entries)
{
    private const string PrivateKey = "__musubi_uploads__";

    private static readonly UploadTable Empty = new(ImmutableDictionary<string, ImmutableArray<UploadEntry>>.Empty);

    public static UploadTable Of(Socket socket) => (UploadTable?)socket.GetPrivate(PrivateKey) ?? Empty;

    public Socket SaveIn(Socket socket) => socket.PutPrivate(PrivateKey, this);

    public ImmutableArray<UploadEntry> Of(string upload) => Entries.GetValueOrDefault(upload, []);

    public IEnumerable<UploadEntry> All() => Entries.Values.SelectMany(static entries => entries);

    public UploadEntry? Find(string upload, string entryRef) => Of(upload).FirstOrDefault(entry => entry.Ref == entryRef);

    public UploadTable Add(string upload, UploadEntry entry) => new(Entries.SetItem(upload, Of(upload).Add(entry)));

    public UploadTable Replace(string upload, UploadEntry before, UploadEntry after) => new(Entries.SetItem(upload, Of(upload).Replace(before, after)));

    public UploadTable Remove(string upload, UploadEntry entry) => new(Entries.SetItem(upload, Of(upload).Remove(entry)));
}
