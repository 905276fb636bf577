using System.Collections.Immutable;
using Musubi.Bench.Lists;

namespace Musubi.Bench.Parts;

/// <summary>A store that holds a list of rows, and changes one field of the one in the middle.</summary>
public sealed class RowsStore : RootStore<Page>
{
    /// <summary>How many rows.</summary>
    public static readonly Attr<int> Count = new("count");

    private static readonly Key<ImmutableArray<Row>> Rows = new("rows");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Rows, Changes.Rows(socket.Get(Count)));

    public override Page Render(Socket socket) => new("Stock", socket.Get(Rows));

    [Command]
    public Socket Toggle(Socket socket) => socket.Update(Rows, static rows => rows.SetItem(rows.Length / 2, rows[rows.Length / 2] with { InStock = !rows[rows.Length / 2].InStock }));
}
