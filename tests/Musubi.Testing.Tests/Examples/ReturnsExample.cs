using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing.Tests.Examples;

public interface IPayments
{
    Task ChargeAsync(int cents, string? idempotencyKey);
}

public sealed record OrderState(int Paid);

public sealed class OrderStore(IPayments payments) : RootStore<OrderState>
{
    private static readonly Key<int> Paid = new("paid");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Paid, 0);

    public override OrderState Render(Socket socket) => new(socket.Get(Paid));

    // docs:pay
    [Command]
    public async ValueTask<Socket> Pay(int cents, Socket socket)
    {
        // The same key for a command that is run again, and for no other: the payment system answers as it did the first time.
        await payments.ChargeAsync(cents, idempotencyKey: socket.CommandId);
        return socket.Update(Paid, paid => paid + cents);
    }
    // docs:end
}

public sealed class ReturnsExample
{
    [Fact]
    public async Task Clock_ClientMissedPatches_HasThemAll()
    {
        // docs:missed
        await using var page = await StorePage.MountAsync<ClockStore>();
        await page.AdvanceAsync(TimeSpan.FromSeconds(3));

        await page.ReconnectAsync(missed: 2);

        Assert.Equal(3, (int)page.Document["ticks"]!);
        // docs:end
    }

    [Fact]
    public async Task Clock_GatewayDies_GoesOnWithoutAClient()
    {
        // docs:gateway-dies
        await using var page = await StorePage.MountAsync<ClockStore>();
        await page.KillGatewayAsync();
        await page.AdvanceAsync(TimeSpan.FromSeconds(5));

        await page.ReconnectAsync();

        Assert.Equal(5, (int)page.Document["ticks"]!);
        // docs:end
    }

    [Fact]
    public async Task Order_PayIsSentAgain_ChargesOnce()
    {
        var payments = new Payments();

        // docs:repeat
        await using var page = await StorePage.MountAsync<OrderStore>(configure: options => options.Services.AddSingleton<IPayments>(payments));
        await page.DispatchAsync("pay", new { cents = 500 });

        await page.ReconnectAsync(missed: 1);
        await page.RepeatLastAsync();

        Assert.Equal([500], payments.Charged);
        Assert.Equal(500, (int)page.Document["paid"]!);
        // docs:end
        Assert.NotNull(Assert.Single(payments.Keys));
    }

    private sealed class Payments : IPayments
    {
        public List<int> Charged { get; } = [];

        public List<string?> Keys { get; } = [];

        public Task ChargeAsync(int cents, string? idempotencyKey)
        {
            Charged.Add(cents);
            Keys.Add(idempotencyKey);
            return Task.CompletedTask;
        }
    }
}
