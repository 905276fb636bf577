using System.Collections.Immutable;
using Musubi.Bench.Lists;

namespace Musubi.Bench.Parts;

/// <summary>A store that holds a list of 100 rows, and changes one field of one of them.</summary>
public sealed class RowsStore : RootStore<Page>
{
    private const int Changing = 50;

    private static readonly Key<ImmutableArray<Row>> Rows = new("rows");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Rows, Change.Nothing.Pages().Before.Rows);

    public override Page Render(Socket socket) => new("Stock", socket.Get(Rows));

    [Command]
    public Socket Toggle(Socket socket) => socket.Update(Rows, static rows => rows.SetItem(Changing, rows[Changing] with { InStock = !rows[Changing].InStock }));
}
