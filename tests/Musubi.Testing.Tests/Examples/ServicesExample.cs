using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing.Tests.Examples;

/// <summary>What docs/services.md shows, run against a real SQLite database.</summary>
public sealed class ServicesExample
{
    [Fact]
    public async Task Orders_PlacedInOneMount_AreThereInTheNext()
    {
        // docs:test
        await using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        await using (var db = new ShopDb(new DbContextOptionsBuilder<ShopDb>().UseSqlite(connection).Options))
        {
            db.Database.EnsureCreated();
        }

        void Shop(StorePageOptions options) => options.Services.AddDbContext<ShopDb>(db => db.UseSqlite(connection));

        await using (var page = await StorePage.MountAsync<OrdersStore>(configure: Shop))
        {
            Assert.Equal(1, (await page.DispatchAsync<PlaceReply>("place", new { product = "tea" })).OrderId);
        }

        await using var next = await StorePage.MountAsync<OrdersStore>(configure: Shop);
        Assert.Equal(["tea"], next.Render<OrdersState>().Products);
        // docs:end
    }
}

// docs:store
public sealed class Order
{
    public int Id { get; set; }

    public required string Product { get; set; }
}

public sealed class ShopDb(DbContextOptions<ShopDb> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();
}

public sealed record OrdersState(ImmutableArray<string> Products);

public sealed record PlaceReply(int OrderId);

public sealed class OrdersStore : RootStore<OrdersState>
{
    private static readonly Key<ImmutableArray<string>> Products = new("products");

    // In place of an override of Init(Socket): the services follow the callback's own parameters.
    public async Task<Socket> Init(Socket socket, ShopDb db) =>
        socket.Assign(Products, [.. await db.Orders.OrderBy(order => order.Id).Select(order => order.Product).ToListAsync()]);

    // Among a command's parameters: product is the payload's, the others are not.
    [Command]
    public async Task<(PlaceReply Reply, Socket Socket)> Place(string product, Socket socket, ShopDb db, CancellationToken gone)
    {
        var order = new Order { Product = product };
        db.Orders.Add(order);
        await db.SaveChangesAsync(gone);
        return (new PlaceReply(order.Id), socket.Update(Products, products => products.Add(product)));
    }

    public override OrdersState Render(Socket socket) => new(socket.Get(Products));
}
// docs:end
